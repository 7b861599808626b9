"""The reviewer's side of a leaf."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from assessments import permissions, workflow
from assessments.actions.claims import (
    AWARDED,
    STAMP,
    Entry,
    checked_note,
    demand_newest,
    locked_score,
    outcome_of,
    stamp,
)
from assessments.actor import Actor
from assessments.models import Assessment, Change, Score, Status
from assessments.record import change, record, side
from criteria.models import Criterion
from criteria.text import Refused, Text


def _accept(score: Score) -> None:
    """The reviewer's side becomes the unit's; a leaf left empty is awarded 0 points."""
    score.awarded_input = score.claimed_input
    score.awarded_na = score.claimed_na
    score.awarded_points = None if score.claimed_na else (score.claimed_points or Decimal(0))


def _begin_review(actor: Actor, assessment: Assessment) -> None:
    if assessment.status == Status.SUBMITTED:
        workflow.move(actor, assessment, "start_review")


@transaction.atomic
def award_points(
    *,
    actor: Actor,
    score_id: int,
    version: int,
    accept: bool = False,
    entry: Entry = None,
    not_applicable: bool = False,
    reason: str = "",
) -> Score:
    """Accept a claim as it is, or award what other figures give on the same scale, with a reason.

    Raises ``Refused`` with every cause, or ``Conflict`` when another reviewer saved first.
    """
    score = locked_score(score_id)
    permissions.demand(permissions.to_award(actor.user, score))
    demand_newest(score, version)
    reason = checked_note(reason)
    before = side(score, "awarded")
    if accept:
        _accept(score)
    else:
        score.awarded_input, score.awarded_points = outcome_of(
            score.criterion, entry, not_applicable
        )
        score.awarded_na = not_applicable
        if score.awarded_points is None and not not_applicable:
            raise Refused(
                Text(vi="Chưa nhập số liệu thẩm định.", en="No figures of the review are entered.")
            )
    score.awarded_note = reason
    same = score.awarded_na == score.claimed_na and (score.awarded_points or 0) == (
        score.claimed_points or 0
    )
    if not same and not reason:
        raise Refused(
            Text(
                vi="Điểm thẩm định khác điểm tự đánh giá: hãy nêu lý do.",
                en="The awarded points differ from the claim: give the reason.",
            )
        )
    after = side(score, "awarded")
    if after == before:
        return score
    stamp(score, actor)
    score.save(update_fields=[*AWARDED, *STAMP])
    record(
        actor,
        "accept_claim" if accept else "award_points",
        on=score,
        before=before,
        after=after,
        reason=reason,
    )
    _begin_review(actor, score.assessment)
    return score


@transaction.atomic
def accept_domain(*, actor: Actor, assessment_id: int, domain: Criterion) -> int:
    """Accept as claimed every leaf of a domain that the person reviews and nobody has reviewed yet.

    Answers how many. Raises ``Refused`` when the sheet cannot be reviewed now.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("round__criteria_set", "unit")
        .get(pk=assessment_id)
    )
    scores = list(
        Score.objects.for_change()
        .filter(
            assessment=assessment,
            criterion__source="reviewed",
            reviewing_body__in=actor.user.body_ids,
            awarded_points=None,
            awarded_na=False,
        )
        .filter(Q(criterion__domain=domain) | Q(criterion=domain))
    )
    permissions.demand(permissions.to_review(actor.user))
    if not scores:
        raise Refused(
            Text(
                vi=f"Lĩnh vực {domain.code} không còn tiêu chí nào của bạn chờ thẩm định.",
                en=f"No leaf of yours in domain {domain.code} is waiting for review.",
            )
        )
    permissions.demand(permissions.to_award(actor.user, scores[0]))
    changes: list[Change] = []
    for score in scores:
        before = side(score, "awarded")
        _accept(score)
        stamp(score, actor)
        changes.append(
            change(actor, "accept_claim", on=score, before=before, after=side(score, "awarded"))
        )
    Score.objects.bulk_update(scores, [*AWARDED, *STAMP])
    Change.objects.bulk_create(changes)
    _begin_review(actor, assessment)
    return len(scores)
