"""The steps of a whole sheet; ``workflow`` holds their rules."""

import datetime
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.messages import notices
from assessments.models import Assessment, Change, Flag, Round, Score, Snapshot, Status
from assessments.review import stages
from assessments.review.extensions import EXTEND_DEADLINE, move_review
from assessments.review.recounting import recount_sheet
from assessments.review.workflow import moving
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_document, checked_note, too_far
from assessments.writing.locking import locked_sheet
from assessments.writing.record import change_line, record
from assessments.writing.versions import STAMP, stamp
from criteria.common.labels import both_names
from criteria.common.moments import vietnam_time
from criteria.common.text import FieldFault, NotAllowed, Refused, Text

EXTEND_REVIEW = Act("extend_review", Text(vi="Gia hạn thẩm định", en="Extended the review"))
CLEAR_FLAG = Act("clear_flag", Text(vi="Xóa yêu cầu giải trình", en="Cleared the flag"))


@transaction.atomic
def submit_assessment(*, actor: Actor, assessment_id: int) -> Assessment:
    """Submits the sheet, for a leader: it locks, and the claimed points freeze. Raises ``Refused`` with every fault."""
    assessment = locked_sheet(assessment_id)
    moving.move(actor, assessment, "submit")
    assessment.submitted_at = timezone.now()
    assessment.submitted_by = actor.user
    assessment.return_reason = ""
    assessment.save(update_fields=["submitted_at", "submitted_by", "return_reason"])
    stages.take(actor, assessment, Snapshot.Stage.CLAIMED)
    return assessment


@transaction.atomic
def return_assessment(
    *,
    actor: Actor,
    assessment_id: int,
    reason: str,
    until: datetime.datetime | None = None,
    document: str = "",
) -> Assessment:
    """Gives a sheet back to its unit with the reason, for the coordinator.

    ``until`` is a new deadline, granted by a ``document``'s number; it is required where the present one
    is past. Past the review's end, the sheet's review moves along (``extensions.move_review``). The review
    begins anew with the next claim: flags are cleared and explanations counted from 0. Threads, stages and
    the record keep the past.
    """
    assessment = locked_sheet(assessment_id)
    reason = checked_note(reason)
    faults = _new_deadline_faults(assessment, until)
    document = checked_document(document, faults)
    before = assessment.deadline.isoformat()
    if until:
        # Set before the step, because its notice tells the deadline.
        assessment.extended_to = until
    moving.move(actor, assessment, "return", reason=reason, faults=faults)
    assessment.return_reason = reason
    assessment.explanations = 0
    assessment.explain_by = None
    if until:
        assessment.extension_reason = reason
        assessment.extension_document = document
        move_review(assessment, until)
    assessment.save()
    if until:
        record(
            actor,
            EXTEND_DEADLINE,
            on=assessment,
            before={"deadline": before},
            after={"deadline": assessment.deadline.isoformat(), "document": document},
            reason=reason,
        )
    _clear_flags(actor, assessment, reason)
    recount_sheet(actor, assessment)
    return assessment


def _new_deadline_faults(assessment: Assessment, until: datetime.datetime | None) -> list[Text]:
    """Returns the faults of a new deadline: a returned sheet must leave its unit time to write, and its reviewers to review."""
    present = vietnam_time(assessment.deadline)
    if until is None:
        if timezone.now() < assessment.deadline:
            return []
        return [
            FieldFault(
                vi=f"Hạn tự đánh giá đã qua ({present.vi}): hãy cho đơn vị hạn mới.",
                en=f"The self-assessment's deadline is past ({present.en}, Vietnam time): give the unit a new one.",
                field="until",
            )
        ]
    faults: list[Text] = []
    if until <= max(timezone.now(), assessment.deadline):
        faults.append(
            FieldFault(
                vi=f"Hạn mới phải ở tương lai và sau hạn hiện nay ({present.vi}).",
                en=f"The new deadline must lie in the future and after the present one ({present.en}, Vietnam time).",
                field="until",
            )
        )
    return faults + too_far(until)


def _clear_flags(actor: Actor, assessment: Assessment, reason: str) -> None:
    scores = list(Score.objects.for_change().filter(assessment=assessment).exclude(flag=Flag.NONE))
    changes = []
    for score in scores:
        before = {"flag": str(score.flag)}
        score.flag = Flag.NONE
        stamp(score, actor)
        after = {"flag": str(score.flag)}
        changes.append(
            change_line(actor, CLEAR_FLAG, on=score, before=before, after=after, reason=reason)
        )
    Score.objects.bulk_update(scores, ["flag", *STAMP])
    Change.objects.bulk_create(changes)


