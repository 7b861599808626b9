"""The open results of a unit's own rounds, at an address that stays; no page of the nation's leads there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.models import Unit
from criteria.common.search import slug_of
from rankings.models import Ranking, is_open
from rankings.reads.slugs import LEVELS, level_of
from rankings.serving.answers import ask_each_time
from rankings.views.table import ASKED, version_page


def open_results_of(slug: str) -> list[Ranking]:
    """Returns what is in force of the open own results of a unit, by its name in addresses, the newest first."""
    found = Ranking.objects.in_force_within().filter(
        is_open(timezone.now()), round__owner__isnull=False
    )
    rankings = found.select_related("round__criteria_set", "round__owner").with_state()
    ordered = rankings.order_by("-round__year", "round__criteria_set__level", "-published_at")
    return [one for one in ordered if _slug(one.round.owner) == slug]


def address_of_own(ranking: Ranking) -> str:
    """Returns where an own result stays."""
    round_ = ranking.round
    level = LEVELS[round_.criteria_set.level]
    return reverse("own_result", args=[_slug(round_.owner), round_.year, level])


def _slug(owner: Unit | None) -> str:
    return slug_of(owner.name_vi) if owner else ""


@require_safe
def own_results(request: HttpRequest, owner: str) -> HttpResponse:
    """Lists the open results of a unit's own rounds, the newest year first."""
    found = open_results_of(owner)
    if not found:
        raise Http404
    context = {
        "owner": found[0].round.owner,
        "owner_slug": owner,
        "results": [(one, address_of_own(one)) for one in found],
    }
    return ask_each_time(request, render(request, "rankings/own_results.html", context))


@require_safe
def own_result(request: HttpRequest, owner: str, year: int, level: str) -> HttpResponse:
    """Shows the version in force of an own round's open results; of two rounds of one year and level, the newer's."""
    wanted = (year, level_of(level))
    found = next(
        (
            one
            for one in open_results_of(owner)
            if (one.round.year, one.round.criteria_set.level) == wanted
        ),
        None,
    )
    if found is None:
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ASKED}
    place = {"owner_slug": owner, "own_year": year, "own_level": level}
    return ask_each_time(request, version_page(request, asked, found, place))
