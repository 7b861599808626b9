"""The council: its agenda, who took part, what it decides, and its minutes.

Decisions are written down one by one and take effect together when the council is closed.
Locks are taken in one order: the council, then its sheets with their scores.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.history.facts import points_of
from assessments.models import (
    Assessment,
    Council,
    CouncilItem,
    CouncilMember,
    Flag,
    Remark,
    Round,
    Score,
    Snapshot,
    Status,
)
from assessments.models.sides import AWARDED
from assessments.review import stages
from assessments.review.awards import set_award
from assessments.review.flags import say
from assessments.review.workflow import moving
from assessments.sheets.claims import Entry
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import checked_note
from assessments.writing.locking import locked_sheet
from assessments.writing.record import record
from assessments.writing.versions import STAMP, stamp
from criteria.common.files.names import visible
from criteria.common.labels import both
from criteria.common.moments import vietnam_time
from criteria.common.text import Refused, Text

OPEN_COUNCIL = Act("open_council", Text(vi="Mở phiên họp hội đồng", en="Opened a council"))
ADD_TO_COUNCIL = Act(
    "add_to_council", Text(vi="Bổ sung phiên họp hội đồng", en="Added to a council")
)
REMOVE_COUNCIL_ITEM = Act(
    "remove_council_item", Text(vi="Đưa khỏi chương trình hội đồng", en="Took off an agenda")
)
REMOVE_COUNCIL_MEMBER = Act(
    "remove_council_member", Text(vi="Bớt thành viên hội đồng", en="Struck a council's member")
)
DECIDE_ITEM = Act(
    "decide_item", Text(vi="Ghi quyết định của hội đồng", en="Wrote down a council's decision")
)
RECORD_ATTENDANCE = Act(
    "record_attendance", Text(vi="Ghi thành viên dự họp", en="Recorded the attendance")
)
CLOSE_COUNCIL = Act("close_council", Text(vi="Kết thúc phiên họp hội đồng", en="Closed a council"))
COUNCIL_DECISION = Act("council_decision", Text(vi="Hội đồng quyết định", en="Council's decision"))

DECIDED = ("entry", "points", "not_applicable", "reason", "decided_at")
Presence = CouncilMember.Presence


class Overtaken(Refused):
    """Somebody has written down something else since the person was shown the page; it is told."""


@transaction.atomic
def open_council(
    *,
    actor: Actor,
    round_id: int,
    title: str,
    held_on: datetime.date,
    members: Sequence[tuple[str, str]] = (),
    score_ids: Sequence[int] = (),
) -> Council:
    """Call a council on disputed leaves of a round. ``members`` are (full name, position).

    Members and agenda can still be added to while it is open. Raises ``Refused`` with every cause.
    """
    permissions.demand(permissions.reasons_against_coordinating(actor.user))
    faults: list[Text] = []
    round_ = Round.objects.get(pk=round_id)
    council = Council(
        round=round_,
        title=_line(title, 300, Text(vi="Tên phiên họp", en="The title"), faults),
        held_on=held_on,
        opened_by=actor.user,
    )
    people = _people(members, set(), faults)
    scores = _for_agenda(round_, score_ids, faults)
    permissions.demand([], faults)
    council.save()
    _enlist(council, people, scores)
    record(actor, OPEN_COUNCIL, on=round_, after=_told(council, people, scores))
    return council


@transaction.atomic
def add_to_council(
    *,
    actor: Actor,
    council_id: int,
    members: Sequence[tuple[str, str]] = (),
    score_ids: Sequence[int] = (),
) -> Council:
    """More members or more disputed leaves for an open council. Raises ``Refused`` with every cause."""
    council = _open(actor, council_id)
    faults: list[Text] = []
    known = set(council.members.values_list("full_name", "position"))
    people = _people(members, known, faults)
    scores = _for_agenda(council.round, score_ids, faults)
    permissions.demand([], faults)
    _enlist(council, people, scores)
    record(actor, ADD_TO_COUNCIL, on=council.round, after=_told(council, people, scores))
    return council


@transaction.atomic
def remove_council_item(*, actor: Actor, item_id: int) -> Council:
    """Take a leaf off an open council's agenda; it stays in dispute."""
    item = CouncilItem.objects.select_related("score__criterion", "score__assessment").get(
        pk=item_id
    )
    council = _open(actor, item.council_id)
    told = _told(council, [], [item.score])
    item.delete()
    record(actor, REMOVE_COUNCIL_ITEM, on=council.round, before=told)
    return council


@transaction.atomic
def remove_council_member(*, actor: Actor, member_id: int) -> Council:
    """Strike somebody who is no member from an open council."""
    member = CouncilMember.objects.get(pk=member_id)
    council = _open(actor, member.council_id)
    told = _told(council, [(member.full_name, member.position)], [])
    member.delete()
    record(actor, REMOVE_COUNCIL_MEMBER, on=council.round, before=told)
    return council


