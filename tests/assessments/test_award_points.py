"""The reviewer's side of a leaf: accepted as claimed, or other points with a reason."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from assessments.acts import Conflict, return_assessment, save_claim, submit_assessment
from assessments.acts import award_points as act
from assessments.models import Assessment, Change, Membership, Role, Score, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    FULL,
    fill,
    last_line,
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return make_submitted()


@pytest.fixture
def reviewer() -> User:
    return make_person(Role.REVIEWER, at="VPCP")


def award(sheet: Assessment, by: User, code: str = "2.3", **fields: Any) -> Score:
    score = score_of(sheet, code)
    return act(actor=page(by), score_id=score.pk, **({"version": score.version} | fields))


def refused_and_unchanged(
    sheet: Assessment, by: User, match: str, code: str = "2.3", **fields: Any
) -> Refused:
    before = Score.objects.filter(assessment=sheet, criterion__code=code).values().get()
    status, lines = sheet_of(sheet.round, sheet.unit).status, Change.objects.count()
    with pytest.raises(Refused, match=match) as refused:
        award(sheet, by, code, **fields)
    assert Score.objects.filter(assessment=sheet, criterion__code=code).values().get() == before
    assert sheet_of(sheet.round, sheet.unit).status == status
    assert Change.objects.count() == lines
    return refused.value


def test_accepting_takes_over_the_claim(sheet: Assessment, reviewer: User) -> None:
    award(sheet, reviewer, accept=True)
    score = score_of(sheet, "2.3")
    assert (score.awarded_points, score.awarded_input) == (Decimal(2), {"points": "2"})
    assert (score.version, score.changed_by) == (2, reviewer)
    line = line_of(act="accept_claim")
    assert (line.before["points"], line.after["points"], line.by) == (None, "2", reviewer)


def test_accepting_a_claim_of_nothing() -> None:
    sheet = sheet_of(make_round())
    officer = fill(sheet, *(code for code in FULL if code != "2.3"))
    save_claim(
        actor=page(officer),
        score_id=score_of(sheet, "2.3").pk,
        version=0,
        entry={"points": "0"},
    )
    submit_assessment(actor=page(make_person(Role.LEADER, unit=sheet.unit)), assessment_id=sheet.pk)
    award(sheet, make_person(Role.REVIEWER, at="VPCP"), accept=True)
    assert score_of(sheet, "2.3").awarded_points == Decimal(0)
    assert line_of(act="accept_claim").after["points"] == "0"


def test_other_figures_give_points_on_the_same_scale(sheet: Assessment, reviewer: User) -> None:
    award(
        sheet,
        reviewer,
        "2.2",
        entry={"numerator": "6,5", "denominator": "10"},
        reason="3 hồ sơ trễ hạn",
    )
    score = score_of(sheet, "2.2")
    assert score.awarded_points == Decimal("1.3")
    assert score.awarded_input == {"numerator": "6.5", "denominator": "10"}
    assert score.claimed_points == Decimal(2)
    line = line_of(act="award_points")
    assert (line.reason, line.after["points"]) == ("3 hồ sơ trễ hạn", "1.3")


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_other_points_need_a_reason(sheet: Assessment, reviewer: User, reason: str) -> None:
    refused_and_unchanged(sheet, reviewer, "hãy nêu lý do", entry={"points": "1"}, reason=reason)


def test_equal_points_need_none(sheet: Assessment, reviewer: User) -> None:
    assert award(sheet, reviewer, entry={"points": "2"}).awarded_points == Decimal(2)


def test_the_first_award_begins_the_review(sheet: Assessment, reviewer: User) -> None:
    award(sheet, reviewer, accept=True)
    assert sheet_of(sheet.round).status == Status.IN_REVIEW
    line = line_of(act="start_review")
    assert (line.before, line.after) == ({"status": "submitted"}, {"status": "in_review"})

    award(sheet, reviewer, "2.2", accept=True)
    assert Change.objects.filter(act="start_review").count() == 1


def test_an_award_can_be_changed_with_its_history(sheet: Assessment, reviewer: User) -> None:
    award(sheet, reviewer, entry={"points": "1"}, reason="Thiếu văn bản")
    award(sheet, reviewer, entry={"points": "1,5"}, reason="Đã bổ sung một phần")
    line = last_line(act="award_points")
    assert (line.before["points"], line.after["points"]) == ("1", "1.5")
    assert line.before["note"] == "Thiếu văn bản"


def test_the_same_award_again_is_no_change(sheet: Assessment, reviewer: User) -> None:
    award(sheet, reviewer, accept=True)
    award(sheet, reviewer, accept=True)
    assert score_of(sheet, "2.3").version == 2
    assert Change.objects.filter(act="accept_claim").count() == 1


def test_accepting_drops_the_reason_of_the_adjustment_that_it_takes_back(
    sheet: Assessment, reviewer: User
) -> None:
    award(sheet, reviewer, entry={"points": "1"}, reason="Thiếu văn bản")
    award(sheet, reviewer, accept=True, reason="Thiếu văn bản")
    score = score_of(sheet, "2.3")
    assert (score.awarded_points, score.awarded_note) == (Decimal(2), "")
    line = last_line(act="accept_claim")
    assert (line.reason, line.before["note"], line.after["note"]) == ("", "Thiếu văn bản", "")


def test_accepting_keeps_a_reason_of_its_own(sheet: Assessment, reviewer: User) -> None:
    award(sheet, reviewer, entry={"points": "1"}, reason="Thiếu văn bản")
    award(sheet, reviewer, accept=True, reason="Đã đối chiếu bản gốc")
    assert score_of(sheet, "2.3").awarded_note == "Đã đối chiếu bản gốc"
    award(sheet, reviewer, accept=True, reason="Đã đối chiếu bản gốc")
    assert score_of(sheet, "2.3").awarded_note == "Đã đối chiếu bản gốc"


# Not applicable


@pytest.fixture
def claimed_na() -> Assessment:
    sheet = sheet_of(make_round())
    officer = fill(sheet)
    save_claim(
        actor=page(officer),
        score_id=score_of(sheet, "2.2").pk,
        version=1,
        entry=None,
        not_applicable=True,
        note="Không phát sinh",
    )
    submit_assessment(actor=page(make_person(Role.LEADER, unit=sheet.unit)), assessment_id=sheet.pk)
    return sheet


def test_agreeing_that_a_leaf_does_not_apply(claimed_na: Assessment, reviewer: User) -> None:
    score = award(claimed_na, reviewer, "2.2", accept=True)
    assert (score.awarded_na, score.awarded_points) == (True, None)


def test_zero_points_where_the_claim_is_not_applicable_need_a_reason(
    claimed_na: Assessment, reviewer: User
) -> None:
    entry = {"numerator": "0", "denominator": "10"}
    refused_and_unchanged(claimed_na, reviewer, "hãy nêu lý do", "2.2", entry=entry)
    score = award(claimed_na, reviewer, "2.2", entry=entry, reason="Có phát sinh 10 hồ sơ")
    assert (score.awarded_na, score.awarded_points) == (False, Decimal(0))


def test_not_applicable_against_the_claim_needs_a_reason(sheet: Assessment, reviewer: User) -> None:
    refused_and_unchanged(sheet, reviewer, "hãy nêu lý do", "2.2", not_applicable=True)
    assert award(sheet, reviewer, "2.2", not_applicable=True, reason="Không có").awarded_na


def test_not_applicable_where_the_leaf_does_not_allow_it(sheet: Assessment, reviewer: User) -> None:
    refused_and_unchanged(
        sheet, reviewer, "không cho phép “không áp dụng”", not_applicable=True, reason="x"
    )


# Refusals


def test_two_reviewers_at_once(sheet: Assessment, reviewer: User) -> None:
    other = make_person(Role.REVIEWER, at="VPCP")
    award(sheet, other, entry={"points": "1"}, reason="Thiếu", version=1)
    error = refused_and_unchanged(
        sheet, reviewer, f"{other} vừa lưu giá trị mới hơn", accept=True, version=1
    )
    assert isinstance(error, Conflict)
    assert error.current.awarded_points == Decimal(1)


def test_a_conflict_shows_nothing_to_those_who_may_not_review(
    sheet: Assessment, reviewer: User
) -> None:
    award(sheet, reviewer, entry={"points": "1"}, reason="Kín")
    stranger = make_person(Role.OFFICER, unit=make_unit())
    error = refused_and_unchanged(
        sheet, stranger, "dành cho người thẩm định", accept=True, version=-1
    )
    assert not isinstance(error, Conflict)


def test_the_leaf_of_another_body(sheet: Assessment) -> None:
    reviewer = make_person(Role.REVIEWER, at="BNV")
    error = refused_and_unchanged(
        sheet, reviewer, "Tiêu chí 2.3 do Cơ quan VPCP thẩm định", accept=True
    )
    assert isinstance(error, NotAllowed)


@pytest.mark.parametrize(
    "role", [None, Role.OFFICER, Role.LEADER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN]
)
def test_somebody_who_reviews_for_nobody(sheet: Assessment, role: Role | None) -> None:
    person = make_person(role, unit=sheet.unit)
    error = refused_and_unchanged(sheet, person, "dành cho người thẩm định", accept=True)
    assert isinstance(error, NotAllowed)


def test_a_reviewer_who_has_left(sheet: Assessment, reviewer: User) -> None:
    reviewer.is_active = False
    refused_and_unchanged(sheet, reviewer, "dành cho người thẩm định", accept=True)


def test_a_survey_leaf(sheet: Assessment) -> None:
    refused_and_unchanged(
        sheet,
        make_person(Role.REVIEWER, at="BNV"),
        "chỉ nhập từ tệp kết quả điều tra",
        "3.1",
        entry={"percent": "90"},
    )


def test_a_sheet_not_submitted(reviewer: User) -> None:
    sheet = sheet_of(make_round())
    fill(sheet, "2.3")
    refused_and_unchanged(sheet, reviewer, "Đơn vị chưa gửi phiếu", accept=True)


def test_a_sheet_given_back(sheet: Assessment, reviewer: User) -> None:
    return_assessment(
        actor=page(make_person(Role.COORDINATOR)), assessment_id=sheet.pk, reason="Bổ sung"
    )
    refused_and_unchanged(sheet, reviewer, "Đơn vị chưa gửi phiếu", accept=True)


def test_a_final_sheet(sheet: Assessment, reviewer: User) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.FINAL)
    refused_and_unchanged(sheet, reviewer, "đã thẩm định xong", accept=True)


def test_after_the_review_has_closed(
    sheet: Assessment, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, sheet.round.review_by)
    refused_and_unchanged(sheet, reviewer, "Đã hết hạn thẩm định lúc", accept=True)

    set_clock(monkeypatch, sheet.round.review_by - datetime.timedelta(microseconds=1))
    assert award(sheet, reviewer, accept=True).is_reviewed


@pytest.mark.parametrize(
    ("entry", "match"),
    [
        (None, "Chưa nhập số liệu thẩm định"),
        ({"points": ""}, "Chưa nhập số liệu thẩm định"),
        ({"points": "2,5"}, "vượt điểm tối đa"),
        ({"points": "-1"}, "số âm"),
        ({"points": "NaN"}, "không phải là số"),
        ({"points": "1e999"}, "không phải là số"),
        ({"points": "١"}, "không phải là số"),
    ],
)
def test_figures_that_give_no_points(
    sheet: Assessment, reviewer: User, entry: dict[str, Any] | None, match: str
) -> None:
    refused_and_unchanged(sheet, reviewer, match, entry=entry, reason="Lý do")


@pytest.mark.parametrize(
    ("reason", "match"), [("a" * 10_001, "10001 ký tự"), ("\x00\u200b", "hãy nêu lý do")]
)
def test_a_reason_that_cannot_be_kept(
    sheet: Assessment, reviewer: User, reason: str, match: str
) -> None:
    refused_and_unchanged(sheet, reviewer, match, entry={"points": "1"}, reason=reason)


def test_the_claim_never_moves_in_review(sheet: Assessment, reviewer: User) -> None:
    before = score_of(sheet, "2.3")
    award(sheet, reviewer, entry={"points": "0"}, reason="Không có tài liệu")
    after = score_of(sheet, "2.3")
    assert (after.claimed_points, after.claimed_input, after.claimed_note) == (
        before.claimed_points,
        before.claimed_input,
        before.claimed_note,
    )


def test_nobody_reviews_the_sheet_of_their_own_unit(sheet: Assessment, reviewer: User) -> None:
    Membership.objects.create(user=reviewer, role=Role.OFFICER, unit=sheet.unit)
    refused = refused_and_unchanged(sheet, reviewer, "chính đơn vị mình", accept=True)
    assert isinstance(refused, NotAllowed)
