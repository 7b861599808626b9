"""The unit's leader gives a leaf back to its officer."""

import datetime

import pytest

from assessments.acts import return_leaf as act
from assessments.acts import save_claim
from assessments.models import Assessment, Change, Role, User
from assessments.sheets.findings import GIVEN_BACK, check_sheet
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

pytestmark = pytest.mark.django_db
NOTE = "Thiếu số liệu quý IV"


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def leader(sheet: Assessment) -> User:
    return make_person(Role.LEADER, unit=sheet.unit)


def give_back(sheet: Assessment, by: User, code: str = "2.3", note: str = NOTE) -> None:
    act(actor=page(by), score_id=score_of(sheet, code).pk, note=note)


def refused(
    sheet: Assessment, by: User, match: str, code: str = "2.3", note: str = NOTE
) -> Refused:
    with pytest.raises(Refused, match=match) as error:
        give_back(sheet, by, code, note)
    assert score_of(sheet, code).returned_note == ""
    assert not Change.objects.filter(act="return_leaf").exists()
    return error.value


def test_the_remark_stays_until_the_next_save(sheet: Assessment, leader: User) -> None:
    officer = fill(sheet, "2.3")
    give_back(sheet, leader, note=f" {NOTE} ")
    score = score_of(sheet, "2.3")
    assert (score.returned_note, score.version) == (NOTE, 1)
    line = line_of(act="return_leaf")
    assert (line.by, line.score, line.reason) == (leader, score, NOTE)

    save_claim(actor=page(officer), score_id=score.pk, version=1, entry={"points": "1"})
    assert score_of(sheet, "2.3").returned_note == ""


def test_saving_the_same_once_more_is_an_answer_too(sheet: Assessment, leader: User) -> None:
    officer = fill(sheet, "2.3")
    give_back(sheet, leader)
    score = score_of(sheet, "2.3")
    save_claim(actor=page(officer), score_id=score.pk, version=1, entry=FULL["2.3"])
    score = score_of(sheet, "2.3")
    assert (score.returned_note, score.version, score.changed_by) == ("", 2, officer)


def test_the_check_tells_of_it_and_does_not_stop(sheet: Assessment, leader: User) -> None:
    fill(sheet)
    give_back(sheet, leader)
    [found] = [one for one in check_sheet(sheet) if one.text == GIVEN_BACK]
    assert (found.code, found.blocking, found.detail) == ("2.3", False, NOTE)


@pytest.mark.parametrize("note", ["", "  "])
def test_only_with_a_remark(sheet: Assessment, leader: User, note: str) -> None:
    error = refused(sheet, leader, "Hãy viết điều cán bộ cần sửa", note=note)
    assert not isinstance(error, NotAllowed)


def test_not_a_leaf_of_the_survey(sheet: Assessment, leader: User) -> None:
    refused(sheet, leader, "điều tra xã hội học", code="3.1")


def test_not_on_a_submitted_sheet() -> None:
    sheet = make_submitted()
    refused(sheet, make_person(Role.LEADER, unit=sheet.unit), "đã khóa")


def test_to_the_last_second(
    sheet: Assessment, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, sheet.deadline)
    refused(sheet, leader, "Đã hết hạn")
    set_clock(monkeypatch, sheet.deadline - datetime.timedelta(microseconds=1))
    give_back(sheet, leader)
    assert score_of(sheet, "2.3").returned_note == NOTE


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_only_a_leader(sheet: Assessment, role: str | None) -> None:
    person = make_person(role, unit=sheet.unit)
    assert isinstance(refused(sheet, person, "Chỉ lãnh đạo"), NotAllowed)


def test_a_leader_of_another_unit(sheet: Assessment) -> None:
    stranger = make_person(Role.LEADER, unit=make_unit())
    assert isinstance(refused(sheet, stranger, "Chỉ lãnh đạo"), NotAllowed)
