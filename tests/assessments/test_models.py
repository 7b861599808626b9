"""What the database itself refuses, whatever the door (invariants 3, 5 and 6)."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from assessments.models import Assessment, Membership, Role, Round, Score, Unit, User
from criteria.common.text import Refused, fold
from criteria.models import CriteriaSet, Criterion
from tests.factories import body, fill, make_person, make_round, make_unit, score_of, sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet() -> Assessment:
    return sheet_of(make_round())


def refuse(constraint: str) -> Any:
    """The database must refuse, and by that very constraint."""
    # SQLite names the columns of a unique key instead of the key.
    named = constraint if connection.vendor == "postgresql" else None
    return pytest.raises(IntegrityError, match=named)


def write(score: Score, **fields: Any) -> None:
    with transaction.atomic():
        Score.objects.filter(pk=score.pk).update(**fields)


# Scores


@pytest.mark.parametrize("side", ["claimed", "awarded"])
@pytest.mark.parametrize("points", ["-0.0001", "2.0001", "100"])
def test_no_points_outside_the_maximum(sheet: Assessment, side: str, points: str) -> None:
    score = score_of(sheet, "1.1")
    with refuse(f"score_{side}_within_maximum"):
        write(score, **{f"{side}_points": Decimal(points), "awarded_note": "Lý do"})


@pytest.mark.parametrize("side", ["claimed", "awarded"])
@pytest.mark.parametrize("points", ["0", "0.0001", "2"])
def test_points_within_it(sheet: Assessment, side: str, points: str) -> None:
    score = score_of(sheet, "1.1")
    write(score, **{f"{side}_points": Decimal(points), "awarded_note": "Lý do"})
    assert getattr(score_of(sheet, "1.1"), f"{side}_points") == Decimal(points)


def test_a_saved_instance_and_a_bulk_write_are_held_too(sheet: Assessment) -> None:
    score = score_of(sheet, "1.1")
    score.claimed_points = Decimal(3)
    with refuse("score_claimed_within_maximum"), transaction.atomic():
        score.save()
    with refuse("score_claimed_within_maximum"), transaction.atomic():
        Score.objects.bulk_update([score], ["claimed_points"])


@pytest.mark.parametrize("side", ["claimed", "awarded"])
def test_not_applicable_has_no_points(sheet: Assessment, side: str) -> None:
    fields = {f"{side}_points": Decimal(1), f"{side}_na": True, "awarded_note": "Lý do"}
    with refuse(f"score_{side}_na_has_no_points"):
        write(score_of(sheet, "2.2"), **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"claimed_points": Decimal(2), "awarded_points": Decimal(1)},
        {"claimed_points": None, "awarded_points": Decimal(1)},
        {"claimed_points": Decimal(2), "awarded_na": True},
        {"claimed_na": True, "awarded_points": Decimal(0)},
        {"claimed_points": None, "awarded_na": True},
    ],
)
def test_a_difference_needs_its_reason(sheet: Assessment, fields: dict[str, Any]) -> None:
    score = score_of(sheet, "2.2")
    with refuse("score_difference_has_a_reason"):
        write(score, **fields)
    write(score, **fields, awarded_note="Lý do")
    assert score_of(sheet, "2.2").is_reviewed


@pytest.mark.parametrize(
    "fields",
    [
        {"claimed_points": Decimal(2), "awarded_points": Decimal(2)},
        {"claimed_points": None, "awarded_points": Decimal(0)},
        {"claimed_na": True, "awarded_na": True},
        {"claimed_points": Decimal(2)},
    ],
)
def test_agreement_needs_none(sheet: Assessment, fields: dict[str, Any]) -> None:
    write(score_of(sheet, "2.2"), **fields)
    assert Score.objects.filter(pk=score_of(sheet, "2.2").pk, awarded_note="").exists()


def test_a_leaf_has_one_score_on_a_sheet(sheet: Assessment) -> None:
    score = score_of(sheet, "1.1")
    with refuse("score_once_for_a_leaf"), transaction.atomic():
        Score.objects.create(
            assessment=sheet, criterion=score.criterion, max_points=score.max_points
        )


def test_filled_and_reviewed(sheet: Assessment) -> None:
    score = score_of(sheet, "2.2")
    assert (score.is_filled, score.is_reviewed) == (False, False)
    score.claimed_points = score.awarded_points = Decimal(0)
    assert (score.is_filled, score.is_reviewed) == (True, True)
    na = Score(claimed_na=True, awarded_na=True)
    assert (na.is_filled, na.is_reviewed) == (True, True)


# Sheets and rounds


def test_a_unit_has_one_sheet_in_a_round(sheet: Assessment) -> None:
    with refuse("assessment_once_in_a_round"), transaction.atomic():
        Assessment.objects.create(round=sheet.round, unit=sheet.unit)


@pytest.mark.parametrize("wrong", ["opens_at", "review_by"])
def test_dates_of_a_round_stay_in_order(sheet: Assessment, wrong: str) -> None:
    with refuse("round_dates_in_order"), transaction.atomic():
        Round.objects.filter(pk=sheet.round.pk).update(**{wrong: sheet.round.submit_by})


def test_the_phase_follows_the_clock(sheet: Assessment) -> None:
    round_, moment = sheet.round, datetime.timedelta(microseconds=1)
    assert round_.phase(round_.opens_at - moment) == Round.Phase.PLANNED
    assert round_.phase(round_.opens_at) == Round.Phase.SELF_ASSESSMENT
    assert round_.phase(round_.submit_by - moment) == Round.Phase.SELF_ASSESSMENT
    assert round_.phase(round_.submit_by) == Round.Phase.REVIEW
    assert round_.phase(round_.review_by - moment) == Round.Phase.REVIEW
    assert round_.phase(round_.review_by) == Round.Phase.CLOSED


def test_an_extension_never_shortens(sheet: Assessment) -> None:
    sheet.extended_to = sheet.round.submit_by - datetime.timedelta(days=1)
    assert sheet.deadline == sheet.round.submit_by


def test_progress_counts_leaves_and_sums_points(sheet: Assessment) -> None:
    fill(sheet, "1.1", "1.2")
    Score.objects.filter(assessment=sheet, criterion__code="2.2").update(claimed_na=True)
    Score.objects.filter(assessment=sheet, criterion__code="3.1").update(
        awarded_points=Decimal("1.5"), awarded_note="Điều tra"
    )
    found: Any = Assessment.objects.with_progress().get(pk=sheet.pk)
    # The survey's leaf has its points, and is nobody's to review.
    assert (found.leaves, found.filled, found.reviewed, found.to_review) == (6, 3, 0, 6)
    Score.objects.filter(assessment=sheet, criterion__code="1.1").update(awarded_points=Decimal(2))
    found = Assessment.objects.with_progress().get(pk=sheet.pk)
    assert (found.reviewed, found.to_review) == (1, 6)
    bnv: Any = Assessment.objects.with_progress([body("BNV").pk]).get(pk=sheet.pk)
    assert (bnv.reviewed, bnv.to_review) == (1, 3)
    assert (found.claimed_sum, found.awarded_sum) == (Decimal(4), Decimal("3.5"))


def test_a_published_set_in_use_stays_as_it_is(sheet: Assessment) -> None:
    leaf = score_of(sheet, "1.1").criterion
    with pytest.raises(ProtectedError):
        leaf.delete()
    leaf.max_points = Decimal(5)
    with pytest.raises(Refused, match="đã ban hành"):
        leaf.save()
    with pytest.raises(Refused, match="đã ban hành"):
        Criterion.objects.filter(pk=leaf.pk).update(max_points=Decimal(5))
    with pytest.raises(Refused, match="đã ban hành"):
        CriteriaSet.objects.filter(pk=sheet.round.criteria_set_id).delete()
    assert Criterion.objects.get(pk=leaf.pk).max_points == Decimal(2)


# Units


def test_a_code_is_free_again_from_another_day() -> None:
    first = Unit.objects.create(level="province", code="15", name_vi="Yên Bái")
    Unit.objects.create(
        level="province", code="15", name_vi="Lào Cai", in_force_from=datetime.date(2025, 7, 1)
    )
    with refuse("unit_code_once_from_the_start"), transaction.atomic():
        Unit.objects.create(level="province", code="15", name_vi="Khác")
    assert first in Unit.objects.in_force(datetime.date(2022, 1, 1))


def test_a_code_is_taken_once_a_day() -> None:
    day = datetime.date(2025, 7, 1)
    Unit.objects.create(level="province", code="15", name_vi="Lào Cai", in_force_from=day)
    with refuse("unit_code_once_at_a_time"), transaction.atomic():
        Unit.objects.create(level="province", code="15", name_vi="Khác", in_force_from=day)


def test_a_unit_ends_after_it_begins() -> None:
    with refuse("unit_in_force_in_order"), transaction.atomic():
        Unit.objects.create(
            level="province",
            code="15",
            name_vi="Lào Cai",
            in_force_from=datetime.date(2025, 7, 1),
            in_force_to=datetime.date(2025, 6, 30),
        )


def test_units_in_force_on_a_day() -> None:
    last = datetime.date(2025, 6, 30)
    old = Unit.objects.create(level="province", code="15", name_vi="Yên Bái", in_force_to=last)
    new = Unit.objects.create(
        level="province", code="15", name_vi="Lào Cai", in_force_from=datetime.date(2025, 7, 1)
    )
    assert list(Unit.objects.in_force(last)) == [old]
    assert list(Unit.objects.in_force(datetime.date(2025, 7, 1))) == [new]


def test_search_ignores_accents() -> None:
    unit = make_unit("Đắk Lắk")
    assert fold("ĐẮK lắk") in unit.search


# People


def member(user: User, role: str, unit: Unit | None = None, at: str | None = None) -> Membership:
    with transaction.atomic():
        return Membership.objects.create(
            user=user, role=role, unit=unit, body=body(at) if at else None
        )


@pytest.mark.parametrize("role", Role)
def test_a_role_has_its_place(role: Role) -> None:
    unit, place = make_unit(), "BNV"
    at_unit, at_body = role in Role.AT_UNIT, role == Role.REVIEWER
    for with_unit in (False, True):
        for with_body in (False, True):
            person = make_person()
            # The unit of these is the owner of the rounds over which the role is held.
            of_owner = at_body or role in Role.OF_OWNERS
            right = with_body == at_body and (of_owner or with_unit == at_unit)
            given = (unit if with_unit else None, place if with_body else None)
            if right:
                assert member(person, role, *given).pk
            else:
                with refuse("membership_in_its_place"):
                    member(person, role, *given)


def test_an_unknown_role_has_no_place() -> None:
    with refuse("membership_in_its_place"):
        member(make_person(), "owner")


@pytest.mark.parametrize(
    ("role", "unit", "at"),
    [(Role.OFFICER, True, None), (Role.REVIEWER, False, "BNV"), (Role.COORDINATOR, False, None)],
)
def test_a_role_is_held_once(role: str, unit: bool, at: str | None) -> None:
    person, place = make_person(), make_unit() if unit else None
    member(person, role, place, at)
    with pytest.raises(IntegrityError):
        member(person, role, place, at)
    assert person.memberships.count() == 1


def test_several_roles_at_several_places() -> None:
    person, units = make_person(), [make_unit(), make_unit()]
    member(person, Role.OFFICER, units[0])
    member(person, Role.OFFICER, units[1])
    member(person, Role.LEADER, units[1])
    member(person, Role.REVIEWER, at="BNV")
    member(person, Role.REVIEWER, at="VPCP")
    assert person.units(Role.OFFICER) == {units[0].pk, units[1].pk}
    assert person.units(Role.LEADER) == {units[1].pk}
    assert person.unit_ids == {unit.pk for unit in units}
    assert person.bodies(None) == {body("BNV").pk, body("VPCP").pk}
    assert person.holds_anywhere(Role.LEADER, Role.ADMIN)
    assert not person.holds(Role.LEADER, Role.ADMIN, owner=None)


def test_an_address_is_one_person_whatever_its_case() -> None:
    User.objects.create_user(" Can.Bo@Example.VN ", "mat-khau-dai", full_name="Cán bộ")
    assert User.objects.get_by_natural_key("CAN.BO@example.vn").email == "can.bo@example.vn"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("can.bo@example.vn", full_name="Khác")


def test_who_has_left_holds_nothing() -> None:
    person = make_person(Role.ADMIN)
    person.is_active = False
    assert person.held == []
    assert not person.has_perm("criteria.publish_criteriaset")
    assert not person.has_module_perms("criteria")


def test_points_are_exact_and_never_binary(sheet: Assessment) -> None:
    score = score_of(sheet, "1.1")
    write(score, claimed_points=Decimal("0.1"))
    assert score_of(sheet, "1.1").claimed_points == Decimal("0.1")
    with pytest.raises(ValueError, match="more than 4 decimals"):
        write(score, claimed_points=Decimal("0.00001"))
    with pytest.raises(Exception, match="nhị phân"):
        write(score, claimed_points=0.1)
    assert score_of(sheet, "1.1").claimed_points == Decimal("0.1")
