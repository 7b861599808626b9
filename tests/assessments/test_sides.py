"""A side of a score as a value, and what is asked of one score asked of many alike."""

import itertools
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q

from assessments.models import Assessment, CouncilItem, Score, Side
from assessments.models.conditions import (
    REVIEWED_SQL,
    is_by_survey,
    is_filled,
    is_reviewed,
    is_self_scored,
    is_unfilled,
    is_unreviewed,
)
from assessments.models.sides import AWARDED, CLAIMED
from tests.factories import make_round, sheet_of

FIGURES = {"numerator": "1", "denominator": "2"}
SIDES = (
    Side(),
    Side(note="Chưa có số liệu"),
    Side(FIGURES, Decimal("0.5000"), note="Một nửa"),
    Side({"lines": []}, Decimal(0)),
    Side(not_applicable=True, note="Không phát sinh"),
)


@pytest.mark.parametrize("side", SIDES)
def test_a_score_and_a_decision_give_what_they_took(side: Side) -> None:
    score, item = Score(), CouncilItem()
    score.claimed = score.awarded = item.decision = side
    assert (score.claimed, score.awarded, item.decision) == (side, side, side)
    assert (score.is_filled, score.is_reviewed) == (side.is_given, side.is_given)
    assert score.is_as_claimed


@pytest.mark.parametrize("side", SIDES)
def test_the_record_gives_back_what_it_keeps(side: Side) -> None:
    assert Side.from_record(side.as_record()) == side


def test_the_record_s_words() -> None:
    assert list(SIDES[2].as_record().items()) == [
        ("input", FIGURES),
        ("points", "0.5"),
        ("not_applicable", False),
        ("note", "Một nửa"),
    ]
    assert Side.from_record({}) == Side()


def test_what_an_acceptance_awards() -> None:
    assert [side.as_award("Lý do") for side in SIDES] == [
        Side(None, Decimal(0), note="Lý do"),
        Side(None, Decimal(0), note="Lý do"),
        Side(FIGURES, Decimal("0.5"), note="Lý do"),
        Side({"lines": []}, Decimal(0), note="Lý do"),
        Side(not_applicable=True, note="Lý do"),
    ]


def test_a_review_begins_with_the_unit_s_figures() -> None:
    score = Score(awarded_note="Đang xem")
    score.claimed = SIDES[2]
    assert score.starting_award == Side(FIGURES, Decimal("0.5"), note="Đang xem")
    score.awarded = SIDES[4]
    assert score.starting_award == SIDES[4]


def test_the_columns_are_the_score_s() -> None:
    names = {field.name for field in Score._meta.concrete_fields}
    assert {name for name in names if name.startswith(("claimed_", "awarded_"))} == {
        *CLAIMED,
        *AWARDED,
    }


@pytest.fixture
def sheet(db: None) -> Assessment:
    """Leaves with every pair of an empty side, one with points, and one that does not apply."""
    sheet = sheet_of(make_round())
    pairs = itertools.product((SIDES[0], SIDES[2], SIDES[4]), repeat=2)
    for score, (claim, award) in zip(sheet.scores.in_tree_order(), pairs, strict=False):
        score.claimed, score.awarded = claim, award
        score.save()
    return sheet


RULES: tuple[tuple[Callable[..., Q], Callable[[Score], bool]], ...] = (
    (is_filled, lambda score: score.is_filled),
    (is_unfilled, lambda score: not score.is_filled),
    (is_reviewed, lambda score: score.is_reviewed),
    (is_unreviewed, lambda score: not score.is_reviewed),
    (is_by_survey, lambda score: score.criterion.is_survey),
    (is_self_scored, lambda score: not score.criterion.is_survey),
)


@pytest.mark.parametrize(("of_many", "of_one"), RULES)
def test_one_rule_for_one_score_and_for_many(
    sheet: Assessment, of_many: Callable[..., Q], of_one: Callable[[Score], bool]
) -> None:
    scores = Score.objects.filter(assessment=sheet).select_related("criterion")
    wanted = {score.pk for score in scores if of_one(score)}
    assert 0 < len(wanted) < len(scores)
    assert set(scores.filter(of_many()).values_list("pk", flat=True)) == wanted
    sheets = Assessment.objects.filter(of_many("scores__"))
    assert set(sheets.values_list("scores__pk", flat=True)) == wanted


def test_the_same_in_sql(sheet: Assessment) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM assessments_score score WHERE {REVIEWED_SQL}")  # noqa: S608  # our own
        found = {pk for (pk,) in cursor.fetchall()}
    assert found == set(Score.objects.filter(is_reviewed()).values_list("pk", flat=True))
