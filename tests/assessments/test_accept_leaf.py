"""Accepting one leaf of every sheet at once: what nobody has reviewed, and nothing else."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from assessments import permissions
from assessments.acts import accept_leaf as act
from assessments.acts import award_points
from assessments.models import (
    Assessment,
    Change,
    Flag,
    Membership,
    Role,
    Round,
    Score,
    Status,
    Unit,
    User,
)
from assessments.review.cross_review.leaf_table import acceptable_by
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.factories import make_person, make_round, make_unit, page, score_of, set_clock
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
CODE = "2.2"


def submitted(round_: Round) -> Round:
    """Every sheet of the round has claimed 8 of 10 on the leaf and been submitted."""
    of_leaf(round_).update(
        claimed_input={"numerator": "8", "denominator": "10"}, claimed_points=Decimal("1.6")
    )
    Assessment.objects.filter(round=round_).update(status=Status.SUBMITTED)
    return round_


def of_leaf(round_: Round, code: str = CODE) -> QuerySet[Score]:
    return Score.objects.filter(assessment__round=round_, criterion__code=code)


@pytest.fixture
@remembered
def round_() -> Round:
    return submitted(make_round(units=[make_unit() for _ in range(4)]))


@pytest.fixture
def reviewer() -> User:
    return make_person(Role.REVIEWER, at="VPCP")


def accept(round_: Round, by: User, shown: int, code: str = CODE) -> int:
    leaf = Criterion.objects.get(criteria_set=round_.criteria_set, code=code)
    return act(actor=page(by), round_id=round_.pk, leaf=leaf, number_shown=shown)


def awarded(round_: Round) -> list[Decimal | None]:
    return list(of_leaf(round_).order_by("pk").values_list("awarded_points", flat=True))


def refused_and_unchanged(round_: Round, by: User, shown: int, match: str) -> Refused:
    before = (list(of_leaf(round_).values()), Change.objects.count())
    with pytest.raises(Refused, match=match) as refused:
        accept(round_, by, shown)
    assert (list(of_leaf(round_).values()), Change.objects.count()) == before
    return refused.value


def test_every_unit_is_accepted_as_claimed(round_: Round, reviewer: User) -> None:
    assert accept(round_, reviewer, 4) == 4
    for score in of_leaf(round_):
        assert score.awarded_points == score.claimed_points == Decimal("1.6")
        assert score.awarded_input == score.claimed_input
        assert (score.version, score.changed_by, score.awarded_na) == (1, reviewer, False)
    statuses = Assessment.objects.filter(round=round_).values_list("status", flat=True)
    assert set(statuses) == {Status.IN_REVIEW}


def test_each_has_its_lines(round_: Round, reviewer: User) -> None:
    accept(round_, reviewer, 4)
    lines: list[Any] = list(Change.objects.filter(act="accept_claim"))
    assert {line.score_id for line in lines} == set(of_leaf(round_).values_list("pk", flat=True))
    assert {(line.by, line.before["points"], line.after["points"]) for line in lines} == {
        (reviewer, None, "1.6")
    }
    starts = Change.objects.filter(act="start_review")
    assert {line.assessment_id for line in starts} == {line.assessment_id for line in lines}


def test_not_applicable_and_nothing_claimed(round_: Round, reviewer: User) -> None:
    first, second, *_ = of_leaf(round_).order_by("pk")
    nothing = {"claimed_points": None, "claimed_input": None}
    of_leaf(round_).filter(pk=first.pk).update(claimed_na=True, **nothing)
    of_leaf(round_).filter(pk=second.pk).update(**nothing)
    accept(round_, reviewer, 4)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.awarded_na, first.awarded_points) == (True, None)
    assert (second.awarded_na, second.awarded_points) == (False, Decimal(0))


def test_what_it_leaves_alone(round_: Round, reviewer: User) -> None:
    """A reviewed leaf, a flagged one, a draft, the reviewer's own unit: and one rule with permissions."""
    more = [make_unit() for _ in range(3)]
    round_ = submitted(make_round(units=[*more, make_unit(), make_unit()]))
    reviewed, flagged, draft, own, free = of_leaf(round_).order_by("assessment__unit__code")
    award_points(
        actor=page(reviewer),
        score_id=reviewed.pk,
        version=0,
        entry={"numerator": "6", "denominator": "10"},
        reason="Trễ hạn",
    )
    of_leaf(round_).filter(pk=flagged.pk).update(flag=Flag.RAISED)
    Assessment.objects.filter(pk=draft.assessment_id).update(status=Status.DRAFTING)
    Membership.objects.create(user=reviewer, role=Role.OFFICER, unit=own.assessment.unit)
    reviewer = User.objects.get(pk=reviewer.pk)
    found = of_leaf(round_).filter(acceptable_by(reviewer))
    assert list(found) == [free]
    for score in of_leaf(round_).select_related("assessment__round", "criterion"):
        may = permissions.may_award(reviewer, score)
        assert may == (score not in (draft, own)), "acceptable() and may_award() agree"
    assert accept(round_, reviewer, 1) == 1
    flagged.refresh_from_db()
    assert flagged.awarded_points is None
    assert score_of(reviewed.assessment, CODE).awarded_points == Decimal("1.2")


def test_another_body_s_leaf(round_: Round) -> None:
    refused_and_unchanged(round_, make_person(Role.REVIEWER, at="BNV"), 4, "không còn đơn vị nào")


def test_a_number_that_is_no_longer_so(round_: Round, reviewer: User) -> None:
    refused_and_unchanged(round_, reviewer, 3, "Nay có 4 đơn vị")


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.COORDINATOR, Role.INSPECTOR]
)
def test_others_may_not(round_: Round, role: Role | None) -> None:
    person = make_person(role, unit=Unit.objects.first())
    error = refused_and_unchanged(round_, person, 4, "dành cho người thẩm định")
    assert isinstance(error, NotAllowed)


def test_after_the_review_has_closed(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, round_.review_by)
    error = refused_and_unchanged(round_, reviewer, 4, "Đã hết hạn thẩm định lúc")
    assert isinstance(error, NotAllowed)


def test_a_sheet_with_more_time_is_accepted_after_the_end(
    round_: Round, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = round_.review_by + datetime.timedelta(days=3)
    first = of_leaf(round_).order_by("pk").first()
    assert first
    Assessment.objects.filter(pk=first.assessment_id).update(review_extended_to=later)
    set_clock(monkeypatch, round_.review_by)
    assert accept(round_, reviewer, 1) == 1
    refused_and_unchanged(round_, reviewer, 1, "Đã hết hạn thẩm định lúc")


def test_thousands_of_units_cost_no_more_queries(round_: Round, reviewer: User) -> None:
    def cost(of: Round, number: int) -> int:
        fresh = User.objects.get(pk=reviewer.pk)
        with CaptureQueriesContext(connection) as queries:
            assert accept(of, fresh, number) == number
        return len(queries)

    units = Unit.objects.bulk_create(
        Unit(level="province", code=f"P{n:04}", name_vi=f"Tỉnh {n}") for n in range(3321)
    )
    large = submitted(make_round(units=units))
    assert cost(large, 3321) == cost(round_, 4)
