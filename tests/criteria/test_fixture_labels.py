"""The words of the two sets of 2022: every figure, option and document of a leaf is named; provisional like the titles."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from criteria.scales import parse_scale
from criteria.scales.notation import ScaleCells, read_cells, write_cells
from tests.languages.words import VIETNAMESE

SETS = ("province", "ministry")


def leaves(level: str) -> list[dict[str, Any]]:
    """The leaves that units fill in, as the fixture has them."""
    path = Path(settings.FIXTURE_DIRS[0], f"criteria_{level}_2022.json")
    rows = [row["fields"] for row in json.loads(path.read_text())]
    return [row for row in rows if row.get("source") == "reviewed" and row["scale"]]


LEAVES = [
    pytest.param(leaf, id=f"{level} {leaf['code']}") for level in SETS for leaf in leaves(level)
]


def labels(leaf: dict[str, Any]) -> list[str]:
    """What a leaf's figures, options and lines are called, those inside its options too."""
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            found.extend(str(value[key]) for key in ("label", "label_en") if key in value)
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(leaf["scale"])
    return found


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_figure_is_named(leaf: dict[str, Any]) -> None:
    scale = parse_scale(leaf["scale"], Decimal(leaf["max_points"]))
    figures = [field for field in scale.fields if not field.is_picked]

    assert not {"Tử số", "Mẫu số", "Số lượng", "Numerator", "Denominator", "Count"} & {
        *labels(leaf)
    }
    for field in figures:
        assert field.unit, field.label
        assert field.label.vi != field.label.en
        assert field.unit.vi != field.unit.en
        assert len(field.label.vi) <= 130
        assert len(field.unit.vi) <= 30
    assert len({field.label.vi for field in figures}) == len(figures)


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_option_says_when_it_is_met(leaf: dict[str, Any]) -> None:
    for part in leaf["scale"]["parts"]:
        options = part.get("options", [])
        if len(options) == 2:
            assert options[0]["when"], options
        for option in options:
            assert len(option.get("when", "")) <= 150
            assert not option.get("when", "").endswith(".")


@pytest.mark.parametrize("leaf", LEAVES)
def test_every_leaf_says_how_it_is_counted_and_what_proves_it(leaf: dict[str, Any]) -> None:
    documents = leaf["evidence_vi"].split("\n")

    assert leaf["scale"]["how"].endswith(".")
    assert len(leaf["scale"]["how"]) <= 160
    assert all(one == one.strip() and one[:1].isupper() for one in documents)
    assert not [one for one in documents if ";" in one or "như trên" in one]
    assert len({*documents}) == len(documents)


@pytest.mark.parametrize("leaf", LEAVES)
def test_all_of_it_is_said_in_english_too(leaf: dict[str, Any]) -> None:
    said: list[tuple[str, str]] = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            said.extend(
                (str(value[key]), str(value.get(f"{key}_en", "")))
                for key in ("label", "unit", "when", "how")
                if key in value
            )
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(leaf["scale"])
    assert said
    for vietnamese, english in said:
        assert english, vietnamese
        assert VIETNAMESE.search(english) is None, english
        assert vietnamese.endswith(".") == english.endswith("."), english
        assert len(english) <= 160
    scale = parse_scale(leaf["scale"], Decimal(leaf["max_points"]))
    assert not [line.en for line in scale.describe() if VIETNAMESE.search(line.en)]
    for field in scale.fields:
        assert len({label.en for label in field.labels}) == len(field.labels)


@pytest.mark.parametrize("leaf", LEAVES)
def test_its_cells_read_back(leaf: dict[str, Any]) -> None:
    cells = write_cells(leaf["scale"])

    assert not cells.scale.startswith("{")
    assert read_cells(cells) == leaf["scale"]
    assert read_cells(write_cells(leaf["scale"], "en")) == leaf["scale"]
    assert isinstance(cells, ScaleCells)


def test_reductions_compare_with_what_was_planned() -> None:
    for level, codes in (
        ("province", ("4.1.3", "4.2.3", "6.3.3")),
        ("ministry", ("4.1.4", "4.2.3")),
    ):
        by_code = {leaf["code"]: leaf for leaf in leaves(level)}
        for code in codes:
            over, under = by_code[code]["scale"]["figures"]
            assert "đã" in over["label"], code
            assert "phải" in under["label"], code
            assert over["unit"] == under["unit"]


RATIOS = [
    pytest.param(leaf, id=f"{level} {leaf['code']}")
    for level in SETS
    for leaf in leaves(level)
    if '"ratio"' in json.dumps(leaf["scale"])
]
OWN_DUTY = {
    *("province 1.1", "province 1.3.1", "province 1.4.1", "province 3.1.1", "province 3.3.4"),
    *("province 5.1.1", "province 5.1.2", "province 5.5.1", "province 5.5.2"),
    *("province 7.1.1", "province 7.1.2", "province 7.1.5", "province 7.2.2"),
    *("ministry 1.1", "ministry 1.3.1", "ministry 1.4.1", "ministry 2.2.1", "ministry 2.4.1"),
    *("ministry 5.1.1", "ministry 5.5.1", "ministry 7.1.1"),
}
"""The leaves whose denominator is the unit's own plan or what each unit has: of them 0 is no year without cases."""
IN_FULL = {"province 3.4.4", "province 3.5.2"}
"""The leaves that the other set counts as met where nothing was late or to be answered."""


def test_there_are_68_ratios() -> None:
    assert len(RATIOS) == 68
    assert {str(one.id) for one in RATIOS} >= OWN_DUTY


@pytest.mark.parametrize("leaf", RATIOS)
def test_a_year_without_a_case_blocks_nobody(
    leaf: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    scale = parse_scale(leaf["scale"], Decimal(leaf["max_points"]))
    outcome = scale.score({field.name: "0" for field in scale.fields})
    divisor, lines = scale.fields[1].label.vi, [line.vi for line in scale.describe()]
    name = request.node.callspec.id

    assert outcome.points == (scale.max_points if name in IN_FULL else 0)
    assert outcome.not_applicable == (name not in OWN_DUTY | IN_FULL)
    if name in OWN_DUTY:
        assert f"“{divisor}” bằng 0: 0 điểm" in lines
    else:
        what = "đủ điểm" if name in IN_FULL else "không áp dụng"
        assert f"Không phát sinh thì ghi 0 ở “{divisor}”: {what}" in lines
