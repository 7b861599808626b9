"""The coordinator's desk: see what a draft changes, publish it, take it back, continue a run."""

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import permissions
from assessments.pages.common import Visitor, acting, signed_in
from criteria.common.text import Refused, Text
from rankings import acts
from rankings.models import Ranking
from rankings.publishing import changes, guards
from rankings.reads.table import name_of

MOST_NAMED = 20
"""Units without a result that the page to confirm names."""


@require_safe
@signed_in
def preview(request: Visitor, ranking_id: int) -> HttpResponse:
    """What a draft changes against what is published and against the draft before it."""
    permissions.demand(permissions.reasons_against_coordinating(request.user))
    computed = Ranking.objects.exclude(computed_at=None).select_related("round__criteria_set")
    found = get_object_or_404(computed.with_state(), pk=ranking_id)
    context = {
        "ranking": found,
        "round": found.round,
        "comparisons": [changes.compare(found, one) for one in changes.before_it(found)],
        "barriers": guards.barriers(found) if found.status == Ranking.Status.DRAFT else [],
        "again": Ranking.objects.filter(round=found.round_id, version__isnull=False).exists(),
    }
    return render(request, "rankings/preview.html", context)


@require_POST
@signed_in
def publish(request: Visitor, ranking_id: int) -> HttpResponse:
    """Publish a draft in two steps: first what would be published and when, then for good.

    Whatever stands against it is said at either step, with the form as it was filled in.
    """
    permissions.demand(permissions.reasons_against_coordinating(request.user))
    computed = Ranking.objects.select_related("round__criteria_set").with_state()
    found = get_object_or_404(computed, pk=ranking_id)
    given, causes = _given(request)
    if request.POST.get("confirm") and not causes:
        try:
            done = acts.publish_ranking(actor=acting(request), ranking_id=ranking_id, **given)
        except Refused as refused:
            causes = list(refused.causes)
        else:
            return _published(request, done)
    elif "edit" not in request.POST:
        faults = acts.against_publishing(found, **given)
        # A date that is none is not also missing.
        causes += [one for one in faults if not causes or one != acts.NO_DATE]
    version = acts.next_version(found)
    context = {
        "ranking": found,
        "round": found.round,
        "causes": causes,
        "edit": causes or "edit" in request.POST,
        "given": given,
        "typed": request.POST,
        "version": version,
        "again": version > 1,
        "absent": [
            name_of(row)
            for row in found.rows.filter(points=None).select_related("unit")[:MOST_NAMED]
        ],
        "units": found.rows.aggregate(
            of_all=Count("pk"),
            assessed=Count("points"),
            ranked=Count("rank"),
            absent=Count("pk", filter=Q(points=None)),
        ),
    }
    return render(request, "rankings/publish.html", context, status=422 if causes else 200)


def _published(request: Visitor, done: Ranking) -> HttpResponse:
    if done.state == Ranking.State.SCHEDULED:
        messages.success(request, _("Bảng xếp hạng sẽ được công bố vào thời điểm đã chọn."))
    else:
        messages.success(request, _("Đã công bố bảng xếp hạng."))
    return redirect("ranking", done.pk)


@require_POST
@signed_in
def take_back(request: Visitor, ranking_id: int) -> HttpResponse:
    """Take back what is not public yet."""
    permissions.demand(permissions.reasons_against_coordinating(request.user))
    get_object_or_404(Ranking, pk=ranking_id)
    found = acts.take_back_ranking(
        actor=acting(request), ranking_id=ranking_id, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Đã rút bảng xếp hạng về dự thảo."))
    return redirect("round_rankings", found.round_id)


@require_POST
@signed_in
def resume(request: Visitor, ranking_id: int) -> HttpResponse:
    """Hand a run that has stopped to a worker again."""
    permissions.demand(permissions.reasons_against_coordinating(request.user))
    get_object_or_404(Ranking, pk=ranking_id)
    found = acts.resume_ranking(actor=acting(request), ranking_id=ranking_id)
    return redirect("round_rankings", found.round_id)


def _given(request: HttpRequest) -> tuple[dict[str, Any], list[Text]]:
    """What was typed about a publication, as its action takes it, and what of it is no date."""
    causes = []
    found: dict[str, Any] = {}
    for name, read, fault in (
        ("decision_date", parse_date, NOT_A_DATE),
        ("publish_at", _moment, NOT_A_MOMENT),
    ):
        typed = request.POST.get(name, "").strip()
        try:
            found[name] = read(typed) if typed.isascii() else None
        except (ValueError, OverflowError):
            found[name] = None
        if typed and found[name] is None:
            causes.append(fault)
    for name in ("decision_number", "reason"):
        found[name] = request.POST.get(name, "").strip()
    return found, causes


def _moment(typed: str) -> datetime.datetime | None:
    """By Vietnam's clock."""
    found = parse_datetime(typed)
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


NOT_A_DATE = Text("Ngày quyết định không hợp lệ.", "The decision's date is not valid.")
NOT_A_MOMENT = Text("Thời điểm công bố không hợp lệ.", "The time of publication is not valid.")
