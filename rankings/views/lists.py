"""The list of what has been published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import marks_over
from criteria.common.text import Text
from rankings.models import Ranking
from rankings.serving.answers import ask_each_time
from rankings.views.addresses import page_of_site

TITLE = Text("Các bảng xếp hạng đã công bố", "Published rankings")
NEWEST_FIRST = Text(
    "Mọi kết quả Chỉ số cải cách hành chính đã công bố, năm mới nhất trước.",
    "Every published result of the Public Administration Reform Index, the newest year first.",
)


@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    """Shows every published ranking, newest year first."""
    found = Ranking.objects.in_force().select_related("round__criteria_set")
    ordered = found.order_by("-round__year", "round__criteria_set__level", "-published_at")
    context = {
        "rankings": ordered,
        "marks": marks_over(one.round for one in ordered),
        **page_of_site("rankings", TITLE, NEWEST_FIRST),
    }
    page = render(request, "rankings/rankings.html", context)
    return ask_each_time(request, page)
