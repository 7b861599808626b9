"""Every version of a year's result: when and why it was published, and what it changed."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from criteria.common.text import Text
from rankings.models import Ranking
from rankings.publishing.changes import VersionComparison, compare_versions
from rankings.serving.publications import Publication, Publications
from rankings.views.addresses import page_in_force
from rankings.views.common import serve_in_force

VERSIONS = Text("Phiên bản và đính chính", "Versions and corrections")


@dataclass(frozen=True)
class ShownVersion:
    """A version, and what it changed in the one before it; nothing for the first."""

    ranking: Ranking
    comparison: VersionComparison | None


@require_safe
def year_versions(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows the versions, the newest first; two queries, and six for each one that took another's place."""

    def make(public: Publications, one: Publication) -> HttpResponse:
        ours = [other.pk for other in public.all if (other.year, other.level) == (year, one.level)]
        found = Ranking.objects.select_related("round__criteria_set").in_bulk(ours)
        for ranking in found.values():
            public.tell(ranking)
        versions = sorted(found.values(), key=lambda it: (it.round_id, it.version or 0))
        shown = [
            ShownVersion(
                now,
                compare_versions(now, then) if then and then.round_id == now.round_id else None,
            )
            for then, now in zip([None, *versions], versions, strict=False)
        ]
        context = {
            **page_in_force(one, "year_versions", VERSIONS),
            "ranking": found[one.pk],
            "round": found[one.pk].round,
            "versions": shown[::-1],
        }
        return render(request, "rankings/corrections.html", context)

    return serve_in_force(request, year, level, {}, make)
