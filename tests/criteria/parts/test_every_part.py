"""Every part has all that the rest of the program asks of one; what one lacks fails here by its name."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from assessments.models import Side
from assessments.review.cross_review.figure_order import figure_order
from assessments.sheets.panel import saved_side
from assessments.sheets.workbook import layout
from assessments.sheets.workbook.conditions import quantities_of, state_formula
from criteria.scales import PARTS, Part, Scale, parse_scale, read_scale
from criteria.scales import parts as room
from criteria.scales.notation import read_cells, write_cells
from rankings.demo.entries import best_of_some
from tests.criteria.parts.made import scale_of


def examples(name: str) -> list[Scale]:
    """The scales that the part's own test lists."""
    try:
        module = importlib.import_module(f"tests.criteria.parts.test_{name}")
    except ModuleNotFoundError:
        pytest.fail(f"the part {name} has no tests/criteria/parts/test_{name}.py")
    found: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = module.EXAMPLES
    assert found, f"tests/criteria/parts/test_{name}.py has no EXAMPLES"
    return [scale_of(part, most, *figures) for part, most, figures in found]


def has_form(scale: Scale) -> None:
    assert scale.fields
    assert all(field.label.vi and field.label.en for field in scale.fields)
    side = saved_side(scale, Side())
    assert [one.field for one in side.inputs] == [*scale.fields]


def has_points_and_reason(scale: Scale) -> None:
    outcome = scale.score(best_of_some(scale, Random(1)))
    assert 0 <= outcome.points <= scale.max_points
    assert " → " in outcome.why.vi
    assert " → " in outcome.why.en
    assert scale.score(outcome.entry) == outcome


def has_lines(scale: Scale) -> None:
    lines = scale.describe()
    assert lines
    assert all(line.vi and line.en for line in lines)


def has_ticks(scale: Scale) -> None:
    lines = len(scale.parts[0].describe())
    seen: set[int] = set()
    for seed in range(60):
        entry = best_of_some(scale, Random(seed))
        reached = scale.lines_reached(entry)
        assert reached <= {*range(lines)}, (entry, reached)
        seen |= reached
    assert seen
    assert scale.lines_reached({}) == frozenset()
    assert scale.lines_reached({scale.fields[0].name: "x?"}) == frozenset()


def has_workbook_formula(scale: Scale) -> None:
    cells = {one.name: f"nhap!$A${row}" for row, one in enumerate(layout.inputs_of(scale), 1)}
    options = {field.name: "ds!$A$1:$A$9" for field in scale.fields if field.type == "option"}
    formula = scale.as_formula(quantities_of(scale, cells))
    assert len(formula) < 8000
    assert formula.count("(") == formula.count(")")
    assert "nhap!$A$1" in formula
    assert '"ok"' in state_formula(scale, cells, options)


def has_notation(scale: Scale) -> None:
    for language in ("vi", "en"):
        written = write_cells(scale.as_json(), language)
        assert not written.scale.startswith('{"'), written
        read = parse_scale(read_cells(written), scale.max_points)
        # What one of the six kinds says is stored as that kind.
        same = scale.as_json() if not read.kind else read.as_json()
        assert read.as_json() == same, written
        assert read.parts == scale.parts, written
        assert read.figures == scale.figures, written


def has_validation(scale: Scale) -> None:
    data = scale.as_json()
    own: Any = data["parts"]
    for key in scale.parts[0].rules():
        _scale, faults = read_scale(
            data | {"parts": [{**own[0], key: {"x": [None]}}]}, scale.max_points
        )
        assert faults, f"nothing is said of a wrong “{key}”"
    _scale, faults = read_scale(data | {"parts": [{**own[0], "colour": "red"}]}, scale.max_points)
    assert any("colour" in fault.vi for fault in faults)
    _scale, faults = read_scale(data, scale.max_points + 1000)
    assert (
        scale.parts[0].best > scale.max_points or faults or scale.parts[0].best == scale.max_points
    )


def has_order(scale: Scale) -> None:
    assert figure_order(scale) is not None
    if scale.order is not None:
        assert {*scale.order.keys} <= {field.name for field in scale.fields}


def has_canonical_form(scale: Scale) -> None:
    data = scale.as_json()
    assert parse_scale(json.loads(json.dumps(data)), scale.max_points) == scale
    assert parse_scale(data, scale.max_points).as_json() == data
    assert scale.parts[0].as_json()["part"] == scale.parts[0].name


ASPECTS: dict[str, Callable[[Scale], None]] = {
    "form": has_form,
    "points and reason": has_points_and_reason,
    "line-by-line text": has_lines,
    "ticks of its lines": has_ticks,
    "workbook formula": has_workbook_formula,
    "notation": has_notation,
    "validation": has_validation,
    "by-leaf sorting": has_order,
    "canonical form": has_canonical_form,
}


def test_every_module_of_the_room_is_found() -> None:
    helpers = {"base", "labelled", "sheets"}
    modules = {module.name for module in pkgutil.iter_modules(room.__path__)}
    assert {*PARTS} == modules - helpers
    assert {part.__module__.rpartition(".")[2] for part in PARTS.values()} == {*PARTS}
    assert not any(inspect.isabstract(part) for part in PARTS.values())
    assert all(issubclass(part, Part) for part in PARTS.values())


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("name", PARTS)
def test_a_part_has_its(name: str, aspect: str) -> None:
    for scale in examples(name):
        ASPECTS[aspect](scale)


@pytest.mark.parametrize("name", PARTS)
def test_a_part_fails_by_name_for_what_it_lacks(name: str) -> None:
    abstract = Part.__abstractmethods__
    wanted = {"read", "best", "describe", "lines_reached", "score", "rules", "as_formula", "order"}
    assert wanted <= abstract
    assert PARTS[name].name == name


def test_the_maximum_is_reachable_by_every_example() -> None:
    for name in PARTS:
        for scale in examples(name):
            assert scale.parts[0].best >= scale.max_points > Decimal(0)
