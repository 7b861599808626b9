"""The page of a round's reviewing bodies: the leaves of each, its work left, and the form to change bodies."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import acts, permissions
from assessments.models import Round, Score, Status
from assessments.models.conditions import is_unreviewed
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    round_or_refuse,
    signed_in,
)
from criteria.common.forms import whole_number
from criteria.common.labels import both_names
from criteria.common.text import Text
from criteria.models import ReviewingBody

OPEN = Q(assessment__status__in=Status.IN_HAND) & is_unreviewed()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def bodies(request: Visitor, round_id: int) -> HttpResponse:
    """Shows the leaves with their bodies; a POST gives the ticked ones to another body."""
    round_ = round_or_refuse(request, round_id, permissions.reasons_against_coordinating)
    if request.method == "POST":
        chosen = request.POST.get("body")
        number = act_once(
            request,
            lambda: acts.reassign_body(
                actor=acting(request),
                round_id=round_id,
                codes=request.POST.getlist("leaves"),
                body_id=whole_number(request.POST, "body") if chosen else None,
                reason=request.POST.get("reason", ""),
            ),
        )
        messages.success(request, _("Đã giao lại %(number)s tiêu chí.") % {"number": number})
        return redirect("bodies", round_id)
    context: dict[str, Any] = {
        "round": round_,
        "bodies": _left(round_),
        "leaves": _leaves(round_),
        "all_bodies": ReviewingBody.objects.order_by("code"),
    }
    return render(request, "assessments/bodies.html", context)


def _leaves(round_: Round) -> list[dict[str, Any]]:
    """Returns for each leaf and body the sheets on which it reviews the leaf, and how many it has left."""
    rows = (
        Score.objects.self_scored()
        .filter(assessment__round=round_)
        .values(
            "criterion__code",
            "criterion__title_vi",
            "criterion__title_en",
            "reviewing_body__code",
        )
        .annotate(sheets=Count("pk"), left=Count("pk", filter=OPEN))
        .order_by("criterion__position", "reviewing_body__code")
    )
    return [
        {**row, "title": Text(vi=title, en=row["criterion__title_en"] or title)}
        for row in rows
        for title in [row["criterion__title_vi"]]
    ]


def _left(round_: Round) -> list[dict[str, Any]]:
    """Returns for each body its leaves, the scores that it has to review now, and the number of its reviewers."""
    bodies = ReviewingBody.objects.annotate(
        people=Count(
            "memberships",
            filter=Q(memberships__user__is_active=True, memberships__unit=round_.owner_id),
        )
    ).in_bulk()
    rows = (
        Score.objects.self_scored()
        .filter(assessment__round=round_)
        .values("reviewing_body", "reviewing_body__code")
        .annotate(leaves=Count("criterion", distinct=True), left=Count("pk", filter=OPEN))
        .order_by("reviewing_body__code")
    )
    known = [(row, bodies.get(row["reviewing_body"] or 0)) for row in rows]
    return [
        {**row, "people": body.people if body else 0, "name": both_names(body) if body else None}
        for row, body in known
    ]
