"""The steps of a whole sheet; ``workflow`` holds their rules."""

from django.db import transaction
from django.utils import timezone

from assessments import permissions, workflow
from assessments.actions.claims import checked_note
from assessments.actor import Actor
from assessments.models import Assessment


def _locked(assessment_id: int) -> Assessment:
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("round__criteria_set", "unit")
        .get(pk=assessment_id)
    )


@transaction.atomic
def submit_assessment(*, actor: Actor, assessment_id: int) -> Assessment:
    """A leader submits: the sheet locks and the claimed points freeze. Raises ``Refused`` with every fault."""
    assessment = _locked(assessment_id)
    workflow.move(actor, assessment, "submit")
    assessment.submitted_at = timezone.now()
    assessment.submitted_by = actor.user
    assessment.return_reason = ""
    assessment.save(update_fields=["submitted_at", "submitted_by", "return_reason"])
    return assessment


@transaction.atomic
def return_assessment(*, actor: Actor, assessment_id: int, reason: str) -> Assessment:
    """The coordinator gives a sheet back to its unit, with the reason."""
    assessment = _locked(assessment_id)
    reason = checked_note(reason)
    workflow.move(actor, assessment, "return", reason=reason)
    assessment.return_reason = reason
    assessment.save(update_fields=["return_reason"])
    return assessment


@transaction.atomic
def finish_review(*, actor: Actor, assessment_ids: list[int]) -> int:
    """The coordinator closes the review of fully awarded sheets; all or none. Answers how many."""
    permissions.demand(permissions.to_coordinate(actor.user))
    for assessment_id in sorted(assessment_ids):
        workflow.move(actor, _locked(assessment_id), "finish")
    return len(assessment_ids)
