"""The coordinator gives a sheet back, with the reason and its trace."""

import pytest

from assessments.actions import return_assessment as act
from assessments.models import Assessment, Change, Role, Status, User
from criteria.text import NotAllowed, Refused
from tests.factories import line_of, make_person, make_round, make_submitted, page, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return make_submitted()


@pytest.fixture
def coordinator() -> User:
    return make_person(Role.COORDINATOR)


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
    ("reason", "match"), [("a\x00", "ký tự không hợp lệ"), ("a" * 10_001, "10001 ký tự")]
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
