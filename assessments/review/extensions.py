"""More time for one unit, to assess itself or to explain."""

import datetime

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.messages import notices
from assessments.models import Assessment, Status
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_document, checked_note, too_far
from assessments.writing.record import record
from criteria.common.text import FieldFault, Text

EXTEND_DEADLINE = Act(
    "extend_deadline", Text(vi="Gia hạn tự đánh giá", en="Extended the self-assessment")
)
EXTEND_EXPLANATION = Act(
    "extend_explanation", Text(vi="Gia hạn giải trình", en="Extended the explanation")
)


def move_review(assessment: Assessment, until: datetime.datetime) -> bool:
    """Moves the end of the sheet's review where the unit's time now runs past it.

    The rule: the sheet's review then ends as long after the unit's new deadline as the round's review ends
    after the round's deadline. Returns whether it moved; the caller saves.
    """
    if until < assessment.review_deadline:
        return False
    round_ = assessment.round
    assessment.review_extended_to = until + (round_.review_by - round_.submit_by)
    return True


@transaction.atomic
def extend_deadline(
    *,
    actor: Actor,
    assessment_id: int,
    until: datetime.datetime,
    reason: str,
    document: str = "",
) -> Assessment:
    """Gives one unit more time, with a reason and the number of the document that grants it.

    While the unit assesses itself, its own deadline moves; while it explains, that of the explanation.
    Past the review's end, the sheet's review moves along (``move_review``). Raises ``Refused`` with
    every cause.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "unit")
        .get(pk=assessment_id)
    )
    explaining = assessment.status == Status.EXPLAINING
    faults: list[Text] = []
    reason = checked_note(reason)
    document = checked_document(document, faults)
    if not reason:
        faults.append(
            FieldFault(
                vi="Hãy nêu lý do gia hạn.", en="Give the reason for the extension.", field="reason"
            )
        )
    faults += _faults(assessment, until)
    permissions.demand(
        permissions.reasons_against_coordinating(actor.user, assessment.round.owner_id), faults
    )
    before = _deadlines(assessment)
    if explaining:
        assessment.explain_by = until
    else:
        assessment.extended_to = until
        assessment.extension_reason = reason
        assessment.extension_document = document
    move_review(assessment, until)
    assessment.save(
        update_fields=[
            *("explain_by", "extended_to", "extension_reason", "extension_document"),
            "review_extended_to",
        ]
    )
    line = record(
        actor,
        EXTEND_EXPLANATION if explaining else EXTEND_DEADLINE,
        on=assessment,
        before=before,
        after=_deadlines(assessment) | ({"document": document} if document else {}),
        reason=reason,
    )
    notices.notify_of_extension(line, assessment)
    return assessment


def _faults(assessment: Assessment, until: datetime.datetime) -> list[Text]:
    faults = []
    if assessment.status not in (Status.DRAFTING, Status.EXPLAINING):
        faults.append(
            Text(
                vi="Phiếu đang ở chỗ người thẩm định nên không có gì để gia hạn. Muốn đơn vị ghi tiếp, hãy trả lại phiếu kèm hạn mới.",
                en="The sheet is with its reviewers; there is nothing to extend. To let the unit write again, return it with a new deadline.",
            )
        )
    if until <= timezone.now():
        faults.append(
            FieldFault(
                vi="Hạn mới phải ở tương lai.",
                en="The new deadline must lie in the future.",
                field="until",
            )
        )
    if assessment.status == Status.EXPLAINING:
        if assessment.explain_by and until <= assessment.explain_by:
            faults.append(
                FieldFault(
                    vi="Hạn mới phải sau hạn giải trình hiện nay.",
                    en="The new deadline must come after the explanation's present one.",
                    field="until",
                )
            )
    elif until <= assessment.round.submit_by:
        faults.append(
            FieldFault(
                vi="Hạn mới phải sau hạn tự đánh giá chung của kỳ.",
                en="The new deadline must come after the round's own.",
                field="until",
            )
        )
    return faults + too_far(until)


def _deadlines(assessment: Assessment) -> dict[str, str]:
    """Returns the deadlines for the record: the unit's, and the review's where the sheet has its own."""
    own = assessment.explain_by if assessment.status == Status.EXPLAINING else assessment.deadline
    deadlines = {"deadline": own.isoformat() if own else ""}
    if assessment.review_extended_to:
        deadlines["review"] = assessment.review_deadline.isoformat()
    return deadlines
