"""Whose rounds a person's roles reach: the nation's, or those that one unit runs for the units below it, never both by one role.

An owner is the id of such a unit, or ``None`` for the nation. Everything that belongs to a round, a set or a unit is of
one owner, and to those who have no role over that owner's rounds it does not exist.
"""

from collections.abc import Collection

from django.db.models import Q

from assessments.models import Role, User


def rounds_of_owners(owners: Collection[int | None], prefix: str = "") -> Q:
    """Returns the rounds of these owners; ``prefix`` leads from the rows of the query to their round."""
    units = [owner for owner in owners if owner is not None]
    condition = Q(**{f"{prefix}owner__in": units})
    return condition | Q(**{f"{prefix}owner": None}) if None in owners else condition


def rounds_watched_by(user: User, prefix: str = "") -> Q:
    """Returns the rounds over which the person watches. For one round: ``may_watch``."""
    return rounds_of_owners(user.owners(*Role.WATCHERS), prefix)


def rounds_coordinated_by(user: User, prefix: str = "") -> Q:
    """Returns the rounds that the person coordinates. For one round: ``may_coordinate``."""
    return rounds_of_owners(user.owners(Role.COORDINATOR), prefix)


def owners_coordinated_by(user: User) -> list[int]:
    """Returns the units (ids) whose own rounds the person coordinates."""
    return sorted(one for one in user.owners(Role.COORDINATOR) if one is not None)


def is_of_the_nation() -> Q:
    """Returns the memberships that are about the nation's rounds: at one of its units, or over all of them."""
    return Q(role__in=Role.AT_UNIT, unit__parent=None) | Q(unit=None)


def scores_of_bodies(user: User, prefix: str = "") -> Q:
    """Returns the scores that the person's bodies review, each in the rounds of the owner for whom the role is held."""
    condition = Q(pk__in=())
    for owner in user.owners(Role.REVIEWER):
        rounds = rounds_of_owners((owner,), f"{prefix}assessment__round__")
        condition |= rounds & Q(**{f"{prefix}reviewing_body__in": user.bodies(owner)})
    return condition
