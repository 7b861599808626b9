"""What the pages of a ranking share: who may see it, and one copy of it for all without an account."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from rankings.models import Ranking
from rankings.reads import visible
from rankings.serving import answers
from rankings.serving.fingerprint import fingerprint_of
from rankings.serving.publications import Publication, Publications, publication_of, publications

PageQuery = dict[str, str]
"""All that a page reads of its address."""


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
    if not answers.is_stranger(request):
        visible.ranking_visible_to(request.user, ranking_id)
        return make(public)
    one = public.get(ranking_id)
    if one is None:
        raise Http404
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
