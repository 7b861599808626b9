"""What the pages of a ranking share: who may see it, and one copy of it for all without an account."""

from collections.abc import Callable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse

from assessments import permissions
from assessments.pages.common import Visitor, demand_somewhere
from rankings.models import Ranking
from rankings.reads import visible
from rankings.reads.slugs import level_of
from rankings.reads.table import TableLine, lines_of
from rankings.serving import answers
from rankings.serving.fingerprint import fingerprint_of
from rankings.serving.publications import Publication, Publications, publication_of, publications

PageQuery = dict[str, str]
"""All that a page reads of its address."""


def ranking_or_refuse(request: Visitor, ranking_id: int) -> Ranking:
    """Returns a ranking in whatever state, for the coordinators of its round; others are refused as at that round."""
    user, rule = request.user, permissions.reasons_against_coordinating
    rankings = Ranking.objects.select_related("round__criteria_set").with_state()
    ranking = rankings.filter(pk=ranking_id).first()
    if ranking is None or rule(user, ranking.round.owner_id):
        demand_somewhere(user, rule)
        raise Http404
    return ranking


def serve_page(
    request: HttpRequest, ranking: Ranking, asked: PageQuery, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """For the public what is kept of a published page; for everybody else their own."""
    one = publication_of(ranking) if answers.is_stranger(request) else None
    if one is None:
        return make()
    fingerprint = fingerprint_of(answers.address_of(request, asked), [one])
    return answers.ask_each_time(request, answers.serve(request, fingerprint, make))


def serve_over_years(
    request: HttpRequest,
    ranking_id: int,
    asked: PageQuery,
    make: Callable[[Publications], HttpResponse],
) -> HttpResponse:
    """The same for a page that looks at other years; it changes with what is in force in them, and
    with the mergers of units, which are recorded after a publication too."""
    public = publications()
    one = public.get(ranking_id)
    if one is None or not answers.is_stranger(request):
        # What is open of a unit's own round is kept for nobody: few ask for it.
        visible.ranking_visible_to(request.user, ranking_id)
        return make(public)
    return serve_all_years(request, public, one, asked, lambda: make(public))


def serve_all_years(
    request: HttpRequest,
    public: Publications,
    one: Publication | None,
    asked: PageQuery,
    make: Callable[[], HttpResponse],
) -> HttpResponse:
    """Serves a page of what is public, kept for readers without an account; ``one`` is what it begins
    with, or nothing where nothing has been published yet."""
    if not answers.is_stranger(request):
        return make()
    made_of = [*([one] if one else []), *public.in_force]
    fingerprint = fingerprint_of(answers.address_of(request, asked), made_of, public.mergers)
    return answers.ask_each_time(request, answers.serve(request, fingerprint, make))


def serve_in_force(
    request: HttpRequest,
    year: int,
    level: str,
    asked: PageQuery,
    make: Callable[[Publications, Publication], HttpResponse],
) -> HttpResponse:
    """Serves a page of the version in force for a year and level, at its address that stays."""
    public = publications()
    one = public.of_year(level_of(level) or "", year)
    if one is None:
        raise Http404
    return serve_all_years(request, public, one, asked, lambda: make(public, one))


def in_force(public: Publications, one: Publication) -> Ranking:
    """Returns the ranking of a publication; one query."""
    ranking = Ranking.objects.select_related("round__criteria_set").get(pk=one.pk)
    public.tell(ranking)
    return ranking


def lines_kept(found: Ranking) -> list[TableLine]:
    """Returns all lines of a ranking, kept once it is public: another search or order of them would read all again."""
    make = partial(lines_of, found)
    key = f"lines-{found.pk}-{found.digest}"
    return answers.cached_value(key, make) if found.is_public else make()
