"""A leader submits: complete and in time, or every fault is named and nothing moves."""

import pytest

from assessments.acts import return_assessment, save_claim
from assessments.acts import submit_assessment as act
from assessments.models import Assessment, Change, Role, Score, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    FULL,
    fill,
    line_of,
    make_person,
    make_round,
    make_submitted,
    make_unit,
    page,
    score_of,
    set_clock,
    sheet_of,
)
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def sheet() -> Assessment:
    sheet = sheet_of(make_round())
    fill(sheet)
    return sheet


@pytest.fixture
def leader(sheet: Assessment) -> User:
    return make_person(Role.LEADER, unit=sheet.unit)


def refused_and_unchanged(sheet: Assessment, by: User, match: str) -> NotAllowed:
    before, lines = sheet_of(sheet.round), Change.objects.count()
    with pytest.raises(NotAllowed, match=match) as refused:
        act(actor=page(by), assessment_id=sheet.pk)
    after = sheet_of(sheet.round)
    assert (after.status, after.submitted_at) == (before.status, before.submitted_at)
    assert Change.objects.count() == lines
    return refused.value


def test_a_complete_sheet_is_submitted(sheet: Assessment, leader: User) -> None:
    act(actor=page(leader), assessment_id=sheet.pk)
    after = sheet_of(sheet.round)
    assert (after.status, after.submitted_by) == (Status.SUBMITTED, leader)
    assert after.submitted_at is not None
    line = line_of(act="submit")
    assert (line.by, line.assessment) == (leader, sheet)
    assert (line.before, line.after) == ({"status": "drafting"}, {"status": "submitted"})


def test_every_empty_leaf_is_named(leader: User, sheet: Assessment) -> None:
    for code in ("1.2", "2.3"):
        score = score_of(sheet, code)
        save_claim(actor=page(leader), score_id=score.pk, version=1, entry=None)
    error = refused_and_unchanged(sheet, leader, "Còn 2 lỗi phải khắc phục")
    assert [cause.vi for cause in error.causes] == [
        "Còn 2 lỗi phải khắc phục mới gửi được (1.2, 2.3). Xem “Kiểm tra và gửi”."
    ]


def test_not_applicable_needs_its_reason(sheet: Assessment, leader: User) -> None:
    score = score_of(sheet, "2.2")
    save_claim(actor=page(leader), score_id=score.pk, version=1, entry=None, not_applicable=True)
    refused_and_unchanged(sheet, leader, r"Còn 1 lỗi phải khắc phục mới gửi được .2.2.\.")

    save_claim(
        actor=page(leader),
        score_id=score.pk,
        version=2,
        entry=None,
        not_applicable=True,
        note="Không phát sinh",
    )
    assert act(actor=page(leader), assessment_id=sheet.pk).status == Status.SUBMITTED


def test_warnings_do_not_stop_it(sheet: Assessment, leader: User) -> None:
    # No evidence anywhere: odd, and said so, but the unit's own business.
    assert act(actor=page(leader), assessment_id=sheet.pk).status == Status.SUBMITTED


def test_survey_leaves_are_not_waited_for(sheet: Assessment, leader: User) -> None:
    act(actor=page(leader), assessment_id=sheet.pk)
    assert not score_of(sheet, "3.1").is_filled


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN]
)
def test_only_a_leader(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    refused_and_unchanged(sheet, person, "“Gửi phiếu” là việc của: lãnh đạo đơn vị")


def test_not_the_leader_of_another_unit(sheet: Assessment) -> None:
    refused_and_unchanged(sheet, make_person(Role.LEADER, unit=make_unit()), "là việc của")


def test_not_a_leader_who_has_left(sheet: Assessment, leader: User) -> None:
    leader.is_active = False
    refused_and_unchanged(sheet, leader, "là việc của")


def test_not_after_the_deadline(
    sheet: Assessment, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, sheet.round.submit_by)
    refused_and_unchanged(sheet, leader, "Đã hết hạn tự đánh giá lúc")


def test_not_twice(sheet: Assessment, leader: User) -> None:
    act(actor=page(leader), assessment_id=sheet.pk)
    refused_and_unchanged(sheet, leader, "Phiếu đang ở trạng thái “Đã gửi”")


def test_every_cause_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = sheet_of(make_round())
    set_clock(monkeypatch, sheet.round.submit_by)
    error = refused_and_unchanged(sheet, make_person(), "là việc của")
    # the person, the deadline, the empty leaves in one line
    assert len(error.causes) == 3


def test_claimed_points_freeze(sheet: Assessment, leader: User) -> None:
    act(actor=page(leader), assessment_id=sheet.pk)
    claims = list(Score.objects.filter(assessment=sheet).order_by("pk").values())
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    for code, entry in FULL.items():
        score = score_of(sheet, code)
        with pytest.raises(Refused, match="đã khóa"):
            save_claim(
                actor=page(officer), score_id=score.pk, version=1, entry=None, note=str(entry)
            )
    assert list(Score.objects.filter(assessment=sheet).order_by("pk").values()) == claims


def test_a_returned_sheet_is_submitted_again() -> None:
    sheet = make_submitted()
    coordinator = make_person(Role.COORDINATOR)
    return_assessment(actor=page(coordinator), assessment_id=sheet.pk, reason="Thiếu tài liệu")
    leader = make_person(Role.LEADER, unit=sheet.unit)
    act(actor=page(leader), assessment_id=sheet.pk)
    after = sheet_of(sheet.round)
    assert (after.status, after.return_reason, after.submitted_by) == (
        Status.SUBMITTED,
        "",
        leader,
    )
