"""A final sheet goes back into review, or a review gets more time: with a reason, a deadline and a trace."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from assessments import acts
from assessments.models import Assessment, Change, Role, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    FULL,
    act_on,
    last_line,
    make_person,
    make_reviewed,
    make_round,
    make_submitted,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def sheet(coordinator: User) -> Assessment:
    sheet = make_reviewed(survey=True)
    acts.finish_review(actor=page(coordinator), assessment_ids=[sheet.pk])
    return sheet_of(sheet.round)


def given(by: User, sheet: Assessment, **other: Any) -> dict[str, Any]:
    until = sheet.round.review_by + DAY
    base = {"actor": page(by), "assessment_id": sheet.pk, "until": until, "reason": "Sót văn bản"}
    return {**base, **other}


def refused(act: Callable[..., Any], match: str, **arguments: Any) -> Refused:
    before = list(Assessment.objects.order_by("pk").values())
    lines = Change.objects.count()
    with pytest.raises(Refused, match=match) as error:
        act(**arguments)
    assert list(Assessment.objects.order_by("pk").values()) == before
    assert Change.objects.count() == lines
    return error.value


def test_a_final_sheet_is_reviewed_again(sheet: Assessment, coordinator: User) -> None:
    acts.reopen_assessment(**given(coordinator, sheet))
    after = sheet_of(sheet.round)
    assert (after.status, after.review_deadline) == (Status.IN_REVIEW, sheet.round.review_by + DAY)
    assert after.return_reason == "Sót văn bản"
    line = last_line(act="reopen")
    assert (line.by, line.reason, line.after) == (
        coordinator,
        "Sót văn bản",
        {"status": "in_review"},
    )
    assert last_line(assessment=sheet).act == "extend_review"


def test_only_the_reviewers_side_opens(sheet: Assessment, coordinator: User) -> None:
    acts.reopen_assessment(**given(coordinator, sheet))
    officer = page(make_person(Role.OFFICER, unit=sheet.unit))
    with pytest.raises(NotAllowed, match="đã khóa"):
        acts.save_claim(actor=officer, **act_on(score_of(sheet, "1.1")), entry=FULL["1.1"])


def test_until_the_new_deadline_to_the_second(
    sheet: Assessment, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = sheet.round.review_by + DAY
    set_clock(monkeypatch, sheet.round.review_by + datetime.timedelta(hours=1))
    acts.reopen_assessment(**given(coordinator, sheet))
    reviewer = page(make_person(Role.REVIEWER))
    entry: dict[str, Any] = {"entry": {"option": 1}, "reason": "Thiếu"}
    set_clock(monkeypatch, until - SECOND)
    acts.award_points(actor=reviewer, **act_on(score_of(sheet, "1.1")), **entry)
    set_clock(monkeypatch, until)
    with pytest.raises(NotAllowed, match="Đã hết hạn thẩm định"):
        acts.award_points(actor=reviewer, **act_on(score_of(sheet, "1.1")), accept=True)


def test_not_without_a_reason(sheet: Assessment, coordinator: User) -> None:
    refused(acts.reopen_assessment, "nêu lý do", **given(coordinator, sheet, reason=" "))


def test_not_with_a_deadline_in_the_past(sheet: Assessment, coordinator: User) -> None:
    until = timezone.now() - SECOND
    error = refused(
        acts.reopen_assessment, "phải ở tương lai", **given(coordinator, sheet, until=until)
    )
    assert len(error.causes) == 2


def test_not_with_a_deadline_before_the_rounds(sheet: Assessment, coordinator: User) -> None:
    until = sheet.round.review_by - SECOND
    refused(
        acts.reopen_assessment, "không được trước hạn", **given(coordinator, sheet, until=until)
    )


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.ADMIN])
@pytest.mark.parametrize("act", [acts.reopen_assessment, acts.extend_review])
def test_only_a_coordinator(sheet: Assessment, role: Role | None, act: Callable[..., Any]) -> None:
    person = make_person(role, unit=sheet.unit)
    assert isinstance(refused(act, "điều phối viên", **given(person, sheet)), NotAllowed)


def test_only_a_final_sheet(coordinator: User) -> None:
    sheet = make_submitted()
    refused(acts.reopen_assessment, "trạng thái “Đã gửi”", **given(coordinator, sheet))


# extend_review


def test_a_closed_review_goes_on(coordinator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = make_submitted()
    set_clock(monkeypatch, sheet.round.review_by)
    reviewer = page(make_person(Role.REVIEWER))
    with pytest.raises(NotAllowed, match="gia hạn thẩm định"):
        acts.award_points(actor=reviewer, **act_on(score_of(sheet, "1.1")), accept=True)
    acts.extend_review(**given(coordinator, sheet))
    acts.award_points(actor=reviewer, **act_on(score_of(sheet, "1.1")), accept=True)
    assert last_line(act="extend_review").reason == "Sót văn bản"


def test_more_time_needs_a_reason(coordinator: User) -> None:
    sheet = make_submitted()
    refused(acts.extend_review, "lý do gia hạn", **given(coordinator, sheet, reason=""))


def test_no_more_time_for_a_draft(coordinator: User) -> None:
    sheet = sheet_of(make_round())
    refused(acts.extend_review, "chưa gửi phiếu", **given(coordinator, sheet))


def test_no_more_time_for_a_final_sheet(sheet: Assessment, coordinator: User) -> None:
    refused(acts.extend_review, "mở lại thẩm định", **given(coordinator, sheet))
