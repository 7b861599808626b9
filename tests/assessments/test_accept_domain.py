"""Accepting all of a domain at once: the reviewer's own leaves that nobody has reviewed yet."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.acts import accept_domain as act
from assessments.acts import award_points
from assessments.models import Assessment, Change, Role, Score, Status, User
from criteria.actions import publish_set
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.factories import (
    body,
    fill,
    make_large_set,
    make_person,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return make_submitted()


@pytest.fixture
def reviewer() -> User:
    return make_person(Role.REVIEWER, at="BNV")


def domain(sheet: Assessment, code: str) -> Criterion:
    return Criterion.objects.get(criteria_set=sheet.round.criteria_set, code=code)


def accept(sheet: Assessment, by: User, code: str = "1") -> int:
    return act(actor=page(by), assessment_id=sheet.pk, domain=domain(sheet, code))


def awarded(sheet: Assessment) -> dict[str, Decimal | None]:
    scores = Score.objects.filter(assessment=sheet, awarded_points__isnull=False)
    return dict(scores.values_list("criterion__code", "awarded_points"))


def refused_and_unchanged(sheet: Assessment, by: User, match: str, code: str = "1") -> Refused:
    before = (awarded(sheet), sheet_of(sheet.round).status, Change.objects.count())
    with pytest.raises(Refused, match=match) as refused:
        accept(sheet, by, code)
    assert (awarded(sheet), sheet_of(sheet.round).status, Change.objects.count()) == before
    return refused.value


def test_every_leaf_of_the_domain_is_accepted(sheet: Assessment, reviewer: User) -> None:
    assert accept(sheet, reviewer) == 3
    assert awarded(sheet) == {"1.1": Decimal(2), "1.2": Decimal(2), "1.3": Decimal(2)}
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    assert score_of(sheet, "1.1").version == 2


def test_each_leaf_gets_its_line(sheet: Assessment, reviewer: User) -> None:
    accept(sheet, reviewer)
    lines: list[Any] = list(Change.objects.filter(act="accept_claim").order_by("pk"))
    assert {line.score.criterion.code for line in lines if line.score} == {"1.1", "1.2", "1.3"}
    assert {(line.by, line.assessment) for line in lines} == {(reviewer, sheet)}
    assert {(line.before["points"], line.after["points"]) for line in lines} == {(None, "2")}


def test_what_has_been_reviewed_stays(sheet: Assessment, reviewer: User) -> None:
    award_points(
        actor=page(reviewer),
        score_id=score_of(sheet, "1.2").pk,
        version=1,
        entry={"lines": ["0"]},
        reason="Thiếu báo cáo",
    )
    assert accept(sheet, reviewer) == 2
    assert awarded(sheet)["1.2"] == Decimal(1)
    assert score_of(sheet, "1.2").awarded_note == "Thiếu báo cáo"


def test_only_leaves_of_the_own_body() -> None:
    criteria_set = make_set(publish=False)
    leaf = Criterion.objects.get(criteria_set=criteria_set, code="1.3")
    leaf.reviewing_body = body("VPCP")
    leaf.save()
    publish_set(criteria_set=criteria_set, by=make_person(Role.COORDINATOR))
    sheet = make_submitted(make_round(criteria_set))
    assert accept(sheet, make_person(Role.REVIEWER, at="BNV")) == 2
    assert set(awarded(sheet)) == {"1.1", "1.2"}


def test_a_leaf_left_empty_is_awarded_nothing() -> None:
    sheet = sheet_of(make_round())
    fill(sheet, "1.1", "1.2")
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.SUBMITTED)
    accept(sheet, make_person(Role.REVIEWER, at="BNV"))
    assert awarded(sheet)["1.3"] == Decimal(0)


def test_survey_leaves_are_left_alone(sheet: Assessment, reviewer: User) -> None:
    refused_and_unchanged(sheet, reviewer, "không còn tiêu chí nào được giao", "3")


def test_another_body_s_domain(sheet: Assessment, reviewer: User) -> None:
    refused_and_unchanged(sheet, reviewer, "Lĩnh vực 2 không còn tiêu chí nào được giao", "2")


def test_a_number_that_is_no_longer_so(sheet: Assessment, reviewer: User) -> None:
    accept_1 = {"actor": page(reviewer), "assessment_id": sheet.pk, "domain": domain(sheet, "1")}
    with pytest.raises(Refused, match="Nay có 3 tiêu chí"):
        act(**accept_1, number_shown=2)  # type: ignore[arg-type]
    assert awarded(sheet) == {}
    assert act(**accept_1, number_shown=3) == 3  # type: ignore[arg-type]


def test_nothing_left(sheet: Assessment, reviewer: User) -> None:
    accept(sheet, reviewer)
    refused_and_unchanged(sheet, reviewer, "không còn tiêu chí nào được giao")


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN]
)
def test_others_may_not(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    error = refused_and_unchanged(sheet, person, "dành cho người thẩm định")
    assert isinstance(error, NotAllowed)


def test_a_sheet_not_submitted(reviewer: User) -> None:
    sheet = sheet_of(make_round())
    refused_and_unchanged(sheet, reviewer, "Đơn vị chưa gửi phiếu")


def test_a_final_sheet(sheet: Assessment, reviewer: User) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.FINAL)
    refused_and_unchanged(sheet, reviewer, "đã thẩm định xong")


def test_after_the_review_has_closed(
    sheet: Assessment, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, sheet.round.review_by)
    refused_and_unchanged(sheet, reviewer, "Đã hết hạn thẩm định")


def test_a_domain_of_another_set(sheet: Assessment, reviewer: User) -> None:
    other = Criterion.objects.get(criteria_set=make_set(), code="1")
    with pytest.raises(Refused, match="không còn tiêu chí nào được giao"):
        act(actor=page(reviewer), assessment_id=sheet.pk, domain=other)
    assert awarded(sheet) == {}


def test_queries_do_not_grow_with_leaves(sheet: Assessment) -> None:
    def cost(of: Assessment, leaves: int) -> int:
        reviewer = make_person(Role.REVIEWER, at="BNV")
        node = domain(of, "1")
        with CaptureQueriesContext(connection) as queries:
            assert act(actor=page(reviewer), assessment_id=of.pk, domain=node) == leaves
        return len(queries)

    large = sheet_of(make_round(make_large_set(), [make_unit(level="ministry")]))
    Assessment.objects.filter(pk=large.pk).update(status=Status.SUBMITTED)
    assert cost(large, 15) == cost(sheet, 3)
