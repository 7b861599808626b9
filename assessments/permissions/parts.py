"""The division of a unit's sheet among its people, by the parts of the tree that memberships name."""

from collections.abc import Sequence

from assessments.models import Role, User
from assessments.models.people import TreePart
from criteria.models import Criterion


def lies_within(criterion: Criterion | TreePart, part: Criterion | TreePart) -> bool:
    """Returns whether a node of the tree is the part itself or stands below it."""
    return criterion.code == part.code or criterion.code.startswith(f"{part.code}.")


def covers(parts: Sequence[Criterion | TreePart], criterion: Criterion | TreePart) -> bool:
    """Returns whether a membership with these parts is for the leaf.

    A membership without parts is for the whole tree. One with parts is for these alone. Parts belong to
    one set: those of another year's set give nothing in this one.
    """
    return not parts or any(
        part.criteria_set_id == criterion.criteria_set_id and lies_within(criterion, part)
        for part in parts
    )


def holds_leaf(user: User, unit_id: int, criterion: Criterion | TreePart) -> bool:
    """Returns whether the person may fill in this leaf of the unit's sheet."""
    return any(
        covers(membership.parts, criterion)
        for membership in user.held
        if membership.unit_id == unit_id and membership.role in Role.AT_UNIT
    )


def is_outside_part(user: User, unit_id: int, criterion: Criterion) -> bool:
    """Returns whether a leaf of the unit's sheet was given to others of the unit and not to this person."""
    return unit_id in user.unit_ids and not holds_leaf(user, unit_id, criterion)
