"""Saving the unit's side of a leaf: by whom, when, what, and what stays when it is refused."""

import datetime
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from assessments.acts import Conflict, award_points, extend_deadline, return_assessment
from assessments.acts import save_claim as act
from assessments.models import Assessment, Change, Role, Score, Status, User
from assessments.permissions import lies_within
from criteria.common.text import NotAllowed, Refused
from criteria.models import Criterion
from tests.factories import (
    FULL,
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

VIETNAM = datetime.timezone(datetime.timedelta(hours=7))
ENTRY: dict[str, Any] = {"points": "1.5"}


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def save(sheet: Assessment, by: User, code: str = "2.3", **fields: Any) -> Score:
    """Save ``ENTRY`` on top of what is there, unless told otherwise."""
    score = score_of(sheet, code)
    given: dict[str, Any] = {"entry": ENTRY, "version": score.version} | fields
    return act(actor=page(by), score_id=score.pk, **given)


def stored(sheet: Assessment, code: str = "2.3") -> dict[str, Any]:
    return dict(Score.objects.filter(assessment=sheet, criterion__code=code).values().get())


def refused_and_unchanged(
    sheet: Assessment, by: User, match: str, code: str = "2.3", **fields: Any
) -> Refused:
    before, lines = stored(sheet, code), Change.objects.count()
    with pytest.raises(Refused, match=match) as refused:
        save(sheet, by, code, **fields)
    assert stored(sheet, code) == before
    assert Change.objects.count() == lines
    return refused.value


# It works


@pytest.mark.parametrize("code", FULL)
def test_each_kind_of_scale_reaches_its_maximum(
    sheet: Assessment, officer: User, code: str
) -> None:
    save(sheet, officer, code, entry=FULL[code])
    score = score_of(sheet, code)
    assert score.claimed_points == Decimal(2)
    assert score.version == 1
    assert score.changed_by == officer
    assert score.changed_at is not None


@pytest.mark.parametrize(
    ("code", "entry", "points", "kept"),
    [
        ("1.1", {"option": "1"}, "0", {"option": 1}),
        ("1.2", {"lines": []}, "0", {"lines": []}),
        ("1.2", {"lines": ["1"]}, "1", {"lines": [1]}),
        (
            "1.3",
            {"numerator": "79,99", "denominator": "100"},
            "0",
            {"numerator": "79.99", "denominator": "100"},
        ),
        (
            "1.3",
            {"numerator": "80", "denominator": "100"},
            "1",
            {"numerator": "80", "denominator": "100"},
        ),
        ("2.1", {"count": "2"}, "1", {"count": "2"}),
        (
            "2.2",
            {"numerator": "2", "denominator": "3"},
            "1.3333",
            {"numerator": "2", "denominator": "3"},
        ),
        ("2.3", {"points": "1,25"}, "1.25", {"points": "1.25"}),
        ("2.3", {"points": "1.25"}, "1.25", {"points": "1.25"}),
        ("2.3", {"points": " 0 "}, "0", {"points": "0"}),
    ],
)
def test_points_come_from_the_scale(
    sheet: Assessment,
    officer: User,
    code: str,
    entry: dict[str, Any],
    points: str,
    kept: dict[str, Any],
) -> None:
    save(sheet, officer, code, entry=entry)
    score = score_of(sheet, code)
    assert (score.claimed_points, score.claimed_input) == (Decimal(points), kept)


def test_history_tells_who_from_and_to(sheet: Assessment, officer: User) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    save(sheet, officer, note="Quý I")
    save(sheet, colleague, entry={"points": "2"}, note="Cả năm")

    line = last_line(act="save_claim")
    assert (line.by, line.door, line.score) == (colleague, "page", score_of(sheet, "2.3"))
    assert line.assessment == sheet
    assert line.before == {
        "input": {"points": "1.5"},
        "points": "1.5",
        "not_applicable": False,
        "note": "Quý I",
    }
    assert line.after == {
        "input": {"points": "2"},
        "points": "2",
        "not_applicable": False,
        "note": "Cả năm",
    }


@pytest.mark.parametrize("entry", [None, {}, {"points": ""}, {"points": None}])
def test_an_empty_entry_clears_the_leaf(
    sheet: Assessment, officer: User, entry: dict[str, Any] | None
) -> None:
    save(sheet, officer)
    save(sheet, officer, entry=entry)
    score = score_of(sheet, "2.3")
    assert (score.claimed_points, score.claimed_input, score.is_filled) == (None, None, False)
    assert score.version == 2


def test_saving_the_same_again_is_no_change(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, note="Đã đủ")
    lines = Change.objects.count()
    save(sheet, officer, entry={"points": "1,50"}, note=" Đã đủ ")
    assert score_of(sheet, "2.3").version == 1
    assert Change.objects.count() == lines


def test_a_note_is_kept_in_nfc(sheet: Assessment, officer: User) -> None:
    typed = unicodedata.normalize("NFD", "Quyết định số 876/QĐ-BNV")
    save(sheet, officer, note=typed)
    composed = unicodedata.normalize("NFC", typed)
    assert typed != composed
    assert stored(sheet)["claimed_note"] == composed
    assert last_line().after["note"] == composed

    save(sheet, officer, note=typed)
    assert score_of(sheet, "2.3").version == 1


def test_not_applicable_where_the_leaf_allows_it(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, "2.2", entry=None, not_applicable=True, note="Không phát sinh")
    score = score_of(sheet, "2.2")
    assert (score.claimed_na, score.claimed_points, score.is_filled) == (True, None, True)

    save(sheet, officer, "2.2", entry=FULL["2.2"])
    score = score_of(sheet, "2.2")
    assert (score.claimed_na, score.claimed_points) == (False, Decimal(2))


def test_not_applicable_elsewhere(sheet: Assessment, officer: User) -> None:
    refused_and_unchanged(
        sheet, officer, "không cho phép “không áp dụng”", entry=None, not_applicable=True
    )


# When


def round_to_the_end_of(day: datetime.date) -> Assessment:
    """A sheet to be submitted by the end of a day in Vietnam."""
    round_ = make_round()
    midnight = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    round_.submit_by = midnight.replace(tzinfo=VIETNAM)
    round_.review_by = round_.submit_by + datetime.timedelta(days=60)
    round_.opens_at = round_.submit_by - datetime.timedelta(days=60)
    round_.save()
    return sheet_of(round_)


def test_the_last_second_in_vietnam_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = round_to_the_end_of(datetime.date(2023, 1, 15))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    set_clock(monkeypatch, datetime.datetime(2023, 1, 15, 23, 59, 59, 999999, tzinfo=VIETNAM))
    save(sheet, officer)
    assert score_of(sheet, "2.3").claimed_points == Decimal("1.5")


def test_midnight_in_vietnam_is_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = round_to_the_end_of(datetime.date(2023, 1, 15))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    set_clock(monkeypatch, datetime.datetime(2023, 1, 15, 17, 0, 0, tzinfo=datetime.UTC))
    refused_and_unchanged(
        sheet, officer, "Đã hết hạn tự đánh giá lúc 00:00:00 ngày 16/01/2023.*gia hạn"
    )


def test_before_the_round_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = round_to_the_end_of(datetime.date(2023, 1, 15))
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    set_clock(monkeypatch, sheet.round.opens_at - datetime.timedelta(microseconds=1))
    refused_and_unchanged(sheet, officer, "Kỳ đánh giá chỉ mở từ")

    set_clock(monkeypatch, sheet.round.opens_at)
    assert save(sheet, officer).version == 1


def test_an_extension_opens_that_unit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    mine, other = sheet_of(round_, units[0]), sheet_of(round_, units[1])
    until = round_.submit_by + datetime.timedelta(days=3)
    extend_deadline(
        actor=page(make_person(Role.COORDINATOR)),
        assessment_id=mine.pk,
        until=until,
        reason="Lũ lụt",
    )
    set_clock(monkeypatch, until - datetime.timedelta(seconds=1))
    assert save(mine, make_person(Role.OFFICER, unit=units[0])).version == 1
    refused_and_unchanged(other, make_person(Role.OFFICER, unit=units[1]), "Đã hết hạn")

    set_clock(monkeypatch, until)
    refused_and_unchanged(mine, make_person(Role.OFFICER, unit=units[0]), "Đã hết hạn")


def test_frozen_after_submission() -> None:
    sheet = make_submitted()
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    for status in (Status.SUBMITTED, Status.IN_REVIEW, Status.FINAL):
        Assessment.objects.filter(pk=sheet.pk).update(status=status)
        refused_and_unchanged(sheet, officer, "Phiếu đã gửi nên phần tự đánh giá đã khóa")


# By whom


def part(sheet: Assessment, code: str) -> Criterion:
    return Criterion.objects.get(criteria_set=sheet.round.criteria_set, code=code)


def test_a_leader_may(sheet: Assessment) -> None:
    assert save(sheet, make_person(Role.LEADER, unit=sheet.unit)).version == 1


@pytest.mark.parametrize(("assigned", "code"), [("2", "2.3"), ("2.3", "2.3")])
def test_a_colleague_in_the_part_assigned(sheet: Assessment, assigned: str, code: str) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part(sheet, assigned)])
    assert save(sheet, colleague, code).version == 1


