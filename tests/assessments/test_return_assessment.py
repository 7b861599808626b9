"""The coordinator gives a sheet back, with the reason and its trace."""

import datetime

import pytest

from assessments.acts import return_assessment as act
from assessments.models import Assessment, Change, Flag, Remark, Role, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    last_line,
    line_of,
    make_answered,
    make_person,
    make_round,
    make_submitted,
    page,
    score_of,
    set_clock,
    sheet_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return make_submitted()


def refused_and_unchanged(sheet: Assessment, by: User, match: str, reason: str) -> Refused:
    before, lines = sheet_of(sheet.round), Change.objects.count()
    with pytest.raises(Refused, match=match) as refused:
        act(actor=page(by), assessment_id=sheet.pk, reason=reason)
    after = sheet_of(sheet.round)
    assert (after.status, after.return_reason) == (before.status, before.return_reason)
    assert Change.objects.count() == lines
    return refused.value


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW])
def test_a_sheet_goes_back(sheet: Assessment, coordinator: User, status: Status) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=status)
    act(actor=page(coordinator), assessment_id=sheet.pk, reason=" Bổ sung tài liệu 1.2 ")
    after = sheet_of(sheet.round)
    assert (after.status, after.return_reason) == (Status.DRAFTING, "Bổ sung tài liệu 1.2")
    # Evidence of a sheet that was submitted once is never withdrawn without a reason.
    assert after.submitted_at == sheet.submitted_at
    line = line_of(act="return")
    assert (line.by, line.reason) == (coordinator, "Bổ sung tài liệu 1.2")
    assert (line.before, line.after) == ({"status": str(status)}, {"status": "drafting"})


@pytest.mark.parametrize("reason", ["", "  ", "\n\t"])
def test_only_with_a_reason(sheet: Assessment, coordinator: User, reason: str) -> None:
    error = refused_and_unchanged(sheet, coordinator, "Hãy nêu lý do", reason)
    assert not isinstance(error, NotAllowed)


@pytest.mark.parametrize(
    ("reason", "match"), [("\x00\u200b", "Hãy nêu lý do"), ("a" * 10_001, "10001 ký tự")]
)
def test_a_reason_that_cannot_be_kept(
    sheet: Assessment, coordinator: User, reason: str, match: str
) -> None:
    refused_and_unchanged(sheet, coordinator, match, reason)


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.REVIEWER, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_coordinator(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    error = refused_and_unchanged(sheet, person, "là việc của: điều phối viên", "Sai")
    assert isinstance(error, NotAllowed)


def test_not_a_draft(coordinator: User) -> None:
    sheet = sheet_of(make_round())
    refused_and_unchanged(sheet, coordinator, "trạng thái “Đang tự đánh giá”", "Sai")


def test_not_a_final_sheet(sheet: Assessment, coordinator: User) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.FINAL)
    refused_and_unchanged(sheet, coordinator, "trạng thái “Đã thẩm định xong”", "Sai")


def test_person_and_reason_are_told_together(sheet: Assessment) -> None:
    error = refused_and_unchanged(sheet, make_person(), "là việc của", "")
    assert len(error.causes) == 2


def test_with_a_new_deadline(sheet: Assessment, coordinator: User) -> None:
    until = sheet.deadline + datetime.timedelta(days=3)
    act(
        actor=page(coordinator),
        assessment_id=sheet.pk,
        reason="Sai",
        until=until,
        document="12/CV-BNV",
    )
    after = sheet_of(sheet.round)
    assert (after.deadline, after.extension_document) == (until, "12/CV-BNV")
    line = line_of(act="extend_deadline")
    assert (line.reason, line.after["document"]) == ("Sai", "12/CV-BNV")


def test_a_past_deadline_needs_a_new_one(
    sheet: Assessment, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, sheet.deadline)
    refused_and_unchanged(sheet, coordinator, "hãy cho đơn vị hạn mới", "Sai")
    until = sheet.deadline + datetime.timedelta(days=3)
    act(actor=page(coordinator), assessment_id=sheet.pk, reason="Sai", until=until)
    assert sheet_of(sheet.round).status == Status.DRAFTING


@pytest.mark.parametrize(("days", "match"), [(0, "sau hạn hiện nay"), (400, "quá xa")])
def test_a_deadline_that_serves_nobody(
    sheet: Assessment, coordinator: User, days: int, match: str
) -> None:
    until = sheet.deadline + datetime.timedelta(days=days)
    with pytest.raises(Refused, match=match):
        act(actor=page(coordinator), assessment_id=sheet.pk, reason="Sai", until=until)
    assert sheet_of(sheet.round).status == Status.SUBMITTED


def test_its_review_begins_anew(coordinator: User) -> None:
    sheet = make_answered("1.1", "1.2")
    remarks = Remark.objects.count()
    act(actor=page(coordinator), assessment_id=sheet.pk, reason="Làm lại")
    after = sheet_of(sheet.round)
    assert (after.explanations, after.explain_by) == (0, None)
    assert (score_of(sheet, "1.1").flag, score_of(sheet, "1.2").flag) == (Flag.NONE, Flag.NONE)
    # What was said and awarded stays on record.
    assert Remark.objects.count() == remarks
    line = last_line(act="clear_flag")
    assert (line.before, line.after, line.reason) == (
        {"flag": "answered"},
        {"flag": ""},
        "Làm lại",
    )
