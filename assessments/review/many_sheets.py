"""What a coordinator does with many sheets of a round at once: all or none, with every cause of every sheet."""

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from assessments import permissions
from assessments.messages import notices
from assessments.models import Assessment, Flag, Score, Status
from assessments.models.conditions import is_self_scored, is_unfilled
from assessments.review.extensions import extend_deadline
from assessments.review.sheet_steps import each_sheet, return_assessment
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.locking import locked_sheet
from assessments.writing.record import record
from criteria.common.labels import both_names
from criteria.common.moments import vietnam_time
from criteria.common.text import Text

REMIND_UNIT = Act("remind_unit", Text(vi="Nhắc đơn vị", en="Reminded the unit"))


@transaction.atomic
def extend_deadlines(
    *,
    actor: Actor,
    assessment_ids: Sequence[int],
    until: datetime.datetime,
    reason: str,
    document: str = "",
) -> int:
    """Calls ``extend_deadline`` for many sheets with one deadline. Returns their number."""
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))
    return each_sheet(
        assessment_ids,
        lambda pk: extend_deadline(
            actor=actor, assessment_id=pk, until=until, reason=reason, document=document
        ),
    )


@transaction.atomic
def return_assessments(
    *,
    actor: Actor,
    assessment_ids: Sequence[int],
    reason: str,
    until: datetime.datetime | None = None,
) -> int:
    """Calls ``return_assessment`` for many sheets with one reason. Returns their number."""
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))
    return each_sheet(
        assessment_ids,
        lambda pk: return_assessment(actor=actor, assessment_id=pk, reason=reason, until=until),
    )


@transaction.atomic
def remind_units(*, actor: Actor, assessment_ids: Sequence[int]) -> int:
    """Reminds the people of many units of what they owe: the sheet, or their explanations. Returns the units' number.

    Each reminder is a line of the record and a notice of its own, however often somebody reminds.
    """
    permissions.demand(permissions.reasons_against_coordinating_any(actor.user))
    return each_sheet(assessment_ids, lambda pk: _remind(actor, pk))


def _remind(actor: Actor, assessment_id: int) -> None:
    sheet = locked_sheet(assessment_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, sheet.round.owner_id))
    if sheet.status not in (Status.DRAFTING, Status.EXPLAINING):
        not_theirs = Text(
            vi="Phiếu không chờ đơn vị nên không có gì để nhắc.",
            en="The sheet does not wait for its unit; there is nothing to remind it of.",
        )
        permissions.demand([], [not_theirs])
    text = _owed(sheet)
    line = record(actor, REMIND_UNIT, on=sheet, before=None, after=None, reason=text.vi)
    notices.tell_of_sheet(line, notices.people_of_unit(sheet.unit_id), text, sheet)


def _owed(sheet: Assessment) -> Text:
    counts = Score.objects.filter(assessment=sheet).aggregate(
        empty=Count("pk", filter=is_self_scored() & is_unfilled()),
        asked=Count("pk", filter=Q(flag=Flag.RAISED)),
    )
    unit = both_names(sheet.unit)
    end = sheet.explain_by if sheet.is_explaining and sheet.explain_by else sheet.deadline
    at, is_late = vietnam_time(end), timezone.now() >= end
    if sheet.is_explaining:
        owed = Text(
            vi=f"giải trình {counts['asked']} tiêu chí", en=f"explain {counts['asked']} leaves"
        )
    else:
        owed = Text(
            vi=f"gửi phiếu tự đánh giá, còn {counts['empty']} tiêu chí chưa có số liệu",
            en=f"submit its sheet, {counts['empty']} leaves are still empty",
        )
    if is_late:
        return Text(
            vi=f"{unit.vi} đã quá hạn ({at.vi}) {owed.vi}. Cần thêm thời gian thì đề nghị gia hạn.",
            en=f"{unit.en} is late (since {at.en}, Vietnam time) to {owed.en}. If more time is needed, ask for an extension.",
        )
    return Text(
        vi=f"Nhắc {unit.vi} {owed.vi}; hạn {at.vi}.",
        en=f"{unit.en} is reminded to {owed.en}, before {at.en} (Vietnam time).",
    )