@pytest.mark.parametrize("assigned", ["1", "2.2", "3"])
def test_a_colleague_outside_the_part_assigned(sheet: Assessment, assigned: str) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part(sheet, assigned)])
    refused_and_unchanged(sheet, colleague, "Tiêu chí 2.3 không thuộc phần được giao")


def test_parts_go_by_nodes_not_by_letters(sheet: Assessment) -> None:
    # "1" is no ancestor of "10.1", and "1.1" none of "1.10".
    colleague = make_person(Role.OFFICER, unit=sheet.unit, parts=[part(sheet, "1.1")])
    assert not lies_within(Criterion(code="1.10"), part(sheet, "1.1"))
    assert not lies_within(Criterion(code="10.1"), part(sheet, "1"))
    assert lies_within(Criterion(code="1.1.2"), part(sheet, "1.1"))
    refused_and_unchanged(sheet, colleague, "không thuộc phần", "1.2", entry=FULL["1.2"])


def test_a_stranger(sheet: Assessment) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    error = refused_and_unchanged(sheet, stranger, "Chỉ cán bộ, lãnh đạo của đơn vị")
    assert isinstance(error, NotAllowed)


@pytest.mark.parametrize(
    "role", [None, Role.REVIEWER, Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN]
)
def test_somebody_without_a_role_at_the_unit(sheet: Assessment, role: Role | None) -> None:
    error = refused_and_unchanged(sheet, make_person(role), "Chỉ cán bộ, lãnh đạo của đơn vị")
    assert isinstance(error, NotAllowed)


