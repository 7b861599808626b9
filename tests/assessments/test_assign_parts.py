"""A leader hands parts of the tree to the unit's officers."""

import pytest

from assessments.acts import assign_parts as act
from assessments.acts import save_claim
from assessments.models import Assessment, Change, Membership, Role, Status, User
from criteria.common.text import NotAllowed, Refused
from tests.factories import (
    line_of,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


@pytest.fixture
def leader(sheet: Assessment) -> User:
    return make_person(Role.LEADER, unit=sheet.unit)


@pytest.fixture
def officer(sheet: Assessment) -> User:
    return make_person(Role.OFFICER, unit=sheet.unit)


def held(user: User) -> Membership:
    return user.memberships.get()


def assign(sheet: Assessment, by: User, to: User, codes: list[str] | None) -> list[str]:
    act(actor=page(by), assessment_id=sheet.pk, membership_id=held(to).pk, codes=codes)
    return sorted(part.code for part in held(to).parts.all())


def refused(sheet: Assessment, by: User, to: User, codes: list[str] | None, match: str) -> Refused:
    before, lines = list(held(to).parts.all()), Change.objects.count()
    with pytest.raises(Refused, match=match) as error:
        assign(sheet, by, to, codes)
    assert list(held(to).parts.all()) == before
    assert Change.objects.count() == lines
    return error.value


def test_parts_of_any_depth(sheet: Assessment, leader: User, officer: User) -> None:
    assert assign(sheet, leader, officer, ["1", "2.3"]) == ["1", "2.3"]
    line = line_of(act="assign_parts")
    assert (line.by, line.assessment) == (leader, sheet)
    assert line.before == {"person": officer.email, "parts": []}
    assert line.after == {"person": officer.email, "parts": ["1", "2.3"]}


def test_from_then_on_the_officer_writes_these_alone(
    sheet: Assessment, leader: User, officer: User
) -> None:
    assign(sheet, leader, officer, ["1"])
    officer = User.objects.get(pk=officer.pk)
    entry = {"points": "1"}
    with pytest.raises(NotAllowed, match="không thuộc phần được giao"):
        save_claim(actor=page(officer), score_id=score_of(sheet, "2.3").pk, version=0, entry=entry)
    save_claim(
        actor=page(officer), score_id=score_of(sheet, "1.1").pk, version=0, entry={"option": 0}
    )


def test_what_lies_below_another_part_is_left_out(
    sheet: Assessment, leader: User, officer: User
) -> None:
    assert assign(sheet, leader, officer, ["1.1", "1", "1.2", "2.1", "2.1"]) == ["1", "2.1"]


def test_new_parts_take_the_place_of_the_old(
    sheet: Assessment, leader: User, officer: User
) -> None:
    assign(sheet, leader, officer, ["1"])
    assert assign(sheet, leader, officer, ["2"]) == ["2"]
    assert assign(sheet, leader, officer, None) == []


def test_parts_of_another_year_stay(sheet: Assessment, leader: User, officer: User) -> None:
    other = make_set(year=2021).criteria.get(code="3")
    held(officer).parts.add(other)
    assert assign(sheet, leader, officer, ["2"]) == ["2", "3"]
    # Without a part of this set the membership would now be empty here, not whole.
    assert assign(sheet, leader, officer, None) == ["1", "2", "3", "3"]


@pytest.mark.parametrize(
    ("codes", "match"),
    [([], "Chưa chọn phần nào"), (["9", "1"], "không có mã “9”"), (["\x00"], "không có mã")],
)
def test_codes_that_are_none(
    sheet: Assessment, leader: User, officer: User, codes: list[str], match: str
) -> None:
    error = refused(sheet, leader, officer, codes, match)
    assert not isinstance(error, NotAllowed)


def test_only_officers_of_the_unit_get_parts(sheet: Assessment, leader: User) -> None:
    stranger = make_person(Role.OFFICER, unit=make_unit())
    refused(sheet, leader, stranger, ["1"], "không phải cán bộ chấm điểm của đơn vị này")
    refused(sheet, leader, leader, ["1"], "không phải cán bộ chấm điểm của đơn vị này")


def test_not_on_a_final_sheet(sheet: Assessment, leader: User, officer: User) -> None:
    Assessment.objects.filter(pk=sheet.pk).update(status=Status.FINAL)
    refused(sheet, leader, officer, ["1"], "đã thẩm định xong")


@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.REVIEWER, Role.COORDINATOR, Role.ADMIN])
def test_only_a_leader_of_the_unit(sheet: Assessment, officer: User, role: str | None) -> None:
    person = make_person(role, unit=sheet.unit)
    assert isinstance(refused(sheet, person, officer, ["1"], "Chỉ lãnh đạo"), NotAllowed)


def test_a_leader_of_another_unit(sheet: Assessment, officer: User) -> None:
    stranger = make_person(Role.LEADER, unit=make_unit())
    assert isinstance(refused(sheet, stranger, officer, ["1"], "Chỉ lãnh đạo"), NotAllowed)
