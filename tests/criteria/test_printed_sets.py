"""Real sets of the trade: how many of their leaves load with their whole rule, and which do not.

``printed/leaves.csv`` has each leaf's printed rule (shortened, numbers as printed). Where a scale stands beside it,
that is how an official writes the rule into the annex; where none does, the printed words are the cell. ``rest``
says why a leaf's whole rule does not load. These are facts for tests, not the wording of a decision.
"""

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from criteria.scales import Scale, parse_scale
from criteria.scales.notation import ScaleCells, read_cells, write_cells
from rankings.demo.entries import best_of_some

HERE = Path(__file__).with_name("printed")


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LEAVES = rows_of("leaves.csv")
LOADED = [leaf for leaf in LEAVES if not leaf["rest"]]
BESIDE = ("figures", "how", "when", "zero", "na")


def cells_of(leaf: dict[str, str]) -> ScaleCells:
    return ScaleCells(leaf["scale"] or leaf["printed"], **{name: leaf[name] for name in BESIDE})


def scale_of(leaf: dict[str, str]) -> Scale:
    return parse_scale(read_cells(cells_of(leaf)), Decimal(leaf["maximum"]))


def test_how_many_leaves_load_with_their_whole_rule() -> None:
    assert Counter(leaf["set"] for leaf in LEAVES) == {
        "cantho157": 7,
        "evn-dong-khac": 10,
        "evn-vanphong-2026": 47,
        "haiphong212-pl1": 41,
        "haiphong212-pl3": 20,
        "nd307-tinh": 17,
        "nd335-lanhdao": 22,
        "qd766-province": 21,
        "school-teacher-2026": 15,
    }
    assert len(LOADED) == 194
    assert sum(not leaf["scale"] for leaf in LOADED) == 151, "as they are printed, word for word"


def test_the_rest_is_named() -> None:
    assert [(leaf["set"], leaf["code"]) for leaf in LEAVES if leaf["rest"]] == [
        ("haiphong212-pl3", "1.5.1"),
        ("nd335-lanhdao", "2.1"),
        ("school-teacher-2026", "2.3"),
        ("school-teacher-2026", "4.1"),
        ("school-teacher-2026", "5.1"),
        ("school-teacher-2026", "5.2"),
    ]


@pytest.mark.parametrize("leaf", LOADED, ids=[f"{one['set']}-{one['code']}" for one in LOADED])
def test_a_leaf_loads_computes_and_is_written_back(leaf: dict[str, str]) -> None:
    scale = scale_of(leaf)
    assert all(line.vi and line.en for line in scale.describe())
    if not any(figure.is_reference for figure in scale.figures):
        for seed in range(5):
            outcome = scale.score(best_of_some(scale, Random(seed)))
            assert 0 <= outcome.points <= scale.max_points
            assert scale.score(outcome.entry) == outcome
    for language in ("vi", "en"):
        written = write_cells(scale.as_json(), language)
        assert not written.scale.startswith('{"')
        assert read_cells(written) == scale.as_json()