def each_sheet(ids: Iterable[int], act: Callable[[int], object]) -> int:
    """Calls an act for every sheet, or for none; returns their number. It must run inside a transaction.

    Raises ``Refused`` with every cause, each with its unit where there are several sheets; what is wrong with the form
    for all of them is told once.
    """
    ids = sorted(set(ids))
    refused: dict[int, Refused] = {}
    for assessment_id in ids:
        try:
            with transaction.atomic():
                act(assessment_id)
        except Refused as error:
            refused[assessment_id] = error
    if not refused:
        return len(ids)
    if len(ids) == 1:
        raise refused[ids[0]]
    sheets = Assessment.objects.select_related("unit").in_bulk(refused)
    of_all = [
        cause
        for cause in refused[min(refused)].causes
        if isinstance(cause, FieldFault)
        and len(refused) == len(ids)
        and all(cause in error.causes for error in refused.values())
    ]
    causes = of_all + [
        Text(
            vi=f"{sheets[pk].unit.name_vi}: {cause.vi}",
            en=f"{both_names(sheets[pk].unit).en}: {cause.en}",
        )
        for pk, error in refused.items()
        for cause in error.causes
        if cause not in of_all
    ]
    forbidden = any(isinstance(error, NotAllowed) for error in refused.values())
    raise NotAllowed(*causes) if forbidden else Refused(*causes)


@transaction.atomic
def finish_assessment(*, actor: Actor, assessment_id: int) -> Assessment:
    """Closes the review of a fully awarded sheet, for the coordinator. Raises ``Refused`` with every cause."""
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))
    _hold_rounds([assessment_id])
    return _finish(actor, assessment_id)


@transaction.atomic
def finish_review(*, actor: Actor, assessment_ids: Sequence[int]) -> int:
    """Calls ``finish_assessment`` for many sheets; all or none, with every cause of every sheet. Returns their number."""
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))
    _hold_rounds(assessment_ids)
    return each_sheet(assessment_ids, lambda assessment_id: _finish(actor, assessment_id))


def _hold_rounds(assessment_ids: Sequence[int]) -> None:
    """Locks the sheets' round, before any sheet: an import of survey points holds it, and changes no final sheet."""
    rounds = Assessment.objects.filter(pk__in=assessment_ids).values("round_id")
    list(Round.objects.select_for_update(no_key=True).filter(pk__in=rounds).order_by("pk"))


def _finish(actor: Actor, assessment_id: int) -> Assessment:
    assessment = locked_sheet(assessment_id)
    moving.move(actor, assessment, "finish")
    stage = Snapshot.Stage
    stages.take(actor, assessment, stage.FIRST_AWARD, stage.EXPLAINED, stage.FINAL)
    return assessment


@transaction.atomic
def reopen_assessment(
    *, actor: Actor, assessment_id: int, until: datetime.datetime, reason: str
) -> Assessment:
    """Takes a final sheet back into review until a new deadline with the reason, for the coordinator.

    Only the reviewers' side opens; the unit's claim stays frozen. Raises ``Refused``.
    """
    assessment = locked_sheet(assessment_id)
    reason = checked_note(reason)
    faults = _review_deadline_faults(assessment, until)
    before = assessment.review_deadline
    assessment.review_extended_to = until
    moving.move(actor, assessment, "reopen", reason=reason, faults=faults)
    assessment.return_reason = reason
    assessment.save(update_fields=["return_reason"])
    _record_extension(actor, assessment, before, reason)
    recount_sheet(actor, assessment)
    return assessment


@transaction.atomic
def extend_review(
    *, actor: Actor, assessment_id: int, until: datetime.datetime, reason: str
) -> Assessment:
    """Gives the reviewers of one submitted sheet more time, with the reason. Raises ``Refused``."""
    assessment = locked_sheet(assessment_id)
    reason = checked_note(reason)
    faults = _review_deadline_faults(assessment, until)
    if not reason:
        faults.append(
            FieldFault(
                vi="Hãy nêu lý do gia hạn.", en="Give the reason for the extension.", field="reason"
            )
        )
    if assessment.status == Status.DRAFTING:
        faults.append(Text(vi="Đơn vị chưa gửi phiếu.", en="The unit has not submitted its sheet."))
    if assessment.status == Status.FINAL:
        faults.append(
            Text(
                vi="Phiếu đã thẩm định xong. Muốn sửa, hãy mở lại thẩm định.",
                en="The review of this sheet is finished. To change it, reopen the review.",
            )
        )
    permissions.demand(
        permissions.reasons_against_coordinating(actor.user, assessment.round.owner_id), faults
    )
    before = assessment.review_deadline
    assessment.review_extended_to = until
    line = _record_extension(actor, assessment, before, reason)
    notices.review_extended(line, assessment)
    return assessment


def _review_deadline_faults(assessment: Assessment, until: datetime.datetime) -> list[Text]:
    faults: list[Text] = []
    if until <= timezone.now():
        faults.append(
            Text(
                vi="Hạn thẩm định mới phải ở tương lai.",
                en="The review's new deadline must lie in the future.",
            )
        )
    if until < assessment.round.review_by:
        at = vietnam_time(assessment.round.review_by)
        faults.append(
            Text(
                vi=f"Hạn mới không được trước hạn thẩm định chung của kỳ ({at.vi}).",
                en=f"The new deadline cannot come before the round's own ({at.en}, Vietnam time).",
            )
        )
    return faults


def _record_extension(
    actor: Actor, assessment: Assessment, before: datetime.datetime, reason: str
) -> Change:
    assessment.save(update_fields=["review_extended_to"])
    return record(
        actor,
        EXTEND_REVIEW,
        on=assessment,
        before={"deadline": before.isoformat()},
        after={"deadline": assessment.review_deadline.isoformat()},
        reason=reason,
    )
