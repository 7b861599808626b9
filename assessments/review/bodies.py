"""The reviewing body of a leaf, changed for one round; the published set stays as it is."""

from collections.abc import Sequence

from django.db import transaction

from assessments import permissions
from assessments.models import Assessment, Round, Score, Status
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.record import record
from criteria.common.numbers import as_typed
from criteria.common.text import FieldFault, Refused, Text
from criteria.models import Criterion, ReviewingBody

REASSIGN_BODY = Act(
    "reassign_body", Text(vi="Giao lại cơ quan thẩm định", en="Gave leaves to another body")
)


@transaction.atomic
def reassign_body(
    *, actor: Actor, round_id: int, codes: Sequence[str], body_id: int | None, reason: str
) -> int:
    """Gives leaves (codes) to another body on every sheet of a round that is not final yet.

    Awards so far stay. Returns how many leaves changed hands; raises ``Refused`` with every cause.
    """
    round_ = Round.objects.get(pk=round_id)
    # Locks the sheets first and in one order, as every act does: no review passes in between.
    sheets = Assessment.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk")
    list(sheets.values_list("pk", flat=True))
    reason = checked_note(reason)
    faults: list[Text] = []
    if not reason:
        faults.append(
            FieldFault(
                vi="Hãy nêu lý do giao lại.", en="Give the reason for the change.", field="reason"
            )
        )
    body = None if body_id is None else ReviewingBody.objects.filter(pk=body_id).first()
    if body is None:
        faults.append(Text(vi="Hãy chọn cơ quan thẩm định.", en="Choose the reviewing body."))
    leaves = _leaves(round_, codes, faults)
    permissions.demand(
        permissions.reasons_against_coordinating(actor.user, round_.owner_id), faults
    )
    scores = (
        Score.objects.filter(assessment__round=round_, criterion__in=leaves)
        .exclude(assessment__status=Status.FINAL)
        .exclude(reviewing_body=body)
    )
    owners = scores.order_by("criterion__position").distinct()
    before = dict(owners.values_list("criterion__code", "reviewing_body__code"))
    if not before or body is None:
        raise Refused(
            Text(
                vi="Không có gì để đổi: các tiêu chí này đã do cơ quan đó thẩm định, hoặc mọi phiếu đã thẩm định xong.",
                en="Nothing to change: that body reviews these leaves already, or every sheet is final.",
            )
        )
    scores.update(reviewing_body=body)
    record(
        actor,
        REASSIGN_BODY,
        on=round_,
        before=before,
        after=dict.fromkeys(before, body.code),
        reason=reason,
    )
    return len(before)


def _leaves(round_: Round, codes: Sequence[str], faults: list[Text]) -> list[int]:
    """Returns the ids of the leaves; adds a fault for each code that is not a reviewed leaf."""
    ids_by_code = dict(
        Criterion.objects.filter(
            criteria_set=round_.criteria_set_id, source=Criterion.Source.REVIEWED
        ).values_list("code", "pk")
    )
    if not codes:
        faults.append(Text(vi="Chưa chọn tiêu chí nào.", en="No leaf is chosen."))
    faults += [
        Text(
            vi=f"{as_typed(code)} không phải tiêu chí được thẩm định trong kỳ này.",
            en=f"{as_typed(code)} is no leaf that is reviewed in this round.",
        )
        for code in sorted({code for code in codes if code not in ids_by_code})
    ]
    return [ids_by_code[code] for code in codes if code in ids_by_code]
