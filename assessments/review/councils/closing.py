"""The acts that send sheets to the council and bring them back; at the close all its decisions take effect together.

Locks are taken in one order: the council, then its sheets with their scores.
"""

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models import (
    Assessment,
    Council,
    CouncilItem,
    CouncilMember,
    Flag,
    Remark,
    Score,
    Snapshot,
    Status,
)
from assessments.models.sides import AWARDED
from assessments.review import stages
from assessments.review.councils.common import (
    EMPTY_AGENDA,
    NOT_SENT,
    checked_line,
    open_for_change,
    sheet_ids,
)
from assessments.review.counting import Counting
from assessments.review.flags import add_remark
from assessments.review.workflow import moving
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_sheet
from assessments.writing.record import record
from assessments.writing.versions import STAMP, stamp
from criteria.common.text import FieldFault, Text

Presence = CouncilMember.Presence

CLOSE_COUNCIL = Act("close_council", Text(vi="Kết thúc phiên họp hội đồng", en="Closed a council"))
COUNCIL_DECISION = Act("council_decision", Text(vi="Hội đồng quyết định", en="Council's decision"))


@transaction.atomic
def send_to_council(*, actor: Actor, council_id: int) -> int:
    """Hands the sheets on the agenda to the council, so that their review rests; returns how many moved.

    All move or none. Each sheet's stage after explanation is stored, where it is due.
    """
    council = open_for_change(actor, council_id)
    faults = []
    ids = sheet_ids(council)
    if not ids:
        faults.append(EMPTY_AGENDA)
    permissions.demand([], faults)
    moved = 0
    for assessment_id in ids:
        assessment = locked_sheet(assessment_id)
        if assessment.status == Status.COUNCIL:
            continue
        moving.move(actor, assessment, "to_council")
        stages.take(actor, assessment, Snapshot.Stage.EXPLAINED)
        moved += 1
    return moved


@transaction.atomic
def leave_council(*, actor: Actor, assessment_id: int, reason: str) -> Assessment:
    """Takes a sheet that is on no agenda any more back into review, with the reason. Raises ``Refused``."""
    assessment = locked_sheet(assessment_id)
    moving.move(actor, assessment, "leave_council", reason=checked_note(reason))
    return assessment


@transaction.atomic
def close_council(*, actor: Actor, council_id: int, minutes_number: str, minutes: str) -> Council:
    """Closes the council with the minutes: every decision sets its award, and sheets with nothing left in dispute go back into review.

    Raises ``Refused`` with every cause: the quorum, undecided leaves, missing minutes, the clock.
    """
    council = open_for_change(actor, council_id)
    faults: list[Text] = []
    council.minutes_number = checked_line(
        minutes_number,
        100,
        Text(vi="Số biên bản", en="The minutes' number"),
        faults,
        field="minutes_number",
    )
    council.minutes = checked_note(minutes)
    if not council.minutes:
        faults.append(FieldFault(vi="Hãy nhập biên bản.", en="Enter the minutes.", field="minutes"))
    ids = sheet_ids(council)
    sheets = {pk: locked_sheet(pk) for pk in ids}
    items = list(council.items.order_by("score__criterion__position"))
    faults += _quorum_faults(council)
    if not items:
        faults.append(EMPTY_AGENDA)
    undecided = [item for item in items if item.decided_at is None]
    if undecided:
        faults.append(
            Text(
                vi=f"Còn {len(undecided)} tiêu chí hội đồng chưa quyết định.",
                en=f"{len(undecided)} leaves are not decided yet.",
            )
        )
    if any(sheet.status != Status.COUNCIL for sheet in sheets.values()):
        faults.append(NOT_SENT)
    reasons = [
        cause for sheet in sheets.values() for cause in permissions.reasons_review_is_closed(sheet)
    ]
    permissions.demand(list(dict.fromkeys(reasons)), faults)
    council.closed_at = timezone.now()
    council.save(update_fields=["minutes_number", "minutes", "closed_at"])
    record(
        actor,
        CLOSE_COUNCIL,
        on=council.round,
        after={"council": council.pk, "minutes": council.minutes_number, "items": len(items)},
    )
    _apply(actor, items, Counting(council.round_id))
    for sheet in sheets.values():
        # Another council may still have leaves of this sheet to settle.
        if not sheet.scores.filter(flag=Flag.DISPUTED).exists():
            moving.move(actor, sheet, "decided")
    return council


def _apply(actor: Actor, items: list[CouncilItem], counting: Counting) -> None:
    scores = Score.objects.for_change().in_bulk([item.score_id for item in items])
    for item in items:
        score = scores[item.score_id]
        before = score.awarded.as_record() | {"flag": str(score.flag)}
        # Its figures were decided; a reference value may have changed since.
        score.awarded = counting.again(score, item.decision)
        score.flag = Flag.SETTLED
        stamp(score, actor)
        score.save(update_fields=[*AWARDED, "flag", *STAMP])
        after = score.awarded.as_record() | {"flag": str(score.flag)}
        record(actor, COUNCIL_DECISION, on=score, before=before, after=after, reason=item.reason)
        add_remark(actor, score, Remark.Kind.DECISION, item.reason)


def _quorum_faults(council: Council) -> list[Text]:
    presences = list(council.members.values_list("presence", flat=True))
    took_part = sum(presence != Presence.ABSENT for presence in presences)
    needed = council.round.quorum_percent
    if presences and took_part * 100 >= needed * len(presences):
        return []
    return [
        Text(
            vi=f"Chưa đủ thành viên: {took_part}/{len(presences)} dự họp hoặc cho ý kiến bằng văn bản, cần ít nhất {needed}%.",
            en=f"No quorum: {took_part} of {len(presences)} members present or consenting in writing, {needed}% needed.",
        )
    ]
