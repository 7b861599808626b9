"""More time for one unit, with a reason, within the round."""

import datetime

import pytest
from django.utils import timezone

from assessments.actions import extend_deadline as act
from assessments.models import Assessment, Change, Role, User
from criteria.text import NotAllowed, Refused
from tests.factories import line_of, make_person, make_round, make_unit, page, set_clock, sheet_of

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def coordinator() -> User:
    return make_person(Role.COORDINATOR)


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
    refused_and_unchanged(sheet, coordinator, "ký tự không hợp lệ", until, "Bão\x00")


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


def test_not_into_the_end_of_the_review(sheet: Assessment, coordinator: User) -> None:
    until = sheet.round.review_by
    refused_and_unchanged(sheet, coordinator, "phải trước hạn thẩm định", until)


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_coordinator(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    error = refused_and_unchanged(
        sheet, person, "dành cho điều phối viên", sheet.round.submit_by + DAY
    )
    assert isinstance(error, NotAllowed)
