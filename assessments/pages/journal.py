"""The pages of the security journal and of the chain over the record."""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.chain.sealing import lines_waiting
from assessments.journal.kinds import declared_kinds
from assessments.journal.lines import shown_lines
from assessments.models import JournalLine, RecordCheck, Seal, User
from assessments.pages.common import Visitor, signed_in
from assessments.rounds.disclaimers import marks_for
from criteria.common.forms import whole_number_or
from criteria.common.moments import typed_day
from criteria.common.search import holds_words
from criteria.common.text import Text

PAGE = 100
FILTERS = ("person", "kind", "address", "day")
ONE_DAY = datetime.timedelta(days=1)


@require_safe
@signed_in
def journal_page(request: Visitor) -> HttpResponse:
    """Shows everybody's lines, the newest first, filtered by person, kind, address and day."""
    permissions.demand(permissions.reasons_against_auditing(request.user))
    asked = {name: request.GET.get(name, "").strip()[:254] for name in FILTERS}
    context = {"asked": asked, "kinds": declared_kinds(), "shows_people": True}
    context |= _page(request, _filtered(JournalLine.objects.all(), asked))
    return render(request, "assessments/journal/all.html", context)


@require_safe
@signed_in
def own_journal(request: Visitor) -> HttpResponse:
    """Shows a person's own lines."""
    context = _page(request, JournalLine.objects.filter(person=request.user))
    return render(request, "assessments/journal/own.html", context)


def _page(request: Visitor, lines: QuerySet[JournalLine]) -> dict[str, Any]:
    """Returns one page, by the key of the last line on the page before: no page costs more than the first."""
    before = whole_number_or(request.GET, "before", 0)
    if before:
        lines = lines.filter(pk__lt=before)
    found = list(lines.select_related("person").order_by("-pk")[: PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    return {
        "lines": shown_lines(found[:PAGE]),
        "older": found[PAGE - 1].pk if len(found) > PAGE else None,
        "is_first": not before,
        "query": query.urlencode(),
        "days": settings.JOURNAL_DAYS,
        "marks": marks_for(request.user),
    }


def _filtered(lines: QuerySet[JournalLine], asked: dict[str, str]) -> QuerySet[JournalLine]:
    if asked["person"]:
        people = User.objects.filter(holds_words(asked["person"], "search")).order_by()
        lines = lines.filter(Q(person__in=people.values("pk")) | Q(account=asked["person"].lower()))
    if asked["kind"]:
        lines = lines.filter(kind=asked["kind"])
    if asked["address"]:
        lines = lines.filter(address=asked["address"])
    if asked["day"]:
        day = typed_day(asked["day"])
        if day is None:
            return lines.none()
        zone = ZoneInfo(settings.TIME_ZONE)
        start = datetime.datetime.combine(day, datetime.time(), zone)
        lines = lines.filter(at__gte=start, at__lt=start + ONE_DAY)
    return lines


@require_safe
@signed_in
def chain_page(request: Visitor) -> HttpResponse:
    """Shows the state of the chain: its head, when it was last sealed and checked, and what was found."""
    permissions.demand(permissions.reasons_against_auditing(request.user))
    check, now = RecordCheck.objects.first(), timezone.now()
    context = {
        "newest": Seal.objects.order_by("number").defer("lines").last(),
        "waiting": lines_waiting(now),
        "check": check,
        "faults": [Text(**fault) for fault in check.first_faults] if check else [],
        "is_late": check is None or check.at < now - 2 * ONE_DAY,
        "marks": marks_for(request.user),
    }
    return render(request, "assessments/journal/chain.html", context)
