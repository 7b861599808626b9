"""What the pages of a ranking share: who may see it, and one copy of it for all without an account."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rankings import kept
from rankings.models import Ranking

Make = Callable[[], HttpResponse]


def served(
    request: HttpRequest,
    ranking: Ranking,
    asked: dict[str, str],
    make: Make,
    *,
    other_years: bool = False,
) -> HttpResponse:
    """For the public what is kept of a published page; for everybody else their own.

    ``asked`` is all that the page reads of the address.
    """
    if ranking.version is None or not kept.is_public(request):
        return make()
    if other_years:
        beside = ("newest", "mergers")
        asked = asked | {name: str(ranking.__dict__.get(name)) for name in beside}
    return kept.serve(request, kept.named(ranking, request.path, asked), make)
