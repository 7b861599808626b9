"""The unit's right of reply: flagged leaves open to it alone, until a deadline of their own."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models import Assessment, Change, Flag, Remark, Score, Snapshot, Status
from assessments.review import stages
from assessments.review.flags import add_remark, set_flag
from assessments.review.sheet_steps import each_sheet
from assessments.review.workflow import moving
from assessments.writing.actor import Actor, clock
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_score, locked_sheet
from assessments.writing.record import change_line
from assessments.writing.versions import STAMP, demand_newest, stamp
from criteria.common.moments import vietnam_time
from criteria.common.text import Refused, Text

EXPLAIN = Act("explain", Text(vi="Giải trình", en="Explained"))
LEAVE_UNANSWERED = Act("leave_unanswered", Text(vi="Đơn vị không giải trình", en="Left unanswered"))

UNANSWERED = "Đơn vị không giải trình: giữ điểm thẩm định lần đầu."


@transaction.atomic
def request_explanation(
    *, actor: Actor, assessment_id: int, until: datetime.datetime
) -> Assessment:
    """Sends the unit all questions raised on its sheet, to be answered before ``until``.

    The first award is stored as a stage. Raises ``Refused`` with every cause.
    """
    assessment = locked_sheet(assessment_id)
    faults = []
    if until <= timezone.now():
        faults.append(
            Text(
                vi="Hạn giải trình phải ở tương lai.",
                en="The explanation's deadline must lie in the future.",
            )
        )
    if until >= assessment.review_deadline:
        at = vietnam_time(assessment.review_deadline)
        faults.append(
            Text(
                vi=f"Hạn giải trình phải trước hạn thẩm định ({at.vi}).",
                en=f"The explanation's deadline must come before the review's ({at.en}, Vietnam time).",
            )
        )
    # Set before the step, because its notice tells the deadline.
    assessment.explain_by = until
    moving.move(actor, assessment, "request_explanation", faults=faults)
    # Taken before the count goes up: the result of the last explanation is due now.
    stages.take(actor, assessment, Snapshot.Stage.FIRST_AWARD, Snapshot.Stage.EXPLAINED)
    assessment.explanations += 1
    assessment.save(update_fields=["explain_by", "explanations"])
    return assessment


@transaction.atomic
def request_explanations(
    *, actor: Actor, assessment_ids: Sequence[int], until: datetime.datetime
) -> int:
    """Calls ``request_explanation`` for many sheets with one deadline; all or none. Returns their number."""
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))

    def request(assessment_id: int) -> None:
        request_explanation(actor=actor, assessment_id=assessment_id, until=until)

    return each_sheet(assessment_ids, request)


@transaction.atomic
def explain(*, actor: Actor, score_id: int, version: int, text: str) -> Score:
    """Answers the question about a flagged leaf; more may be added until it is sent or the time is over."""
    score = locked_score(score_id)
    permissions.demand(permissions.reasons_against_explaining(actor.user, score))
    demand_newest(score, version)
    text = checked_note(text)
    if not text:
        raise Refused(Text(vi="Hãy nhập nội dung giải trình.", en="Enter the explanation."))
    add_remark(actor, score, Remark.Kind.EXPLANATION, text)
    set_flag(actor, score, Flag.ANSWERED, EXPLAIN, text)
    return score


@transaction.atomic
def send_explanations(*, actor: Actor, assessment_id: int) -> int:
    """Gives the sheet back to its reviewers, for the unit's leader; returns how many flags were left unanswered.

    Those are settled: their leaves keep the first award.
    """
    assessment = locked_sheet(assessment_id)
    moving.move(actor, assessment, "send_explanations")
    return _settle_unanswered(actor, assessment)


@transaction.atomic
def close_explanation(*, actor: Actor, assessment_id: int) -> int:
    """Ends an explanation whose deadline is past; returns how many flags were left unanswered."""
    assessment = locked_sheet(assessment_id)
    moving.move(actor, assessment, "explanation_over")
    return _settle_unanswered(actor, assessment)


def close_explanations(now: datetime.datetime | None = None) -> int:
    """Ends every explanation whose deadline is past at ``now``, one sheet at a time; returns how many.

    The clock calls it: it is safe to run twice, and writes are refused at the deadline whether it runs or not.
    """
    now = now or timezone.now()
    sheets = Assessment.objects.filter(status=Status.EXPLAINING, explain_by__lte=now)
    closed = 0
    for assessment_id in list(sheets.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            assessment = locked_sheet(assessment_id)
            # The sheet was sent, or given more time, since the list was read.
            if moving.reasons_against_step(clock().user, assessment, "explanation_over"):
                continue
            close_explanation(actor=clock(), assessment_id=assessment_id)
            closed += 1
    return closed


def _settle_unanswered(actor: Actor, assessment: Assessment) -> int:
    scores = list(Score.objects.for_change().filter(assessment=assessment, flag=Flag.RAISED))
    changes = []
    for score in scores:
        before = {"flag": str(score.flag)}
        score.flag = Flag.SETTLED
        stamp(score, actor)
        after = {"flag": str(score.flag)}
        changes.append(
            change_line(
                actor, LEAVE_UNANSWERED, on=score, before=before, after=after, reason=UNANSWERED
            )
        )
    Score.objects.bulk_update(scores, ["flag", *STAMP])
    Change.objects.bulk_create(changes)
    return len(scores)
