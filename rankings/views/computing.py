"""The coordinator's page of a round: it starts a computation and shows its progress."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments import permissions
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    round_or_refuse,
    signed_in,
)
from rankings import acts
from rankings.models import Ranking
from rankings.publishing import guards
from rankings.views.common import ranking_or_refuse


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def round_rankings(request: Visitor, round_id: int) -> HttpResponse:
    """Shows the coordinator's page: start a computation, watch it, publish a draft."""
    round_ = round_or_refuse(request, round_id, permissions.reasons_against_coordinating)
    if request.method == "POST":
        basis = request.POST.get("basis", Ranking.Basis.AWARDED)
        act_once(
            request,
            lambda: acts.start_ranking(actor=acting(request), round_id=round_id, basis=basis).pk,
        )
        return redirect("round_rankings", round_id)
    rows = Ranking.objects.filter(round=round_).select_related("started_by").with_state()
    rankings = list(rows[:20])
    newest = rankings[0] if rankings else None
    context = {
        "round": round_,
        "rankings": rankings,
        "newest": newest,
        "steps": acts.STEPS,
        "again": any(ranking.version for ranking in rankings),
        "stopped": newest is not None and acts.has_stopped(newest),
        "computing": newest is not None and newest.is_computing,
        "barriers": guards.publishing_barriers(newest) if newest and newest.is_draft else [],
    }
    return render(request, "rankings/round_rankings.html", context)


@require_safe
@signed_in
def progress(request: Visitor, ranking_id: int) -> HttpResponse:
    """Shows how far a computation has come, polled by its page; when it is done, the whole page is shown anew."""
    ranking = ranking_or_refuse(request, ranking_id)
    response = render(request, "rankings/_progress.html", {"newest": ranking, "steps": acts.STEPS})
    if ranking.status != Ranking.Status.COMPUTING:
        response["HX-Refresh"] = "true"
    return response
