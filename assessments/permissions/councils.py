"""Permissions to read councils and the remarks of the review side before a unit is asked."""

from django.db.models import Q

from assessments.models import CouncilItem, User
from assessments.permissions.by_role import may_watch
from assessments.permissions.owners import rounds_watched_by, scores_of_bodies
from criteria.common.text import Text


def is_on_review_side(user: User, owner: int | None) -> bool:
    """Returns whether the person reads the review of an owner's rounds from within: its reviewers do, and those who watch over it."""
    return bool(user.bodies(owner)) or may_watch(user, owner)


def reasons_against_seeing_councils(user: User, owner: int | None) -> list[Text]:
    """Returns the reasons against reading councils of an owner's rounds; ``councils_readable_by`` says which.

    A unit reads the decisions on its leaves on its own sheet.
    """
    if is_on_review_side(user, owner):
        return []
    return [
        Text(
            vi="Hồ sơ hội đồng dành cho người thẩm định, điều phối viên và người giám sát. Đơn vị xem quyết định trên phiếu của mình.",
            en="Councils are for reviewers, coordinators and inspectors. A unit reads the decision on its own sheet.",
        )
    ]


def councils_readable_by(user: User) -> Q:
    """Returns the councils that the person may read: all of the rounds watched over, or those with a leaf of their body on the agenda."""
    own = CouncilItem.objects.filter(scores_of_bodies(user, "score__"))
    return rounds_watched_by(user, "round__") | Q(pk__in=own.values("council"))
