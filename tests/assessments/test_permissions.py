"""Who may read which sheet and which round; the acts' own tests ask who may write."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import QuerySet
from django.test import Client

from assessments import permissions
from assessments.acts import award_points
from assessments.models import Assessment, Membership, Role, Round, Status, User
from criteria.common.text import NotAllowed, Refused, Text
from tests.factories import (
    NOTHING,
    act_on,
    body,
    make_person,
    make_round,
    make_set,
    make_submitted,
    make_unit,
    reviewer_of,
    score_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db

WHY = Text(vi="Vì thế.", en="Because.")
FAULT = Text(vi="Sai.", en="Wrong.")


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


def at(sheet: Assessment, status: Status) -> Assessment:
    Assessment.objects.filter(pk=sheet.pk).update(status=status)
    sheet.status = status
    return sheet


def readable(user: User) -> QuerySet[Assessment]:
    return Assessment.objects.filter(permissions.sheets_readable_by(user))


def concerning(user: User) -> QuerySet[Round]:
    return Round.objects.filter(permissions.rounds_visible_to(user))


def sees(user: User, sheet: Assessment) -> bool:
    """By the condition on many and by the reasons for one, which must agree."""
    listed = readable(user).filter(pk=sheet.pk).exists()
    assert listed is not bool(permissions.reasons_against_reading(user, sheet))
    return listed


EVERYBODY: dict[str, Callable[[Assessment], User]] = {
    "officer": lambda sheet: make_person(Role.OFFICER, unit=sheet.unit),
    "leader": lambda sheet: make_person(Role.LEADER, unit=sheet.unit),
    "coordinator": lambda _: make_person(Role.COORDINATOR),
    "inspector": lambda _: make_person(Role.INSPECTOR),
    "admin": lambda _: make_person(Role.ADMIN),
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("status", Status)
def test_a_sheet_is_read_by_its_unit_and_by_those_who_watch_all(
    sheet: Assessment, who: str, status: Status
) -> None:
    assert sees(EVERYBODY[who](sheet), at(sheet, status))


@pytest.mark.parametrize("status", Status)
def test_a_reviewer_reads_it_once_submitted(sheet: Assessment, status: Status) -> None:
    assert sees(make_person(Role.REVIEWER, at="VPCP"), at(sheet, status)) is (
        status != Status.DRAFTING
    )


@pytest.mark.parametrize("status", Status)
def test_the_reviewer_of_a_body_without_leaves_in_the_set_never(
    sheet: Assessment, status: Status
) -> None:
    assert not sees(make_person(Role.REVIEWER, at="BYT"), at(sheet, status))


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", [None, Role.OFFICER, Role.LEADER])
def test_strangers_never(sheet: Assessment, role: Role | None, status: Status) -> None:
    assert not sees(make_person(role, unit=make_unit()), at(sheet, status))


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_who_has_left(sheet: Assessment, who: str) -> None:
    person = EVERYBODY[who](sheet)
    person.is_active = False
    assert not sees(person, sheet)
    assert not concerning(person).exists()


def test_one_person_with_several_roles(sheet: Assessment) -> None:
    person = make_person(Role.OFFICER, unit=make_unit())
    assert not sees(User.objects.get(pk=person.pk), at(sheet, Status.SUBMITTED))
    Membership.objects.create(user=person, role=Role.REVIEWER, body=body("VPCP"))
    person = User.objects.get(pk=person.pk)
    assert sees(person, sheet)
    assert not sees(person, at(sheet, Status.DRAFTING))


def test_a_sheet_of_the_same_unit_in_another_round_is_another_sheet(sheet: Assessment) -> None:
    other = sheet_of(make_round())
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    assert list(readable(officer)) == [sheet]
    assert other not in readable(officer)


def test_rounds_are_listed_to_those_they_concern(sheet: Assessment) -> None:
    unlike = make_round(make_set(level="ministry"), [make_unit(level="ministry")])
    for who, expected in (
        (make_person(Role.OFFICER, unit=sheet.unit), {sheet.round}),
        (make_person(Role.REVIEWER), {sheet.round, unlike}),
        (make_person(Role.REVIEWER, at="BYT"), set()),
        (make_person(Role.INSPECTOR), {sheet.round, unlike}),
        (make_person(), set()),
    ):
        found = list(concerning(who))
        assert len(found) == len(set(found))
        assert set(found) == expected


def test_an_administrator_reads_all_and_writes_no_score(sheet: Assessment) -> None:
    admin = make_person(Role.ADMIN)
    score = score_of(at(sheet, Status.SUBMITTED), "1.1")
    assert permissions.reasons_against_claiming(admin, score)
    assert permissions.reasons_against_awarding(admin, score)
    assert permissions.reasons_against_coordinating(admin, sheet.round.owner_id)
    assert not permissions.may_lead(admin, sheet)


def test_parts_of_another_set_give_nothing_in_this_one(sheet: Assessment) -> None:
    other = make_set().criteria.get(code="1")
    officer = make_person(Role.OFFICER, unit=sheet.unit, parts=[other])
    (reason,) = permissions.reasons_against_claiming(officer, score_of(sheet, "2.3"))
    assert reason.vi.startswith("Tiêu chí 2.3 không thuộc phần được giao.")


def test_parts_of_both_sets_count_each_for_its_own(sheet: Assessment) -> None:
    own = sheet.round.criteria_set.criteria.get(code="1")
    other = make_set().criteria.get(code="2")
    officer = make_person(Role.OFFICER, unit=sheet.unit, parts=[own, other])
    assert permissions.reasons_against_claiming(officer, score_of(sheet, "1.1")) == []
    assert permissions.reasons_against_claiming(officer, score_of(sheet, "2.3"))


def test_everything_against_a_claim_is_told_at_once(sheet: Assessment) -> None:
    score = score_of(sheet, "3.1")
    late = sheet.round.submit_by + datetime.timedelta(seconds=1)
    assert len(permissions.reasons_against_claiming(make_person(), score, late)) == 3


def test_everything_against_an_award_is_told_at_once(sheet: Assessment) -> None:
    score = score_of(sheet, "3.1")
    assert (
        len(permissions.reasons_against_awarding(make_person(), score, sheet.round.review_by)) == 4
    )


@pytest.mark.parametrize(
    ("reasons", "faults", "kind"),
    [([WHY], [], NotAllowed), ([WHY], [FAULT], NotAllowed), ([], [FAULT], Refused)],
)
def test_demanding_raises_everything(
    reasons: list[Text], faults: list[Text], kind: type[Refused]
) -> None:
    with pytest.raises(Refused) as raised:
        permissions.demand(reasons, faults)
    assert type(raised.value) is kind
    assert raised.value.causes == (*reasons, *faults)


def test_demanding_nothing_is_silent() -> None:
    permissions.demand([])
    permissions.demand([], [])


def test_a_unit_sees_each_award_while_its_review_goes_on() -> None:
    """As docs/can-bo.md says: its own people at once, on pages and through the API; no other unit."""
    sheet = make_submitted()
    own, other = (make_person(Role.OFFICER, unit=unit) for unit in (sheet.unit, make_unit()))
    score = score_of(sheet, "1.1")
    lower: dict[str, Any] = {"entry": NOTHING["1.1"], "reason": "Thiếu tài liệu"}
    award_points(actor=reviewer_of(score), **act_on(score), **lower)
    assert sheet_of(sheet.round, sheet.unit).status == Status.IN_REVIEW
    api = f"/api/v1/assessments/{sheet.pk}/scores/1.1/"
    for address in (f"/sheets/{sheet.pk}/", f"/sheets/{sheet.pk}/leaves/1.1/", api):
        client = Client()
        client.force_login(own)
        assert "Thiếu tài liệu" in str(client.get(address).content, "utf-8")
        client.force_login(other)
        refused: Any = client.get(address)
        assert refused.status_code in (403, 404)
        assert "Thiếu tài liệu" not in refused.content.decode()
