"""The pages of a round's councils, where they are called, prepared, decided and closed."""

import datetime
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import acts, permissions
from assessments.models import Council, CouncilMember
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    council_or_refuse,
    round_or_refuse,
    signed_in,
    status_of,
)
from assessments.review.councils.agenda import (
    AgendaItem,
    items_of,
    next_undecided,
    quorum_of,
    waiting,
)
from assessments.sheets.panel import at_figures, entry_of, typed_side
from assessments.writing.actor import Actor
from criteria.common.forms import read_whole, whole_number, whole_number_or, whole_numbers
from criteria.common.moments import typed_day
from criteria.common.text import FieldFault, Refused, Text

# One sign, never the spaces around it: a search for those would take the square of their number.
SEPARATOR = re.compile(r"[;\t–—]|(?<=\s)-(?=\s)")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def councils(request: Visitor, round_id: int) -> HttpResponse:
    """Shows the round's councils, and the form that calls one on the disputed leaves."""
    round_ = round_or_refuse(request, round_id, permissions.reasons_against_seeing_councils)
    coordinates = permissions.may_coordinate(request.user, round_.owner_id)
    context: dict[str, Any] = {"round": round_, "coordinates": coordinates, "typed": request.POST}
    status, chosen = 200, []
    if request.method == "POST":
        permissions.demand(permissions.reasons_against_coordinating(request.user, round_.owner_id))
        try:
            chosen = whole_numbers(request.POST, "scores")
            council_id = act_once(request, lambda: _open(request, round_id, chosen))
        except Refused as error:
            context["causes"], status = error.causes, status_of(request, error)
        else:
            return redirect("council", council_id)
    numbers = Count("items"), Count("items", filter=Q(items__decided_at__isnull=False))
    readable = Council.objects.filter(permissions.councils_readable_by(request.user), round=round_)
    context |= {
        "councils": readable.annotate(number=numbers[0], decided=numbers[1]),
        "waiting": waiting(round_) if coordinates else [],
        "chosen": chosen,
    }
    return render(request, "assessments/councils/list.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def council(request: Visitor, council_id: int) -> HttpResponse:
    """Shows agenda, members, decisions and minutes; a POST calls the act of its button."""
    shown = council_or_refuse(request, council_id)
    causes: tuple[Text, ...] = ()
    status = 200
    if request.method == "POST":
        # Asked before the form is read: a person who may not write learns nothing of its faults.
        permissions.demand(
            permissions.reasons_against_coordinating(request.user, shown.round.owner_id)
        )
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise Http404
        try:
            message = act_once(request, lambda: act(acting(request), shown, request.POST))
        except Refused as error:
            overtaken = isinstance(error, acts.Overtaken)
            causes, status = error.causes, 409 if overtaken else status_of(request, error)
        else:
            messages.success(request, message)
            return redirect(_after(request.POST, shown))
    members = list(shown.members.all())
    coordinates = permissions.may_coordinate(request.user, shown.round.owner_id)
    items = items_of(shown)
    chosen = whole_number_or(request.POST if causes else request.GET, "item", 0)
    if causes:
        items = _with_typed(request.POST, items, chosen, causes)
    context = {
        "council": shown,
        "round": shown.round,
        "items": items,
        "undecided": sum(entry.decision is None for entry in items),
        "unsent": sum(not entry.is_sent for entry in items),
        "chosen_item": chosen,
        "next": next_undecided(items, chosen),
        "members": members,
        # A refusal keeps the ticks.
        "attendance": [
            (
                entry,
                request.POST.get(f"presence-{entry.pk}", entry.presence)
                if causes
                else entry.presence,
            )
            for entry in members
        ],
        "presences": CouncilMember.Presence.choices,
        "quorum": quorum_of(shown, members),
        "writes": coordinates and shown.closed_at is None,
        "waiting": waiting(shown.round) if coordinates and shown.closed_at is None else [],
        "causes": causes,
        # What is wrong stands in the form whose button was pressed.
        "at": {request.POST.get("act", ""): causes},
        "typed": request.POST,
    }
    return render(request, "assessments/councils/council.html", context, status=status)


def _open(request: Visitor, round_id: int, score_ids: list[int]) -> int:
    council = acts.open_council(
        actor=acting(request),
        round_id=round_id,
        title=request.POST.get("title", ""),
        held_on=_day(request.POST),
        members=_members(request.POST),
        score_ids=score_ids,
    )
    return council.pk


def _after(post: QueryDict, council: Council) -> str:
    """Returns the address that an act leads to: the next leaf to decide, once decisions can be written down."""
    place = reverse("council", args=[council.pk])
    if post.get("act") not in ("send", "decide"):
        return place
    item = next_undecided(items_of(council), whole_number_or(post, "item", 0))
    return f"{place}?item={item}#item{item}" if item else place


def _with_typed(
    post: QueryDict, items: list[AgendaItem], item_id: int, causes: tuple[Text, ...]
) -> list[AgendaItem]:
    """Returns the agenda, with what was typed as a decision in the form of its item, and what is wrong with it."""
    if post.get("act") != "decide":
        return items
    return [
        replace(
            item,
            typed=typed_side(item.scale, post, "reason"),
            causes=at_figures(item.scale, post, causes),
        )
        if item.item.pk == item_id
        else item
        for item in items
    ]


def _add(actor: Actor, council: Council, post: QueryDict) -> str:
    acts.add_to_council(
        actor=actor,
        council_id=council.pk,
        members=_members(post),
        score_ids=whole_numbers(post, "scores"),
    )
    return _("Đã bổ sung.")


def _remove_item(actor: Actor, council: Council, post: QueryDict) -> str:
    item = get_object_or_404(council.items, pk=whole_number(post, "item"))
    acts.remove_council_item(actor=actor, item_id=item.pk)
    return _("Đã đưa ra khỏi chương trình.")


def _remove_member(actor: Actor, council: Council, post: QueryDict) -> str:
    member = get_object_or_404(council.members, pk=whole_number(post, "member"))
    acts.remove_council_member(actor=actor, member_id=member.pk)
    return _("Đã bớt thành viên.")


def _send(actor: Actor, council: Council, _post: QueryDict) -> str:
    number = acts.send_to_council(actor=actor, council_id=council.pk)
    return _("Đã trình hội đồng %(n)s phiếu.") % {"n": number}


def _attend(actor: Actor, council: Council, post: QueryDict) -> str:
    acts.record_attendance(
        actor=actor,
        council_id=council.pk,
        presences=_by_member(post, "presence"),
        seen=_by_member(post, "seen"),
    )
    return _("Đã ghi thành viên tham dự.")


def _decide(actor: Actor, council: Council, post: QueryDict) -> str:
    item = get_object_or_404(council.items, pk=whole_number(post, "item"))
    how = post.get("how")
    typed = how not in ("accept", "keep")
    acts.decide_item(
        actor=actor,
        item_id=item.pk,
        reason=post.get("reason", ""),
        accept=how == "accept",
        entry=(lambda scale: entry_of(scale, post)) if typed else None,
        not_applicable=typed and "not_applicable" in post,
        seen=_moment(post.get("seen", "")),
    )
    return _("Đã ghi quyết định.")


def _close(actor: Actor, council: Council, post: QueryDict) -> str:
    acts.close_council(
        actor=actor,
        council_id=council.pk,
        minutes_number=post.get("minutes_number", ""),
        minutes=post.get("minutes", ""),
    )
    return _("Phiên họp đã kết thúc; các quyết định đã thành điểm thẩm định.")


ACTS: dict[str, Callable[[Actor, Council, QueryDict], str]] = {
    "add": _add,
    "remove_item": _remove_item,
    "remove_member": _remove_member,
    "send": _send,
    "attend": _attend,
    "decide": _decide,
    "close": _close,
}


def _by_member(post: QueryDict, name: str) -> dict[int, str]:
    by_member = {}
    for key in post:
        field, _, typed = key.partition("-")
        member = read_whole(typed)
        if field == name and member is not None:
            by_member[member] = post.get(key, "")
    return by_member


def _moment(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.fromisoformat(text)
    except ValueError:
        return None


def _day(post: QueryDict) -> datetime.date:
    day = typed_day(post.get("held_on", ""))
    if day is None:
        raise Refused(
            FieldFault(
                vi="Hãy chọn ngày họp.", en="Choose the day of the meeting.", field="held_on"
            )
        )
    return day


def _members(post: QueryDict) -> list[tuple[str, str]]:
    """Returns the persons, one on each line: full name; position."""
    lines = [line.strip() for line in post.get("members", "").splitlines()]
    parts = (SEPARATOR.split(line, maxsplit=1) for line in lines if line)
    return [(name.strip(), position[0].strip() if position else "") for name, *position in parts]
