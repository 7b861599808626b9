"""The first page, and a round with its sheets."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import Assessment, Round, Status
from assessments.views.doors import Visitor, signed_in
from criteria.fields import fold


@require_safe
@signed_in
def rounds(request: Visitor) -> HttpResponse:
    """The rounds that concern the person, and their own units' sheets in them."""
    user = request.user
    own = (
        Assessment.objects.filter(unit__in=user.units("officer", "leader"))
        .select_related("round__criteria_set", "unit")
        .with_progress()
        .order_by("-round__year", "round__review_by")
    )
    found = Round.objects.visible_to(user).select_related("criteria_set")
    return render(request, "assessments/rounds.html", {"rounds": found, "own": own})


@require_safe
@signed_in
def round_page(request: Visitor, round_id: int) -> HttpResponse:
    """Every sheet of a round that the person may see, with its progress."""
    round_ = get_object_or_404(
        Round.objects.visible_to(request.user).select_related("criteria_set"), pk=round_id
    )
    sheets = (
        Assessment.objects.visible_to(request.user)
        .filter(round=round_)
        .select_related("unit", "round")
        .with_progress()
        .order_by("unit__code")
    )
    counts = dict.fromkeys(Status.values, 0)
    for sheet in sheets:
        counts[sheet.status] += 1
    shown = _filtered(list(sheets), request.GET.get("q", ""), request.GET.get("status", ""))
    context: dict[str, Any] = {
        "round": round_,
        "sheets": shown,
        "states": [(Status(value), number) for value, number in counts.items()],
        "coordinates": not permissions.to_coordinate(request.user),
        "compares": not permissions.to_compare(request.user, round_),
        "q": request.GET.get("q", ""),
        "status": request.GET.get("status", ""),
    }
    return render(request, "assessments/round.html", context)


def _filtered(sheets: list[Any], query: str, status: str) -> list[Any]:
    words = fold(query).split()
    return [
        sheet
        for sheet in sheets
        if (not status or sheet.status == status)
        and all(word in sheet.unit.search for word in words)
    ]
