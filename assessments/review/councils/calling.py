"""The acts that call a council: its agenda and its members, added and removed while it is open."""

import datetime
from collections.abc import Sequence

from django.db import transaction

from assessments import permissions
from assessments.models import Council, CouncilItem, CouncilMember, Flag, Round, Score
from assessments.review.councils.common import checked_line, open_for_change
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import FieldFault, Text

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
    """Calls a council on disputed leaves of a round. ``members`` are (full name, position).

    Members and leaves can still be added while it is open. Raises ``Refused`` with every cause.
    """
    faults: list[Text] = []
    round_ = Round.objects.get(pk=round_id)
    permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
    council = Council(
        round=round_,
        title=checked_line(
            title, 300, Text(vi="Tên phiên họp", en="The title"), faults, field="title"
        ),
        held_on=held_on,
        opened_by=actor.user,
    )
    people = _people(members, set(), faults)
    scores = _for_agenda(round_, score_ids, faults)
    permissions.demand([], faults)
    council.save()
    _enlist(council, people, scores)
    record(actor, OPEN_COUNCIL, on=round_, after=_named(council, people, scores))
    return council


@transaction.atomic
def add_to_council(
    *,
    actor: Actor,
    council_id: int,
    members: Sequence[tuple[str, str]] = (),
    score_ids: Sequence[int] = (),
) -> Council:
    """Adds members or disputed leaves to an open council. Raises ``Refused`` with every cause."""
    council = open_for_change(actor, council_id)
    faults: list[Text] = []
    known = set(council.members.values_list("full_name", "position"))
    people = _people(members, known, faults)
    scores = _for_agenda(council.round, score_ids, faults)
    permissions.demand([], faults)
    _enlist(council, people, scores)
    record(actor, ADD_TO_COUNCIL, on=council.round, after=_named(council, people, scores))
    return council


@transaction.atomic
def remove_council_item(*, actor: Actor, item_id: int) -> Council:
    """Takes a leaf off an open council's agenda; the leaf stays in dispute."""
    item = CouncilItem.objects.select_related("score__criterion", "score__assessment").get(
        pk=item_id
    )
    council = open_for_change(actor, item.council_id)
    before = _named(council, [], [item.score])
    item.delete()
    record(actor, REMOVE_COUNCIL_ITEM, on=council.round, before=before)
    return council


@transaction.atomic
def remove_council_member(*, actor: Actor, member_id: int) -> Council:
    """Removes from an open council somebody who is not a member."""
    member = CouncilMember.objects.get(pk=member_id)
    council = open_for_change(actor, member.council_id)
    before = _named(council, [(member.full_name, member.position)], [])
    member.delete()
    record(actor, REMOVE_COUNCIL_MEMBER, on=council.round, before=before)
    return council


def _for_agenda(round_: Round, score_ids: Sequence[int], faults: list[Text]) -> list[Score]:
    """Returns the disputed leaves, locked with their sheets; adds a fault for each that cannot be put on an agenda."""
    scores = list(
        Score.objects.for_change()
        .select_related("assessment__unit")
        .filter(pk__in=score_ids, assessment__round=round_)
        .order_by("assessment", "pk")
    )
    if len(scores) < len(set(score_ids)):
        faults.append(
            FieldFault(
                vi="Có tiêu chí không thuộc kỳ đánh giá này.",
                en="Some leaves do not belong to this round.",
                field="scores",
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
                FieldFault(
                    vi=f"{where}: đã có trong chương trình của “{taken[score.pk]}”.",
                    en=f"{where}: already on the agenda of “{taken[score.pk]}”.",
                    field="scores",
                )
            )
        elif score.flag != Flag.DISPUTED:
            faults.append(
                FieldFault(
                    vi=f"{where}: không phải tiêu chí còn khác ý kiến sau giải trình.",
                    en=f"{where}: not in dispute after explanation.",
                    field="scores",
                )
            )
    return scores


def _people(
    members: Sequence[tuple[str, str]], known: set[tuple[str, str]], faults: list[Text]
) -> list[tuple[str, str]]:
    people = []
    for full_name, position in members:
        person = (
            checked_line(
                full_name, 150, Text(vi="Họ và tên", en="The full name"), faults, field="members"
            ),
            checked_line(
                position,
                300,
                Text(vi="Chức vụ", en="The position"),
                faults,
                field="members",
                needed=False,
            ),
        )
        if person in known or person in people:
            faults.append(
                FieldFault(
                    vi=f"{person[0]} đã có trong danh sách hội đồng.",
                    en=f"{person[0]} is a member already.",
                    field="members",
                )
            )
        people.append(person)
    return people


def _enlist(council: Council, people: list[tuple[str, str]], scores: list[Score]) -> None:
    CouncilMember.objects.bulk_create(
        CouncilMember(council=council, full_name=name, position=position)
        for name, position in people
    )
    CouncilItem.objects.bulk_create(CouncilItem(council=council, score=score) for score in scores)


def _named(
    council: Council, people: Sequence[tuple[str, str]], scores: Sequence[Score]
) -> dict[str, object]:
    """Returns the members and leaves concerned, as the record names them."""
    return {
        "council": council.pk,
        "title": council.title,
        "members": [name for name, _ in people],
        "scores": [score.pk for score in scores],
    }