@transaction.atomic
def send_to_council(*, actor: Actor, council_id: int) -> int:
    """Hand the sheets on the agenda to the council: their review rests. Answers how many moved.

    All or none. A sheet on which nothing moves any more keeps its stage after explanation.
    """
    council = _open(actor, council_id)
    faults = []
    ids = _sheets(council)
    if not ids:
        faults.append(_EMPTY)
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
    """Take a sheet that is on no agenda any more back into review, with the reason. Raises ``Refused``."""
    assessment = locked_sheet(assessment_id)
    moving.move(actor, assessment, "leave_council", reason=checked_note(reason))
    return assessment


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
    """Write down what the council decided on a leaf: the claim, other figures, or, given none, the award as it is.

    Takes effect when the council is closed; until then it can be written anew. ``seen`` is when the
    decision that the person was shown was written, None where there was none. Raises ``Refused``,
    or ``Overtaken`` when somebody has written another since.
    """
    council_id = CouncilItem.objects.values_list("council_id", flat=True).get(pk=item_id)
    council = _open(actor, council_id)
    item = council.items.select_related("score__criterion", "score__assessment__round").get(
        pk=item_id
    )
    score = item.score
    reason = checked_note(reason)
    faults = []
    if not reason:
        faults.append(
            Text(
                vi="Hãy nêu lý do của quyết định.",
                en="Give the reason for the decision.",
            )
        )
    if score.assessment.status != Status.COUNCIL:
        faults.append(_NOT_SENT)
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
    """Who was present, consented in writing, or was absent, by member id.

    ``seen`` is what the person was shown: what they left alone stays as it is now. Raises ``Refused``,
    or ``Overtaken`` when somebody has written something else of the same member since.
    """
    council = _open(actor, council_id)
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
    told = {member.full_name: str(member.presence) for member in members.values()}
    record(
        actor, RECORD_ATTENDANCE, on=council.round, after={"council": council.pk, "members": told}
    )
    return council


@transaction.atomic
def close_council(*, actor: Actor, council_id: int, minutes_number: str, minutes: str) -> Council:
    """Close with the minutes: every decision sets its award, and the sheets go back to the coordinator.

    Raises ``Refused`` with every cause: the quorum, undecided leaves, missing minutes, the clock.
    """
    council = _open(actor, council_id)
    faults: list[Text] = []
    council.minutes_number = _line(
        minutes_number, 100, Text(vi="Số biên bản", en="The minutes' number"), faults
    )
    council.minutes = checked_note(minutes)
    if not council.minutes:
        faults.append(Text(vi="Hãy nhập biên bản.", en="Enter the minutes."))
    ids = _sheets(council)
    sheets = {pk: locked_sheet(pk) for pk in ids}
    items = list(council.items.order_by("score__criterion__position"))
    faults += _quorum_faults(council)
    if not items:
        faults.append(_EMPTY)
    undecided = [item for item in items if item.decided_at is None]
    if undecided:
        faults.append(
            Text(
                vi=f"Còn {len(undecided)} tiêu chí hội đồng chưa quyết định.",
                en=f"{len(undecided)} leaves are not decided yet.",
            )
        )
    if any(sheet.status != Status.COUNCIL for sheet in sheets.values()):
        faults.append(_NOT_SENT)
    closed = [
        cause for sheet in sheets.values() for cause in permissions.reasons_review_is_closed(sheet)
    ]
    permissions.demand(list(dict.fromkeys(closed)), faults)
    council.closed_at = timezone.now()
    council.save(update_fields=["minutes_number", "minutes", "closed_at"])
    record(
        actor,
        CLOSE_COUNCIL,
        on=council.round,
        after={"council": council.pk, "minutes": council.minutes_number, "items": len(items)},
    )
    _apply(actor, items)
    for sheet in sheets.values():
        # Another council may still have leaves of this sheet to settle.
        if not sheet.scores.filter(flag=Flag.DISPUTED).exists():
            moving.move(actor, sheet, "decided")
    return council


def _apply(actor: Actor, items: list[CouncilItem]) -> None:
    scores = Score.objects.for_change().in_bulk([item.score_id for item in items])
    for item in items:
        score = scores[item.score_id]
        before = score.awarded.as_record() | {"flag": str(score.flag)}
        score.awarded = item.decision
        score.flag = Flag.SETTLED
        stamp(score, actor)
        score.save(update_fields=[*AWARDED, "flag", *STAMP])
        after = score.awarded.as_record() | {"flag": str(score.flag)}
        record(actor, COUNCIL_DECISION, on=score, before=before, after=after, reason=item.reason)
        say(actor, score, Remark.Kind.DECISION, item.reason)


_EMPTY = Text(
    vi="Chương trình chưa có tiêu chí nào.",
    en="There is nothing on the agenda.",
)
_NOT_SENT = Text(
    vi="Phiếu chưa được trình hội đồng. Hãy trình trước khi ghi quyết định.",
    en="The sheet is not with the council. Take it there before a decision is written down.",
)


