"""Entries of the real sets whose points people worked out by hand, from the printed text alone.

``printed/worked.csv`` has for each leaf that loads at least three of them, and how they come to their points.
``refused`` stands where the text does not say what the entry gives; an entry of ``null`` is that of a unit
whom the leaf does not concern.
"""

import json
from collections import Counter
from decimal import Decimal

import pytest

from criteria.common.text import Refused
from criteria.scales import Scale
from tests.criteria.test_printed_sets import LOADED, rows_of, scale_of

WORKED = rows_of("worked.csv")
REFUSED = "refused"


def points_of(scale: Scale, row: dict[str, str]) -> str:
    """Returns the points of an entry without zeros at their end."""
    entry = json.loads(row["entry"])
    if entry is None:
        return "" if scale.allow_na else "may not be left out"
    references = {key: Decimal(entry.pop(key)) for key in scale.references_named}
    assert set(entry) <= {field.name for field in scale.fields}
    try:
        outcome = scale.score(entry, references)
    except Refused:
        return REFUSED
    return "" if outcome.not_applicable else f"{outcome.points.normalize():f}"


@pytest.mark.parametrize("leaf", LOADED, ids=[f"{one['set']}-{one['code']}" for one in LOADED])
def test_a_leaf_gives_the_points_worked_out_by_hand(leaf: dict[str, str]) -> None:
    scale = scale_of(leaf)
    rows = [row for row in WORKED if (row["set"], row["code"]) == (leaf["set"], leaf["code"])]
    wrong = [(row, points) for row in rows if (points := points_of(scale, row)) != row["points"]]
    assert wrong == []


def test_every_leaf_that_loads_has_three_of_them_and_no_entry_is_left_over() -> None:
    counted = Counter((row["set"], row["code"]) for row in WORKED)
    assert set(counted) == {(leaf["set"], leaf["code"]) for leaf in LOADED}
    assert min(counted.values()) >= 3
    assert all(row["how"] for row in WORKED)
    assert len(WORKED) == 797
    assert len({(row["set"], row["code"], row["entry"]) for row in WORKED}) == len(WORKED)
