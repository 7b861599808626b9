"""The page on which anyone has a ranking computed again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from rankings.acts import start_check
from rankings.computing import verification
from rankings.models.checks import Check
from rankings.reads import visible

LOOK_AGAIN_SECONDS = 2


@require_http_methods(["GET", "HEAD", "POST"])
def verify_ranking(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Shows the last check with its time, or how far it is; the button starts another one."""
    ranking = visible.ranking_visible_to(request.user, ranking_id)
    if request.method == "POST":
        start_check(ranking_id=ranking.pk)
        return redirect("verify_ranking", ranking.pk)
    check = Check.objects.filter(ranking=ranking).first()
    # A check that has lost its worker can be started anew.
    running = check is not None and check.state == Check.State.RUNNING and check.stands
    context = {
        "ranking": ranking,
        "round": ranking.round,
        "check": check,
        "running": running,
        "steps": len(verification.STEPS),
    }
    response = render(request, "rankings/verify.html", context)
    add_never_cache_headers(response)
    if running:
        response["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response
