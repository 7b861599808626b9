"""Pages of results: the ranking, a unit's result, and the coordinator's desk."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments import permissions
from assessments.models import Round, User
from assessments.views.doors import Visitor, acting, signed_in
from criteria.fields import fold
from rankings import actions, guards, kept, reads, rules
from rankings.decision import to_decide
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingRow


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where a person's day starts: their rounds, or for the public the rankings."""
    if request.user.is_authenticated:
        return redirect("rounds")
    return rankings(request)


@require_safe
def rankings(request: HttpRequest) -> HttpResponse:
    """Every published ranking, newest year first."""
    found = Ranking.objects.in_force().select_related("round__criteria_set")
    ordered = found.order_by("-round__year", "round__criteria_set__level", "-published_at")
    return render(request, "rankings/rankings.html", {"rankings": ordered})


def _visible(request: HttpRequest, ranking_id: int) -> Ranking:
    """A ranking that the person may see and that has been computed."""
    found = reads.rankings_visible_to(request.user).exclude(computed_at=None)
    return get_object_or_404(found, pk=ranking_id)


def _domain_of(row: RankingRow, code: str) -> DomainIndex | None:
    return next((one for one in row.domains.all() if one.domain.code == code), None)


def _sorted(rows: list[RankingRow], sort: str) -> list[RankingRow]:
    """By rank as the database ordered them, by name, by points, or by the index of a domain."""
    if sort == "name":
        return sorted(rows, key=lambda row: fold(row.unit.name_vi))
    if sort == "points":
        return sorted(rows, key=lambda row: (row.points is None, -(row.points or Decimal(0))))
    if sort.startswith("d"):

        def best_first(row: RankingRow) -> tuple[bool, Decimal]:
            domain = _domain_of(row, sort[1:])
            index = domain.index if domain else None
            return index is None, -(index or Decimal(0))

        return sorted(rows, key=best_first)
    return rows


@require_safe
def ranking(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """The table of all units with their domains; sorted and filtered by the address."""
    found = _visible(request, ranking_id)
    asked = {name: request.GET.get(name, "") for name in ("q", "region", "sort")}
    return _served(request, found, asked, partial(_ranking_page, request, found))


def _served(
    request: HttpRequest, ranking: Ranking, asked: dict[str, str], make: Callable[[], HttpResponse]
) -> HttpResponse:
    """For the public what is kept of a published page; for everybody else their own."""
    if ranking.version is None or not kept.is_public(request):
        return make()
    return kept.serve(request, kept.named(ranking, request.path, asked), make)


def _ranking_page(request: HttpRequest, found: Ranking) -> HttpResponse:
    rows = list(reads.rows_of(found))
    means = [mean for mean in reads.means_of(found) if mean.domain_id is None]
    query, region = request.GET.get("q", ""), request.GET.get("region", "")
    sort = request.GET.get("sort", "rank")
    words = fold(query).split()
    shown = [
        row
        for row in rows
        if (not region or row.unit.region == region)
        and all(word in row.unit.search for word in words)
    ]
    domains = [
        one.domain for one in next((row.domains.all() for row in rows if row.index is not None), [])
    ]
    context = {
        "ranking": found,
        "round": found.round,
        "here": kept.here(request, {"q": query, "region": region, "sort": request.GET.get("sort")}),
        "versions": reads.versions_of(found, request.user),
        "rows": [
            (row, [_domain_of(row, domain.code) for domain in domains])
            for row in _sorted(shown, sort)
        ],
        "domains": domains,
        "regions": sorted({row.unit.region for row in rows if row.unit.region}),
        "means": means,
        "q": query,
        "region": region,
        "sort": sort,
        "decides": isinstance(request.user, User) and not to_decide(request.user),
        "rules": [
            rules.BASIS_RULES[found.basis],
            rules.INDEX_RULE,
            rules.RANK_RULE,
            rules.GROUP_RULE,
        ],
    }
    return render(request, "rankings/ranking.html", context)


@require_safe
def result(request: HttpRequest, ranking_id: int, row_id: int) -> HttpResponse:
    """One unit: its index and rank, its domains against the mean, and where points were lost."""
    found = _visible(request, ranking_id)
    return _served(request, found, {}, partial(_result_page, request, found, row_id))


def _result_page(request: HttpRequest, found: Ranking, row_id: int) -> HttpResponse:
    row = get_object_or_404(
        RankingRow.objects.select_related("unit", "assessment"), pk=row_id, ranking=found
    )
    means = {mean.domain_id: mean.index for mean in reads.means_of(found) if not mean.region}
    domains = DomainIndex.objects.filter(row=row).select_related("domain")
    lost = RankingLeaf.objects.filter(row=row, points__lt=F("max_points"))
    context = {
        "ranking": found,
        "round": found.round,
        "here": request.path,
        "row": row,
        "domains": [(one, means.get(one.domain_id)) for one in domains],
        "mean": means.get(None),
        "lost": lost.select_related("criterion").order_by("criterion__position"),
        "rules": [rules.BASIS_RULES[found.basis], rules.INDEX_RULE, rules.RANK_RULE],
    }
    return render(request, "rankings/result.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def round_rankings(request: Visitor, round_id: int) -> HttpResponse:
    """The coordinator's desk: start a computation, watch it, publish a draft."""
    permissions.demand(permissions.to_coordinate(request.user))
    round_ = get_object_or_404(Round.objects.select_related("criteria_set"), pk=round_id)
    if request.method == "POST":
        basis = request.POST.get("basis", Ranking.Basis.AWARDED)
        actions.start_ranking(actor=acting(request), round_id=round_id, basis=basis)
        return redirect("round_rankings", round_id)
    every = Ranking.objects.filter(round=round_).select_related("started_by").with_state()
    found = list(every[:20])
    newest = found[0] if found else None
    context = {
        "round": round_,
        "rankings": found,
        "newest": newest,
        "steps": actions.STEPS,
        "again": any(one.version for one in found),
        "stopped": newest is not None and actions.has_stopped(newest),
        "computing": newest is not None and newest.status == Ranking.Status.COMPUTING,
        "barriers": guards.barriers(newest)
        if newest and newest.status == Ranking.Status.DRAFT
        else [],
    }
    return render(request, "rankings/round_rankings.html", context)


@require_safe
@signed_in
def progress(request: Visitor, ranking_id: int) -> HttpResponse:
    """How far a computation has come, polled by its page; done, the whole page is shown anew."""
    permissions.demand(permissions.to_coordinate(request.user))
    found = get_object_or_404(Ranking, pk=ranking_id)
    response = render(request, "rankings/_progress.html", {"newest": found, "steps": actions.STEPS})
    if found.status != Ranking.Status.COMPUTING:
        response["HX-Refresh"] = "true"
    return response