def test_an_officer_who_has_left(sheet: Assessment, officer: User) -> None:
    officer.is_active = False
    refused_and_unchanged(sheet, officer, "Chỉ cán bộ, lãnh đạo của đơn vị")


def test_a_survey_leaf(sheet: Assessment, officer: User) -> None:
    refused_and_unchanged(
        sheet, officer, "Đơn vị không cần tự đánh giá", "3.1", entry={"percent": "90"}
    )


# Two at once


def test_a_stale_version_meets_the_newer_value(sheet: Assessment, officer: User) -> None:
    colleague = make_person(Role.OFFICER, unit=sheet.unit)
    save(sheet, colleague, entry={"points": "2"}, version=0)
    error = refused_and_unchanged(sheet, officer, f"{colleague} vừa lưu giá trị mới hơn", version=0)
    assert isinstance(error, Conflict)
    assert error.current.claimed_points == Decimal(2)


@pytest.mark.parametrize("version", [-1, 1, 7])
def test_a_version_that_never_was(sheet: Assessment, officer: User, version: int) -> None:
    assert isinstance(
        refused_and_unchanged(sheet, officer, "giá trị mới hơn", version=version), Conflict
    )


def test_a_conflict_shows_nothing_to_those_who_may_not_write(
    sheet: Assessment, officer: User
) -> None:
    save(sheet, officer, note="Chỉ đơn vị được đọc")
    stranger = make_person(Role.OFFICER, unit=make_unit())
    error = refused_and_unchanged(sheet, stranger, "Chỉ cán bộ, lãnh đạo của đơn vị", version=-1)
    assert not isinstance(error, Conflict)
    assert officer.full_name not in str(error)


# What


@pytest.mark.parametrize(
    ("typed", "match"),
    [
        ("NaN", "“NaN” không phải là số"),
        ("1e999", "“1e999” không phải là số"),
        ("Infinity", "không phải là số"),
        ("١٢", "“١٢” không phải là số"),
        ("１", "không phải là số"),
        ("1\u0302", "không phải là số"),
        ("hai", "không phải là số"),
        ("2.0001", "Điểm 2,0001 vượt điểm tối đa 2"),
        ("3", "Điểm 3 vượt điểm tối đa 2"),
        ("-0,5", "không được là số âm"),
        ("9" * 40, "quá dài"),
        ("9" * 100_000, "quá dài"),
        ("1\x00", "không phải là số"),
        (["1"], "chuỗi"),
        (1.5, "chuỗi"),
        (True, "chuỗi"),
    ],
)
def test_what_is_no_number_within_the_maximum(
    sheet: Assessment, officer: User, typed: object, match: str
) -> None:
    save(sheet, officer, note="Giữ nguyên")
    error = refused_and_unchanged(sheet, officer, match, entry={"points": typed}, note="Mới")
    assert all(len(cause.vi) < 300 and cause.en for cause in error.causes)


