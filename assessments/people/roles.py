"""Roles given and taken one by one; a table of many comes through ``rosters``. The last administrator stays."""

from django.db import transaction

from assessments import permissions
from assessments.messages.account_notices import notify_of_roles
from assessments.models import Membership, Role, Unit, User
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import FieldFault, Refused, Text
from criteria.models import ReviewingBody

GIVE_ROLE = Act("give_role", Text(vi="Giao vai trò", en="Gave a role"))
TAKE_ROLE = Act("take_role", Text(vi="Thu hồi vai trò", en="Took a role away"))
NO_ADMINISTRATOR = Text(
    vi="Phải còn ít nhất một quản trị viên đang hoạt động: hãy giao vai trò đó cho người khác trước.",
    en="At least one active administrator has to remain: give that role to somebody else first.",
)
NO_OWNER = Text(
    vi="Đơn vị này trực thuộc đơn vị khác nên không tổ chức kỳ đánh giá riêng.",
    en="This unit is below another, so it runs no rounds of its own.",
)
NOT_OURS = Text(
    vi="Vai trò này không thuộc các kỳ đánh giá riêng của đơn vị.",
    en="This role is not one of the unit's own rounds.",
)


@transaction.atomic
def give_role(
    *,
    actor: Actor,
    person_id: int,
    role: str,
    unit_id: int | None,
    body_id: int | None,
    owner_id: int | None = None,
) -> Membership:
    """Gives a person a role at its place, and tells them. Raises ``Refused`` with every cause.

    With ``owner_id`` it is a role in the own rounds of that unit: at a unit below it, or over these rounds.
    """
    person = locked_person(actor, person_id, owner_id)
    membership = new_role(
        actor, person, role=role, unit_id=unit_id, body_id=body_id, owner_id=owner_id
    )
    notify_of_roles([person.pk])
    return membership


@transaction.atomic
def take_role(
    *, actor: Actor, person_id: int, membership_id: int, owner_id: int | None = None
) -> None:
    """Takes a role away from a person, and tells them; that of the last administrator stays.

    With ``owner_id`` only a role in the own rounds of that unit is there.
    """
    person = locked_person(actor, person_id, owner_id)
    lock_administrators()
    membership = (
        Membership.objects.select_related("unit", "body")
        .filter(user=person, pk=membership_id)
        .first()
    )
    if membership is None or (owner_id is not None and membership.owner_id != owner_id):
        raise Refused(
            Text(vi="Vai trò này đã được thu hồi.", en="This role is taken away already.")
        )
    before = _facts(membership)
    membership.delete()
    let_in(person)
    demand_administrator()
    record(actor, TAKE_ROLE, before=before, after={"account": person.email}, owner_id=owner_id)
    notify_of_roles([person.pk])


def new_role(
    actor: Actor,
    person: User,
    *,
    role: str,
    unit_id: int | None,
    body_id: int | None,
    owner_id: int | None = None,
) -> Membership:
    """Stores a person's role with its line in the record. Raises ``Refused`` for one in the wrong place or held already."""
    unit = Unit.objects.filter(pk=unit_id or 0).first()
    body = ReviewingBody.objects.filter(pk=body_id or 0).first()
    faults = place_faults(role, has_unit=unit is not None, has_body=body is not None)
    membership = Membership(user=person, role=role, unit=unit, body=body)
    held = Membership.objects.filter(user=person, role=role, unit=unit, body=body)
    if unit and unit.parent_id and role not in Role.AT_UNIT:
        faults.append(NO_OWNER)
    if owner_id is not None and not faults and membership.owner_id != owner_id:
        faults.append(NOT_OURS)
    if not faults and held.exists():
        faults.append(
            FieldFault(
                vi="Người này đã có vai trò đó.",
                en="The person has this role already.",
                field="role",
            )
        )
    permissions.demand([], faults)
    membership.save()
    let_in(person)
    facts = {"account": person.email, **_facts(membership)}
    record(actor, GIVE_ROLE, after=facts, owner_id=owner_id)
    return membership


def places_of(role: str | None) -> dict[str, bool | None]:
    """Returns whether a role needs a unit, and whether a reviewing body; ``None`` where it may have one.

    The unit of a reviewer, a coordinator or an inspector is the owner of the rounds in which the role acts.
    """
    of_owner = role == Role.REVIEWER or role in Role.OF_OWNERS
    return {"unit": None if of_owner else role in Role.AT_UNIT, "body": role == Role.REVIEWER}


def place_faults(role: str, *, has_unit: bool, has_body: bool) -> list[Text]:
    """Returns what is wrong with a role or its place."""
    if role not in Role:
        return [FieldFault(vi="Hãy chọn vai trò.", en="Choose a role.", field="role")]
    needs = places_of(role)
    faults: list[Text] = []
    if needs["unit"] and not has_unit:
        faults.append(
            FieldFault(vi="Vai trò này cần một đơn vị.", en="This role needs a unit.", field="unit")
        )
    if needs["body"] and not has_body:
        faults.append(
            FieldFault(
                vi="Vai trò này cần một cơ quan thẩm định.",
                en="This role needs a reviewing body.",
                field="body",
            )
        )
    if (has_unit and needs["unit"] is False) or (has_body and needs["body"] is False):
        faults.append(
            FieldFault(
                vi="Vai trò này không thuộc đơn vị hay cơ quan đã chọn: hãy bỏ nơi đó.",
                en="This role does not belong to the place that is chosen: leave the place out.",
                field="unit" if has_unit and needs["unit"] is False else "body",
            )
        )
    return faults


def let_in(person: User) -> None:
    """Lets a person into Django's admin site as long as a role needs it."""
    staff = person.memberships.filter(role__in=Role.STAFF, unit=None)
    needs = person.is_superuser or staff.exists()
    if person.is_staff != needs:
        person.is_staff = needs
        person.save(update_fields=["is_staff"])


def lock_administrators() -> None:
    """Locks the administrators' roles, so that two do not take the role from each other at once."""
    roles = Membership.objects.select_for_update().filter(role=Role.ADMIN).order_by("pk")
    list(roles.values_list("pk", flat=True))


def demand_administrator() -> None:
    """Raises ``Refused`` where nobody would be left who can give roles."""
    administrators = Membership.objects.filter(
        role=Role.ADMIN, user__is_active=True, user__is_staff=True
    )
    if not administrators.exists():
        raise Refused(NO_ADMINISTRATOR)


def locked_person(actor: Actor, person_id: int, owner_id: int | None = None) -> User:
    """Returns an account locked for a change, if the actor may change it, or its roles in an owner's rounds."""
    person = User.objects.select_for_update().get(pk=person_id)
    if owner_id is not None:
        permissions.demand(permissions.reasons_against_administering(actor.user, owner_id))
        return person
    permissions.demand(permissions.reasons_against_changing_account(actor.user, person))
    return person


def _facts(membership: Membership) -> dict[str, str]:
    places = [str(place) for place in (membership.body, membership.unit) if place]
    return {"role": membership.role} | ({"place": " · ".join(places)} if places else {})
