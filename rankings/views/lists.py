"""The list of what has been published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import marks_over
from rankings.models import Ranking
from rankings.serving.answers import ask_each_time


@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    """Shows every published ranking, newest year first."""
    found = Ranking.objects.in_force().select_related("round__criteria_set")
    ordered = found.order_by("-round__year", "round__criteria_set__level", "-published_at")
    context = {"rankings": ordered, "marks": marks_over(one.round for one in ordered)}
    page = render(request, "rankings/rankings.html", context)
    return ask_each_time(request, page)
