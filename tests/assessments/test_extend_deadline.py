"""More time for one unit, with a reason, within the round."""

import datetime

import pytest
from django.utils import timezone

from assessments.acts import award_points, return_assessment, submit_assessment
from assessments.acts import extend_deadline as act
from assessments.models import Assessment, Change, Role, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    line_of,
    make_explaining,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


def refused_and_unchanged(
    sheet: Assessment, by: User, match: str, until: datetime.datetime, reason: str = "Bão"
) -> Refused:
    before, lines = sheet_of(sheet.round), Change.objects.count()
    with pytest.raises(Refused, match=match) as refused:
        act(actor=page(by), assessment_id=sheet.pk, until=until, reason=reason)
    after = sheet_of(sheet.round)
    assert (after.extended_to, after.extension_reason) == (
        before.extended_to,
        before.extension_reason,
    )
    assert Change.objects.count() == lines
    return refused.value


def test_the_unit_gets_more_time(sheet: Assessment, coordinator: User) -> None:
    before = sheet.deadline
    until = sheet.round.submit_by + 5 * DAY
    act(actor=page(coordinator), assessment_id=sheet.pk, until=until, reason=" Bão số 9 ")
    after = sheet_of(sheet.round)
    assert (after.deadline, after.extension_reason) == (until, "Bão số 9")
    line = line_of(act="extend_deadline")
    assert (line.by, line.reason, line.assessment) == (coordinator, "Bão số 9", sheet)
    assert line.before == {"deadline": before.isoformat()}
    assert line.after == {"deadline": until.isoformat()}


def test_others_keep_their_deadline(coordinator: User) -> None:
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    act(
        actor=page(coordinator),
        assessment_id=sheet_of(round_, units[0]).pk,
        until=round_.submit_by + DAY,
        reason="Bão",
    )
    assert sheet_of(round_, units[1]).deadline == round_.submit_by


def test_also_after_the_deadline_has_passed(
    sheet: Assessment, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = sheet.round.submit_by + DAY
    set_clock(monkeypatch, now)
    act(actor=page(coordinator), assessment_id=sheet.pk, until=now + DAY, reason="Bão")
    assert sheet_of(sheet.round).deadline == now + DAY


@pytest.mark.parametrize("reason", ["", "  "])
def test_only_with_a_reason(sheet: Assessment, coordinator: User, reason: str) -> None:
    until = sheet.round.submit_by + DAY
    error = refused_and_unchanged(sheet, coordinator, "Hãy nêu lý do gia hạn", until, reason)
    assert not isinstance(error, NotAllowed)


def test_a_reason_that_cannot_be_kept(sheet: Assessment, coordinator: User) -> None:
    until = sheet.round.submit_by + DAY
    refused_and_unchanged(sheet, coordinator, "Hãy nêu lý do gia hạn", until, "\x00\u200b")


def test_not_into_the_past(
    sheet: Assessment, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = sheet.round.submit_by + 2 * DAY
    set_clock(monkeypatch, now)
    refused_and_unchanged(sheet, coordinator, "phải ở tương lai", now - DAY)
    refused_and_unchanged(sheet, coordinator, "phải ở tương lai", now)


def test_not_to_before_the_round_s_own_deadline(sheet: Assessment, coordinator: User) -> None:
    until = timezone.now() + DAY
    refused_and_unchanged(sheet, coordinator, "phải sau hạn tự đánh giá chung", until)


def test_past_the_end_of_the_review_the_review_moves_along(
    sheet: Assessment, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long after the unit's new deadline as the round's review ends after the round's."""
    round_ = sheet.round
    set_clock(monkeypatch, round_.review_by + DAY)
    until = round_.review_by + 10 * DAY
    act(
        actor=page(coordinator),
        assessment_id=sheet.pk,
        until=until,
        reason="Bão",
        document="12/BNV",
    )
    after = sheet_of(round_)
    assert (after.deadline, after.review_deadline) == (until, until + 60 * DAY)
    assert after.extension_document == "12/BNV"
    line = line_of(act="extend_deadline")
    assert line.after == {
        "deadline": until.isoformat(),
        "review": (until + 60 * DAY).isoformat(),
        "document": "12/BNV",
    }


def test_within_the_review_it_stays(sheet: Assessment, coordinator: User) -> None:
    until = sheet.round.review_by - datetime.timedelta(seconds=1)
    act(actor=page(coordinator), assessment_id=sheet.pk, until=until, reason="Bão")
    assert sheet_of(sheet.round).review_deadline == sheet.round.review_by


def test_not_by_a_slip_of_the_hand(sheet: Assessment, coordinator: User) -> None:
    refused_and_unchanged(sheet, coordinator, "quá xa", timezone.now() + 365 * 7 * DAY)


def test_a_document_s_number_fits_its_column(sheet: Assessment, coordinator: User) -> None:
    with pytest.raises(Refused, match="101 ký tự, tối đa 100"):
        act(
            actor=page(coordinator),
            assessment_id=sheet.pk,
            until=sheet.round.submit_by + DAY,
            reason="Bão",
            document="x" * 101,
        )


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.FINAL])
def test_not_what_lies_with_the_reviewers(
    sheet: Assessment, coordinator: User, status: Status
) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=status)
    refused_and_unchanged(
        sheet, coordinator, "hãy trả lại phiếu kèm hạn mới", sheet.round.submit_by + DAY
    )


def test_an_explanation_gets_more_time(coordinator: User) -> None:
    sheet = make_explaining("2.3")
    before = sheet.explain_by
    assert before is not None
    with pytest.raises(Refused, match="phải sau hạn giải trình hiện nay"):
        act(actor=page(coordinator), assessment_id=sheet.pk, until=before, reason="Bão")
    until = sheet.round.review_by + DAY
    act(actor=page(coordinator), assessment_id=sheet.pk, until=until, reason="Bão")
    after = sheet_of(sheet.round)
    assert (after.explain_by, after.extended_to) == (until, None)
    assert after.review_deadline == until + 60 * DAY
    line = line_of(act="extend_explanation")
    assert (line.before, line.reason) == ({"deadline": before.isoformat()}, "Bão")


def test_a_sheet_returned_after_the_review_s_end(
    coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = make_submitted()
    now = sheet.round.review_by + DAY
    set_clock(monkeypatch, now)
    return_assessment(
        actor=page(coordinator), assessment_id=sheet.pk, reason="Sai", until=now + 5 * DAY
    )
    leader, reviewer = make_person(Role.LEADER, unit=sheet.unit), make_person(Role.REVIEWER)
    submit_assessment(actor=page(leader), assessment_id=sheet.pk)
    set_clock(monkeypatch, now + 65 * DAY - datetime.timedelta(seconds=1))
    score = score_of(sheet, "1.1")
    award_points(actor=page(reviewer), score_id=score.pk, version=1, accept=True)
    set_clock(monkeypatch, now + 65 * DAY)
    score = score_of(sheet, "1.2")
    with pytest.raises(NotAllowed, match="Đã hết hạn thẩm định"):
        award_points(actor=page(reviewer), score_id=score.pk, version=1, accept=True)


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_coordinator(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    error = refused_and_unchanged(
        sheet, person, "dành cho điều phối viên", sheet.round.submit_by + DAY
    )
    assert isinstance(error, NotAllowed)
