"""Subtotals and progress of every node, against a slow sum over the same rows."""

from decimal import Decimal

import pytest

from assessments.models import Assessment, Score
from assessments.sheets.sums import TOTAL, Sums, codes_above, sums
from tests.factories import fill, make_large_set, make_round, make_unit, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


def test_the_nodes_above_a_leaf() -> None:
    assert codes_above("3.4.1") == [TOTAL, "3", "3.4"]
    assert codes_above("3") == [TOTAL]
    assert codes_above("10.12.1.2") == [TOTAL, "10", "10.12", "10.12.1"]


def test_an_empty_sheet(sheet: Assessment) -> None:
    found = sums(sheet.pk)
    assert set(found) == {TOTAL, "1", "2", "3"}
    assert found[TOTAL] == Sums(own=6, claimable=Decimal(12))
    assert found["3"] == Sums()


def test_claims_awards_and_progress_below_each_node(sheet: Assessment) -> None:
    fill(sheet, "1.1", "1.2", "2.3")
    scores = Score.objects.filter(assessment=sheet)
    scores.filter(criterion__code="2.2").update(claimed_na=True, awarded_na=True)
    scores.filter(criterion__code="1.1").update(
        awarded_points=Decimal("0.3333"), awarded_note="Lý do"
    )
    scores.filter(criterion__code="3.1").update(
        awarded_points=Decimal("1.5"), awarded_note="Điều tra"
    )
    found = sums(sheet.pk)
    assert found["1"] == Sums(Decimal(4), Decimal("0.3333"), 3, 2, 1, 1, Decimal(6))
    assert found["2"] == Sums(Decimal(2), Decimal(0), 3, 2, 1, 1, Decimal(6))
    assert found["3"] == Sums(Decimal(0), Decimal("1.5"), 0, 0, 0, 1)
    assert found[TOTAL] == Sums(Decimal(6), Decimal("1.8333"), 6, 4, 2, 3, Decimal(12))


def test_sums_are_exact(sheet: Assessment) -> None:
    Score.objects.filter(assessment=sheet).exclude(criterion__code="3.1").update(
        claimed_points=Decimal("0.1")
    )
    assert sums(sheet.pk)[TOTAL].claimed == Decimal("0.6")


def test_another_sheet_adds_nothing() -> None:
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    fill(sheet_of(round_, units[0]))
    assert sums(sheet_of(round_, units[1]).pk)[TOTAL].claimed == 0


def test_one_query_whatever_the_size(django_assert_num_queries: object) -> None:
    large = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = sums(large.pk)
    assert len(found) == 1 + 7 + 35
    assert found["1.1"].own == 3


@pytest.mark.parametrize("code", ["1.1", "2.3", "3.1"])
def test_the_sums_above_a_leaf_are_those_of_the_whole_sheet(sheet: Assessment, code: str) -> None:
    fill(sheet, "1.1", "1.2", "2.3")
    every = sums(sheet.pk)
    assert sums(sheet.pk, code) == {node: every[node] for node in codes_above(code)}
