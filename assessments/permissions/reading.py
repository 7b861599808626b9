"""Permissions to read rounds, sheets, and the things that a unit keeps to itself."""

from django.db.models import Q

from assessments.models import Assessment, Role, Score, Status, Unit, User
from assessments.permissions.by_role import may_watch
from assessments.permissions.owners import rounds_watched_by, scores_of_bodies
from assessments.permissions.review_side import may_review
from criteria.common.text import Text


def reasons_against_reading(user: User, assessment: Assessment) -> list[Text]:
    """Returns the reasons against reading a sheet and its evidence. For many sheets: ``sheets_readable_by``."""
    if Assessment.objects.filter(sheets_readable_by(user), pk=assessment.pk).exists():
        return []
    return [
        Text(
            vi="Phiếu đánh giá này thuộc đơn vị khác hoặc chưa được gửi thẩm định.",
            en="This sheet belongs to another unit or has not been submitted for review.",
        )
    ]


def sheets_readable_by(user: User) -> Q:
    """Returns the sheets that the person may read; to this person all others do not exist."""
    readable = Q(unit__in=user.unit_ids) | rounds_watched_by(user, "round__")
    if may_review(user):
        reviewed = Score.objects.filter(scores_of_bodies(user))
        readable |= Q(status__in=Status.ASSESSED, pk__in=reviewed.values("assessment"))
    return readable


def evidence_readable_by(user: User) -> Q:
    """Returns the documents that the person may read: those of readable sheets, and of units that the own ones succeeded."""
    sheets = Assessment.objects.filter(
        sheets_readable_by(user) | Q(unit__in=Unit.objects.succeeded_by(user.unit_ids))
    )
    return Q(assessment__in=sheets)


def may_read_store(user: User, unit_id: int) -> bool:
    """Returns whether the person reads the store of a unit's documents over all rounds."""
    return unit_id in user.unit_ids


def reasons_against_reading_store(user: User, unit_id: int) -> list[Text]:
    """Returns the reasons against reading the store of a unit's documents over all rounds."""
    if may_read_store(user, unit_id):
        return []
    return [
        Text(
            vi="Kho tài liệu chỉ dành cho cán bộ, lãnh đạo của đơn vị.",
            en="A store of documents is for the unit's own officers and leaders.",
        )
    ]


def rounds_visible_to(user: User) -> Q:
    """Returns the rounds that concern the person: those of their units, of their reviewing body, or watched over."""
    visible = rounds_watched_by(user)
    if user.unit_ids:
        own = Assessment.objects.filter(unit__in=user.unit_ids)
        visible |= Q(pk__in=own.values("round"))
    if may_review(user):
        reviewed = Score.objects.filter(scores_of_bodies(user))
        visible |= Q(pk__in=reviewed.values("assessment__round"))
    return visible


def may_read_internal(user: User, assessment: Assessment) -> bool:
    """Returns whether the person reads the drafts of a unit's leader and officers, and their messages to each other."""
    return assessment.unit_id in user.unit_ids or user.holds(
        Role.INSPECTOR, owner=assessment.round.owner_id
    )


def may_see_division(user: User, assessment: Assessment) -> bool:
    """Returns whether the person sees the division of work in the unit."""
    return assessment.unit_id in user.unit_ids


def reasons_against_seeing_division(user: User, assessment: Assessment) -> list[Text]:
    """Returns the reasons against seeing the division of work in the unit."""
    if may_see_division(user, assessment):
        return []
    return [
        Text(
            vi="Phân công trong đơn vị chỉ dành cho cán bộ, lãnh đạo của đơn vị.",
            en="Who does what in the unit is for its officers and leaders.",
        )
    ]


def may_see_outlook(user: User, assessment: Assessment) -> bool:
    """Returns whether the person sees the points that a sheet may still reach: its unit's own people do, and those who watch over all."""
    return assessment.unit_id in user.unit_ids or may_watch(user, assessment.round.owner_id)


def reasons_against_seeing_outlook(user: User, assessment: Assessment) -> list[Text]:
    """Returns the reasons against seeing the points that a sheet may still reach."""
    if may_see_outlook(user, assessment):
        return []
    return [
        Text(
            vi="Trang này chỉ dành cho cán bộ, lãnh đạo của đơn vị.",
            en="This page is for the unit's own officers and leaders.",
        )
    ]