@pytest.mark.parametrize(
    ("code", "entry", "match"),
    [
        ("1.1", {"option": "2"}, "Phương án không có trong thang điểm"),
        ("1.1", {"option": "-1"}, "Phương án không có trong thang điểm"),
        ("1.2", {"lines": [0, 5]}, "dòng không có trong thang điểm"),
        ("1.2", {"lines": [0, 0]}, "hơn một lần"),
        ("1.2", {"lines": "0"}, "danh sách"),
        ("1.3", {"numerator": "5", "denominator": "0"}, "Mẫu số phải lớn hơn 0"),
        ("1.3", {"numerator": "5", "denominator": ""}, "Chưa nhập mẫu số"),
        ("1.3", {"numerator": "79.999", "denominator": "100"}, "có thể là 79999 hoặc 79,999"),
        ("2.1", {"count": "2,5"}, "phải là số nguyên"),
        ("2.3", {"points": "1", "extra": "1"}, "Không có mục “extra”"),
    ],
)
def test_what_the_scale_does_not_take(
    sheet: Assessment, officer: User, code: str, entry: dict[str, Any], match: str
) -> None:
    refused_and_unchanged(sheet, officer, match, code, entry=entry)


def test_two_faults_are_told_together(sheet: Assessment, officer: User) -> None:
    entry = {"numerator": "x", "denominator": "-1"}
    error = refused_and_unchanged(sheet, officer, "không phải là số", "1.3", entry=entry)
    assert len(error.causes) == 2


def test_a_note_that_cannot_be_kept(sheet: Assessment, officer: User) -> None:
    refused_and_unchanged(sheet, officer, "dài 10001 ký tự", note="a" * 10_001)


def test_what_no_file_can_hold_is_left_out_of_a_note(sheet: Assessment, officer: User) -> None:
    save(sheet, officer, note="a\x00b 876/QĐ\ufffeBNV\x0bhai\uffff\u202c")
    assert score_of(sheet, "2.3").claimed_note == "ab 876/QĐ-BNV\nhai"


# After a return


@pytest.fixture
def returned() -> Assessment:
    """A sheet whose leaf 2.3 was awarded before the coordinator gave it back."""
    sheet = make_submitted()
    award_points(
        actor=page(make_person(Role.REVIEWER, at="VPCP")),
        score_id=score_of(sheet, "2.3").pk,
        version=1,
        entry={"points": "1"},
        reason="Thiếu báo cáo",
    )
    return_assessment(
        actor=page(make_person(Role.COORDINATOR)), assessment_id=sheet.pk, reason="Bổ sung"
    )
    return sheet_of(sheet.round)


def test_a_new_claim_on_a_returned_sheet_voids_its_award(returned: Assessment) -> None:
    officer = make_person(Role.OFFICER, unit=returned.unit)
    save(returned, officer)
    score = score_of(returned, "2.3")
    assert (score.claimed_points, score.version) == (Decimal("1.5"), 3)
    assert (score.awarded_points, score.awarded_input, score.awarded_note) == (None, None, "")
    line = line_of(act="void_award")
    assert (line.by, line.score) == (officer, score)
    assert (line.before["points"], line.before["note"]) == ("1", "Thiếu báo cáo")
    assert line.after["points"] is None


def test_a_new_note_alone_leaves_the_award(returned: Assessment) -> None:
    save(
        returned,
        make_person(Role.OFFICER, unit=returned.unit),
        entry=FULL["2.3"],
        note="Báo cáo số 12",
    )
    score = score_of(returned, "2.3")
    assert (score.awarded_points, score.awarded_note) == (Decimal(1), "Thiếu báo cáo")
    assert score.claimed_note == "Báo cáo số 12"
    assert not Change.objects.filter(act="void_award").exists()


def test_the_clock_is_read_at_every_save(
    sheet: Assessment, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(sheet, officer)
    set_clock(monkeypatch, timezone.now() + datetime.timedelta(days=31))
    refused_and_unchanged(sheet, officer, "Đã hết hạn")
