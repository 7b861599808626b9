"""Which lines of the record a reader is shown: what a unit does within itself stays within it."""

from django.db.models import Q, QuerySet

from assessments import permissions
from assessments.models import Assessment, Change, User
from assessments.writing.acts import declared_acts


def readable_on_sheet(user: User, assessment: Assessment) -> QuerySet[Change]:
    """The lines of a sheet and its leaves that the person reads; one query more for a reviewer.

    All of them for the unit's own people and inspectors; for others who watch over the exercise all
    but what is internal; for reviewers what has happened since the submission that they review.
    """
    found = Change.objects.filter(assessment=assessment)
    if permissions.may_read_internal(user, assessment):
        return found
    found = found.exclude(act__in=_internal())
    if permissions.may_watch(user):
        return found
    submitted = Change.objects.filter(assessment=assessment, score=None, act="submit")
    last = submitted.order_by("-pk").values_list("pk", flat=True).first() or 0
    return found.exclude(Q(act__in=_drafts(), pk__lt=last))


def of_person(user: User, person: User) -> QuerySet[Change]:
    """What somebody did, for those who may list it: internal lines only to themselves and inspectors."""
    found = Change.objects.filter(by=person)
    if user.pk == person.pk or permissions.may_read_internal_everywhere(user):
        return found
    return found.exclude(act__in=_internal())


def _internal() -> list[str]:
    return [act.name for act in declared_acts() if act.is_internal]


def _drafts() -> list[str]:
    return [act.name for act in declared_acts() if act.is_draft]
