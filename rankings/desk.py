"""The coordinator's desk: see what a draft changes, publish it, take it back, continue a run."""

import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import permissions
from assessments.views.doors import Visitor, acting, signed_in
from criteria.text import Refused, Text
from rankings import actions, compare, guards
from rankings.models import Ranking


@require_safe
@signed_in
def preview(request: Visitor, ranking_id: int) -> HttpResponse:
    """What a draft changes against what is published and against the draft before it."""
    permissions.demand(permissions.to_coordinate(request.user))
    computed = Ranking.objects.exclude(computed_at=None).select_related("round__criteria_set")
    found = get_object_or_404(computed.with_state(), pk=ranking_id)
    context = {
        "ranking": found,
        "round": found.round,
        "comparisons": [compare.compare(found, one) for one in compare.before_it(found)],
        "barriers": guards.barriers(found) if found.status == Ranking.Status.DRAFT else [],
        "again": Ranking.objects.filter(round=found.round_id, version__isnull=False).exists(),
    }
    return render(request, "rankings/preview.html", context)


@require_POST
@signed_in
def publish(request: Visitor, ranking_id: int) -> HttpResponse:
    """Publish a draft, now or at a set time by Vietnam's clock."""
    permissions.demand(permissions.to_coordinate(request.user))
    get_object_or_404(Ranking, pk=ranking_id)
    found = actions.publish_ranking(
        actor=acting(request),
        ranking_id=ranking_id,
        decision_number=request.POST.get("decision_number", ""),
        decision_date=_date(request),
        publish_at=_moment(request),
        reason=request.POST.get("reason", ""),
    )
    if found.state == Ranking.State.SCHEDULED:
        messages.success(request, _("Bảng xếp hạng sẽ được công bố vào thời điểm đã chọn."))
    else:
        messages.success(request, _("Đã công bố bảng xếp hạng."))
    return redirect("ranking", found.pk)


@require_POST
@signed_in
def take_back(request: Visitor, ranking_id: int) -> HttpResponse:
    """Take back what is not public yet."""
    permissions.demand(permissions.to_coordinate(request.user))
    get_object_or_404(Ranking, pk=ranking_id)
    found = actions.take_back_ranking(
        actor=acting(request), ranking_id=ranking_id, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Đã rút bảng xếp hạng về dự thảo."))
    return redirect("round_rankings", found.round_id)


@require_POST
@signed_in
def resume(request: Visitor, ranking_id: int) -> HttpResponse:
    """Hand a run that has stopped to a worker again."""
    permissions.demand(permissions.to_coordinate(request.user))
    get_object_or_404(Ranking, pk=ranking_id)
    found = actions.resume_ranking(actor=acting(request), ranking_id=ranking_id)
    return redirect("round_rankings", found.round_id)


def _date(request: HttpRequest) -> datetime.date | None:
    typed = request.POST.get("decision_date", "").strip()
    try:
        found = parse_date(typed) if typed.isascii() else None
    except ValueError:
        found = None
    if typed and found is None:
        raise Refused(Text("Ngày quyết định không hợp lệ.", "The decision's date is not valid."))
    return found


def _moment(request: HttpRequest) -> datetime.datetime | None:
    typed = request.POST.get("publish_at", "").strip()
    try:
        found = parse_datetime(typed) if typed.isascii() else None
        if found and timezone.is_naive(found):
            found = timezone.make_aware(found)
    except (ValueError, OverflowError):
        found = None
    if typed and found is None:
        raise Refused(
            Text("Thời điểm công bố không hợp lệ.", "The time of publication is not valid.")
        )
    return found
