"""What the pages of a ranking share: who may see it, and one copy of it for all without an account."""

from collections.abc import Callable

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from rankings import kept, reads
from rankings.lineage import recorded
from rankings.models import Ranking

Make = Callable[[], HttpResponse]


def visible(request: HttpRequest, ranking_id: int, *, other_years: bool = False) -> Ranking:
    """A ranking that the person may see and that has been computed; one query.

    Its ``newest`` is what was published last for its level: pages that look at other years change
    with it, and with the ``mergers`` of units, which are recorded after a publication too.
    """
    newest = (
        Ranking.objects.published()
        .filter(round__criteria_set__level=OuterRef("round__criteria_set__level"))
        .order_by("-published_at", "-pk")
        .values("pk")[:1]
    )
    found = reads.rankings_visible_to(request.user).exclude(computed_at=None)
    if other_years:
        found = found.annotate(mergers=recorded())
    return get_object_or_404(found.annotate(newest=Subquery(newest)), pk=ranking_id)


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
