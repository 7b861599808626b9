"""Permissions to read councils and the remarks of the review side before a unit is asked."""

from django.db.models import Q

from assessments.models import CouncilItem, User
from assessments.permissions.by_role import may_watch
from assessments.permissions.review_side import may_review
from criteria.common.text import Text


def is_on_review_side(user: User) -> bool:
    """Returns whether the person reads the review from within: reviewers do, and those who watch over all."""
    return may_review(user) or may_watch(user)


def reasons_against_seeing_councils(user: User) -> list[Text]:
    """Returns the reasons against reading councils. A unit reads the decisions on its leaves on its own sheet."""
    if is_on_review_side(user):
        return []
    return [
        Text(
            vi="Hồ sơ hội đồng dành cho người thẩm định, điều phối viên và người giám sát. Đơn vị xem quyết định trên phiếu của mình.",
            en="Councils are for reviewers, coordinators and inspectors. A unit reads the decision on its own sheet.",
        )
    ]


def councils_readable_by(user: User) -> Q:
    """Returns the councils that the person may read: all, or those with a leaf of their body on the agenda."""
    if may_watch(user):
        return Q()
    own = CouncilItem.objects.filter(score__reviewing_body__in=user.body_ids)
    return Q(pk__in=own.values("council"))
