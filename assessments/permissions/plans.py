"""Permissions around a unit's plans, which only its own people read: no reviewer, and nobody who watches over all."""

from django.db.models import Q

from assessments.models import Role, Unit, User
from criteria.common.text import Text


def plans_readable_by(user: User) -> Q:
    """Returns the plans that the person may read: those of the own units, and of those that these succeeded.

    To this person all others do not exist.
    """
    return Q(unit__in=user.unit_ids) | Q(unit__in=Unit.objects.succeeded_by(user.unit_ids))


def may_plan(user: User, unit_id: int | None = None) -> bool:
    """Returns whether the person makes and fills in the unit's plans; without a unit, those of any."""
    return bool(user.unit_ids) if unit_id is None else unit_id in user.unit_ids


def reasons_against_planning(user: User, unit_id: int | None = None) -> list[Text]:
    """Returns the reasons against making and filling in the unit's plans; without a unit, those of any."""
    if may_plan(user, unit_id):
        return []
    return [
        Text(
            vi="Kế hoạch cải thiện Chỉ số chỉ dành cho cán bộ, lãnh đạo của đơn vị.",
            en="An improvement plan is for the unit's own officers and leaders.",
        )
    ]


def may_approve_plans(user: User, unit_id: int) -> bool:
    """Returns whether the person approves the unit's plans."""
    return unit_id in user.units(Role.LEADER)


def reasons_against_approving_plans(user: User, unit_id: int) -> list[Text]:
    """Returns the reasons against approving the unit's plans."""
    if may_approve_plans(user, unit_id):
        return []
    return [
        Text(
            vi="Chỉ lãnh đạo đơn vị được phê duyệt kế hoạch.",
            en="Only a leader of the unit may approve its plan.",
        )
    ]
