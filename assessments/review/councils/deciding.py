"""The acts that write down a council's decisions and its attendance, while it is open."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.history.facts import side_points
from assessments.models import Council, CouncilItem, CouncilMember, Status
from assessments.review.awards import set_award
from assessments.review.councils.common import NOT_SENT, Overtaken, open_for_change
from assessments.sheets.claims import Entry
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.record import record
from criteria.common.labels import both
from criteria.common.moments import vietnam_time
from criteria.common.text import FieldFault, Refused, Text

Presence = CouncilMember.Presence

DECIDE_ITEM = Act(
    "decide_item", Text(vi="Ghi quyết định của hội đồng", en="Wrote down a council's decision")
)
RECORD_ATTENDANCE = Act(
    "record_attendance", Text(vi="Ghi thành viên dự họp", en="Recorded the attendance")
)


DECIDED = ("entry", "points", "not_applicable", "reason", "decided_at")


@transaction.atomic
def decide_item(
    *,
    actor: Actor,
    item_id: int,
    reason: str,
    accept: bool = False,
    entry: Entry = None,
    not_applicable: bool = False,
    seen: datetime.datetime | None = None,
) -> CouncilItem:
    """Writes down the council's decision on a leaf: the claim, other figures, or without either the award as it is.

    It takes effect when the council is closed; until then it can be written anew. ``seen`` is the moment of
    the decision that the person was shown, ``None`` where there was none. Raises ``Refused``, or
    ``Overtaken`` when somebody has written another since.
    """
    council_id = CouncilItem.objects.values_list("council_id", flat=True).get(pk=item_id)
    council = open_for_change(actor, council_id)
    item = council.items.select_related("score__criterion", "score__assessment__round").get(
        pk=item_id
    )
    score = item.score
    reason = checked_note(reason)
    faults: list[Text] = []
    if not reason:
        faults.append(
            FieldFault(
                vi="Hãy nêu lý do của quyết định.",
                en="Give the reason for the decision.",
                field="reason",
            )
        )
    if score.assessment.status != Status.COUNCIL:
        faults.append(NOT_SENT)
    permissions.demand(permissions.reasons_review_is_closed(score.assessment), faults)
    if item.decided_at != seen:
        raise Overtaken(_decided_meanwhile(item))
    before = _decision(item)
    if accept or not_applicable or entry is not None:
        set_award(score, accept=accept, entry=entry, not_applicable=not_applicable, reason=reason)
    item.decision = replace(score.awarded, note=reason)
    item.decided_at = timezone.now()
    item.save(update_fields=DECIDED)
    record(actor, DECIDE_ITEM, on=score, before=before, after=_decision(item), reason=reason)
    return item


@transaction.atomic
def record_attendance(
    *,
    actor: Actor,
    council_id: int,
    presences: Mapping[int, str],
    seen: Mapping[int, str] | None = None,
) -> Council:
    """Records who was present, consented in writing, or was absent, by member id.

    ``seen`` holds the values that the person was shown: a value that they left alone stays as it is now.
    Raises ``Refused``, or ``Overtaken`` when somebody has recorded something else of the same member since.
    """
    council = open_for_change(actor, council_id)
    seen = seen or {}
    members = {member.pk: member for member in council.members.all()}
    changed = {pk: presence for pk, presence in presences.items() if seen.get(pk) != presence}
    if not changed.keys() <= members.keys() or not set(changed.values()) <= set(Presence.values):
        raise Refused(
            Text(
                vi="Có người không phải thành viên của hội đồng này, hoặc chưa chọn cách tham dự.",
                en="Somebody is no member of this council, or has no valid kind of attendance.",
            )
        )
    overtaken = [
        _recorded_meanwhile(members[pk], presence)
        for pk, presence in changed.items()
        if pk in seen and members[pk].presence not in (seen[pk], presence)
    ]
    if overtaken:
        raise Overtaken(*overtaken)
    for pk, presence in changed.items():
        members[pk].presence = presence
    CouncilMember.objects.bulk_update(members.values(), ["presence"])
    names = {member.full_name: str(member.presence) for member in members.values()}
    record(
        actor, RECORD_ATTENDANCE, on=council.round, after={"council": council.pk, "members": names}
    )
    return council


def _decided_meanwhile(item: CouncilItem) -> Text:
    code = item.score.criterion.code
    if item.decided_at is None:
        return Text(
            vi=f"Quyết định về {code} đã bị bỏ cùng tiêu chí trong lúc đang sửa. Hãy xem lại.",
            en=f"The decision on {code} is gone with its leaf meanwhile. Look again.",
        )
    at, points = vietnam_time(item.decided_at), side_points(item.decision)
    return Text(
        vi=f"{code}: người khác vừa ghi quyết định lúc {at.vi}: {points.vi}, lý do “{item.reason}”. Nội dung đang ghi vẫn ở đây; ghi lần nữa sẽ thay quyết định đó.",
        en=f"{code}: somebody wrote down a decision at {at.en} (Vietnam time): {points.en}, reason “{item.reason}”. What you typed is still here; write it once more to replace that decision.",
    )


def _recorded_meanwhile(member: CouncilMember, wanted: str) -> Text:
    theirs, own = both(Presence(member.presence).label), both(Presence(wanted).label)
    return Text(
        vi=f"{member.full_name}: người khác vừa ghi “{theirs.vi}”, nội dung đang ghi là “{own.vi}”. Hãy chọn lại rồi ghi.",
        en=f"{member.full_name}: somebody has just recorded “{theirs.en}”, you “{own.en}”. Choose again, then record.",
    )


def _decision(item: CouncilItem) -> dict[str, object]:
    decision = item.decision.as_record()
    decision["reason"] = decision.pop("note")
    return decision