def _open(actor: Actor, council_id: int) -> Council:
    """The council, locked and still open, for a coordinator."""
    permissions.demand(permissions.reasons_against_coordinating(actor.user))
    council = (
        Council.objects.select_for_update(of=("self",)).select_related("round").get(pk=council_id)
    )
    if council.closed_at:
        raise Refused(
            Text(
                vi="Phiên họp đã kết thúc, biên bản đã khóa.",
                en="This council is closed; its minutes are locked.",
            )
        )
    return council


def _decided_meanwhile(item: CouncilItem) -> Text:
    code = item.score.criterion.code
    if item.decided_at is None:
        return Text(
            vi=f"Quyết định về {code} đã bị bỏ cùng tiêu chí trong lúc bạn sửa. Hãy xem lại.",
            en=f"The decision on {code} is gone with its leaf meanwhile. Look again.",
        )
    at, points = vietnam_time(item.decided_at), points_of(item.decision)
    return Text(
        vi=f"{code}: người khác vừa ghi quyết định lúc {at.vi}: {points.vi}, lý do “{item.reason}”. Nội dung của bạn vẫn ở đây; ghi lần nữa sẽ thay quyết định đó.",
        en=f"{code}: somebody wrote down a decision at {at.en} (Vietnam time): {points.en}, reason “{item.reason}”. What you typed is still here; write it once more to replace that decision.",
    )


def _recorded_meanwhile(member: CouncilMember, wanted: str) -> Text:
    theirs, mine = both(Presence(member.presence).label), both(Presence(wanted).label)
    return Text(
        vi=f"{member.full_name}: người khác vừa ghi “{theirs.vi}”, bạn ghi “{mine.vi}”. Hãy chọn lại rồi ghi.",
        en=f"{member.full_name}: somebody has just recorded “{theirs.en}”, you “{mine.en}”. Choose again, then record.",
    )


def _sheets(council: Council) -> list[int]:
    ids = Assessment.objects.filter(scores__council_items__council=council).distinct()
    return list(ids.order_by("pk").values_list("pk", flat=True))


def _for_agenda(round_: Round, score_ids: Sequence[int], faults: list[Text]) -> list[Score]:
    """The disputed leaves, locked with their sheets; notes a fault for each that cannot be put on an agenda."""
    scores = list(
        Score.objects.for_change()
        .select_related("assessment__unit")
        .filter(pk__in=score_ids, assessment__round=round_)
        .order_by("assessment", "pk")
    )
    if len(scores) < len(set(score_ids)):
        faults.append(
            Text(
                vi="Có tiêu chí không thuộc kỳ đánh giá này.",
                en="Some leaves do not belong to this round.",
            )
        )
    taken = dict(
        CouncilItem.objects.filter(score__in=scores, council__closed_at=None).values_list(
            "score_id", "council__title"
        )
    )
    for score in scores:
        where = f"{score.assessment.unit.name_vi}, {score.criterion.code}"
        if score.pk in taken:
            faults.append(
                Text(
                    vi=f"{where}: đã có trong chương trình của “{taken[score.pk]}”.",
                    en=f"{where}: already on the agenda of “{taken[score.pk]}”.",
                )
            )
        elif score.flag != Flag.DISPUTED:
            faults.append(
                Text(
                    vi=f"{where}: không phải tiêu chí còn khác ý kiến sau giải trình.",
                    en=f"{where}: not in dispute after explanation.",
                )
            )
    return scores


def _people(
    members: Sequence[tuple[str, str]], known: set[tuple[str, str]], faults: list[Text]
) -> list[tuple[str, str]]:
    people = []
    for full_name, position in members:
        person = (
            _line(full_name, 150, Text(vi="Họ và tên", en="The full name"), faults),
            _line(position, 300, Text(vi="Chức vụ", en="The position"), faults, needed=False),
        )
        if person in known or person in people:
            faults.append(
                Text(
                    vi=f"{person[0]} đã có trong danh sách hội đồng.",
                    en=f"{person[0]} is a member already.",
                )
            )
        people.append(person)
    return people


def _line(given: str, limit: int, what: Text, faults: list[Text], *, needed: bool = True) -> str:
    line = visible(given)
    if needed and not line:
        faults.append(Text(vi=f"{what.vi}: chưa nhập.", en=f"{what.en} is missing."))
    if len(line) > limit:
        faults.append(
            Text(
                vi=f"{what.vi} dài {len(line)} ký tự, tối đa {limit}.",
                en=f"{what.en} has {len(line)} characters, at most {limit} fit.",
            )
        )
    return line


def _enlist(council: Council, people: list[tuple[str, str]], scores: list[Score]) -> None:
    CouncilMember.objects.bulk_create(
        CouncilMember(council=council, full_name=name, position=position)
        for name, position in people
    )
    CouncilItem.objects.bulk_create(CouncilItem(council=council, score=score) for score in scores)


def _told(
    council: Council, people: Sequence[tuple[str, str]], scores: Sequence[Score]
) -> dict[str, object]:
    return {
        "council": council.pk,
        "title": council.title,
        "members": [name for name, _ in people],
        "scores": [score.pk for score in scores],
    }


def _decision(item: CouncilItem) -> dict[str, object]:
    kept = item.decision.as_record()
    kept["reason"] = kept.pop("note")
    return kept


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
