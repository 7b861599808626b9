"""Accepts many claims as they are: a domain of one sheet, or one leaf of every sheet."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments import permissions
from assessments.models import Assessment, Change, Flag, Round, Score
from assessments.models.sides import AWARDED
from assessments.review.awards import ACCEPT_CLAIM
from assessments.review.counting import Counting
from assessments.review.cross_review.leaf_table import acceptable_by
from assessments.review.workflow import moving
from assessments.writing.actor import Actor
from assessments.writing.record import change_line
from criteria.common.text import Refused, Text
from criteria.fields import PointsField
from criteria.models import Criterion


def _accept_all(actor: Actor, scores: Sequence[Score]) -> int:
    """Accepts locked scores that nobody has reviewed, each with its line in the record; returns their number.

    One update serves nearly all: an acceptance copies columns, and an update with a value for each row takes
    seconds for thousands of them.
    """
    lines: list[Change] = []
    counting = Counting(scores[0].assessment.round_id)
    otherwise: list[Score] = []
    for score in scores:
        before = score.awarded
        score.awarded = counting.accepted(score, before.note)
        if score.awarded != score.claimed.as_award(before.note):
            otherwise.append(score)
        lines.append(
            change_line(
                actor,
                ACCEPT_CLAIM,
                on=score,
                before=before.as_record(),
                after=score.awarded.as_record(),
            )
        )
    Score.objects.filter(pk__in=[score.pk for score in scores]).update(
        awarded_input=F("claimed_input"),
        awarded_na=F("claimed_na"),
        awarded_points=Case(
            When(claimed_na=True, then=Value(None)),
            default=Coalesce(F("claimed_points"), 0, output_field=PointsField()),
            output_field=PointsField(),
        ),
        version=F("version") + 1,
        changed_at=timezone.now(),
        changed_by=actor.user,
    )
    # The few whose figures count otherwise by the reference values of today.
    Score.objects.bulk_update(otherwise, AWARDED)
    Change.objects.bulk_create(lines)
    return len(scores)


@transaction.atomic
def accept_domain(
    *, actor: Actor, assessment_id: int, domain: Criterion, number_shown: int | None = None
) -> int:
    """Accepts as claimed every leaf of a domain that the person reviews and nobody has reviewed yet.

    Returns their number. ``number_shown`` is the number of leaves that a page showed the person, if any.
    Raises ``Refused`` when it has changed, or when the sheet cannot be reviewed now.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__criteria_set", "unit")
        .get(pk=assessment_id)
    )
    bodies = actor.user.bodies(assessment.round.owner_id)
    scores = list(
        Score.objects.for_change()
        .self_scored()
        .unreviewed()
        .filter(assessment=assessment, reviewing_body__in=bodies)
        .exclude(flag__in=Flag.OPEN)
        .filter(Q(criterion__domain=domain) | Q(criterion=domain))
    )
    permissions.demand(permissions.reasons_against_reviewing(actor.user))
    if not scores:
        permissions.demand(permissions.reasons_review_is_closed(assessment))
        raise Refused(
            Text(
                vi=f"Lĩnh vực {domain.code} không còn tiêu chí nào được giao chờ thẩm định.",
                en=f"No leaf of yours in domain {domain.code} is waiting for review.",
            )
        )
    permissions.demand(permissions.reasons_against_awarding(actor.user, scores[0]))
    if number_shown not in (None, len(scores)):
        raise Refused(
            Text(
                vi=f"Nay có {len(scores)} tiêu chí chờ chấp nhận, không còn là con số đã xem. Hãy tải lại trang và xem lại.",
                en=f"{len(scores)} leaves can be accepted now, not the number you were shown. Load the page again and look.",
            )
        )
    number = _accept_all(actor, scores)
    moving.begin_review(actor, assessment)
    return number


@transaction.atomic
def accept_leaf(*, actor: Actor, round_id: int, leaf: Criterion, number_shown: int) -> int:
    """Accepts a leaf as claimed on every sheet where the person may, and where nobody has reviewed it yet.

    Sheets not open to review, leaves with an open flag, and the sheet of the reviewer's own unit are left
    out. ``number_shown`` is the number of units that the person was shown: raises ``Refused`` when it has
    changed. The number of queries does not grow with the number of units.
    """
    permissions.demand(permissions.reasons_against_reviewing(actor.user))
    round_ = Round.objects.get(pk=round_id)
    scores = list(
        Score.objects.filter(acceptable_by(actor.user), assessment__round=round_, criterion=leaf)
        .select_related("assessment")
        # Sheets are locked before scores, and in one order: two bodies at once must not wait for each other.
        .select_for_update(of=("assessment", "self"), no_key=True)
        .order_by("assessment_id")
    )
    if not scores:
        # After the round's end only sheets with an extended review can be accepted.
        permissions.demand(permissions.reasons_review_has_ended(round_.review_by))
        raise Refused(
            Text(
                vi=f"Tiêu chí {leaf.code} không còn đơn vị nào chấp nhận hàng loạt được.",
                en=f"No unit is left whose claim on {leaf.code} you could accept in one go.",
            )
        )
    if len(scores) != number_shown:
        raise Refused(
            Text(
                vi=f"Nay có {len(scores)} đơn vị chờ chấp nhận, không còn là con số đã xem. Hãy tải lại trang và xem lại.",
                en=f"{len(scores)} units can be accepted now, not the number you were shown. Load the page again and look.",
            )
        )
    for score in scores:
        score.assessment.round, score.criterion = round_, leaf
    number = _accept_all(actor, scores)
    moving.begin_reviews(actor, [score.assessment for score in scores])
    return number
