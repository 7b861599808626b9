"""The lines of the record that a reader may see: a unit's internal acts stay within the unit.

Of internal acts inspectors read too; of those on a unit's own plans nobody else does.
"""

from django.db.models import Q, QuerySet

from assessments import permissions
from assessments.models import Assessment, Change, Role, User
from assessments.writing.acts import declared_acts
from assessments.writing.record import OWNER


def readable_on_sheet(user: User, assessment: Assessment) -> QuerySet[Change]:
    """Returns the lines of a sheet and its leaves that the person may read; one more query for a reviewer.

    The unit's own people read all of them, inspectors all but those on its plans. Others who watch over the
    exercise read all but the internal ones. Reviewers read those since the submission that they review.
    """
    every = Change.objects.filter(assessment=assessment)
    if assessment.unit_id in user.unit_ids:
        return every
    changes = without_own(every)
    if permissions.may_read_internal(user, assessment):
        return changes
    changes = changes.exclude(act__in=_internal())
    if permissions.may_watch(user, assessment.round.owner_id):
        return changes
    submissions = Change.objects.filter(assessment=assessment, score=None, act="submit")
    last = submissions.order_by("-pk").values_list("pk", flat=True).first() or 0
    return changes.exclude(Q(act__in=_drafts(), pk__lt=last))


def of_person(user: User, person: User) -> QuerySet[Change]:
    """Returns the acts of a person, for those who may list them; only the person and inspectors see internal lines.

    Of rounds others see those of the nation's alone, even where the same person acted in the own rounds of a unit.
    """
    every = Change.objects.filter(by=person)
    if user.pk == person.pk:
        return every
    changes = of_the_nation(without_own(every))
    if user.holds(Role.INSPECTOR, owner=None):
        return changes
    return changes.exclude(act__in=_internal())


def of_the_nation(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Returns the lines without those of units' own rounds and of what else belongs to one of these units."""
    return changes.filter(round__owner=None).exclude(after__has_key=OWNER)


def without_own(changes: QuerySet[Change]) -> QuerySet[Change]:
    """Returns the lines without those that only the unit's own people read."""
    return changes.exclude(act__in=[act.name for act in declared_acts() if act.is_own])


def _internal() -> list[str]:
    return [act.name for act in declared_acts() if act.is_internal]


def _drafts() -> list[str]:
    return [act.name for act in declared_acts() if act.is_draft]
