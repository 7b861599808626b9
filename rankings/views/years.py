"""Shows a ranking beside that of the year before; merged units beside those they were formed from."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments.people.lineage import Lineage, lineages_before
from assessments.rounds.disclaimers import marks_over
from criteria.common.text import Text
from criteria.set_comparison import is_same_set
from rankings.models import Ranking
from rankings.reads import over_years, table, visible
from rankings.reads.table import TableLine
from rankings.serving.answers import address_of
from rankings.serving.publications import Publication, Publications
from rankings.views.addresses import hrefs_of, page_in_force
from rankings.views.common import PageQuery, in_force, serve_in_force, serve_over_years
from rankings.views.sorting import PAGE_UNITS, page_links

BESIDE_YEAR_BEFORE = Text("So với năm trước", "Beside the year before")


@dataclass(frozen=True)
class UnitBefore:
    """The same unit the year before, or one of those it was formed from."""

    line: TableLine
    itself: bool
    index_change: Decimal | None
    """The change in percentage points; only of the unit itself."""
    rank_change: int | None
    """The places gained; lost ones are negative. Only of the unit itself."""
    until: datetime.date | None = None
    """Its last day, where the unit it merged into has its name."""

    @property
    def places_lost(self) -> int:
        return -(self.rank_change or 0)


def _then(now: TableLine, before: dict[int, TableLine], known: Lineage) -> list[UnitBefore]:
    if same := over_years.same_unit(known, now.unit_id, before):
        places = same.rank - now.rank if same.rank and now.rank else None
        return [UnitBefore(same, True, over_years.index_change(now.index, same.index), places)]
    former = {unit: before[unit] for unit in known.former(now.unit_id) if unit in before}
    return [
        UnitBefore(
            line, False, None, None, known.until(unit) if line.name_vi == now.name_vi else None
        )
        for unit, line in former.items()
    ]


def _version_s(found: Ranking, line: TableLine) -> str:
    return reverse("result", args=[found.pk, line.pk])


def _ranked(lines: Iterable[TableLine]) -> int:
    return sum(line.rank is not None for line in lines)


@require_safe
def years(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Shows a version beside the newest earlier year that has a ranking in force for the same level."""
    asked = {"page": request.GET.get("page", "")}

    def make(public: Publications) -> HttpResponse:
        return _page(request, visible.ranking_visible_to(request.user, ranking_id), asked, public)

    return serve_over_years(request, ranking_id, asked, make)


@require_safe
def year_years(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows the same of the version in force, at the address that stays."""
    asked = {"page": request.GET.get("page", "")}

    def make(public: Publications, one: Publication) -> HttpResponse:
        return _page(request, in_force(public, one), asked, public, one)

    return serve_in_force(request, year, level, asked, make)


def _page(
    request: HttpRequest,
    found: Ranking,
    asked: PageQuery,
    public: Publications,
    one: Publication | None = None,
) -> HttpResponse:
    # What is open of a unit's own round stands beside no year of the nation's.
    is_own = found.round.owner_id is not None
    then = None if is_own else public.before(found.round.criteria_set.level, found.round.year)
    every = Ranking.objects.select_related("round__criteria_set")
    earlier = every.get(pk=then.pk) if then else None
    context: dict[str, Any] = {"ranking": found, "round": found.round, "earlier": earlier}
    if one:
        context |= page_in_force(one, "year_years", BESIDE_YEAR_BEFORE)
    context["here"] = address_of(request, asked)
    # The page carries the marks of both years' numbers.
    context["marks"] = marks_over([found.round, *([earlier.round] if earlier else [])])
    if earlier:
        lines = table.lines_of(found)
        page = Paginator(lines, PAGE_UNITS).get_page(asked["page"])
        before = {line.unit_id: line for line in table.lines_of(earlier)}
        known = lineages_before(line.unit_id for line in page.object_list)
        sets = (earlier.round.criteria_set_id, found.round.criteria_set_id)
        means = table.mean_indices([found, earlier])
        href = hrefs_of(one, lines) if one else partial(_version_s, found)
        href_then = (
            hrefs_of(then, before.values()) if one and then else partial(_version_s, earlier)
        )
        rows = [
            (line, href(line), [(old, href_then(old.line)) for old in _then(line, before, known)])
            for line in page.object_list
        ]
        context |= {
            "rows": rows,
            # Where each unit is what it was, a phone needs no column for that.
            "merged": any(not old.itself for _line, _href, olds in rows for old, _there in olds),
            "of": _ranked(lines),
            "of_before": _ranked(before.values()),
            "page": page,
            "pages": page_links(asked, page),
            "mean": means.get(found.pk),
            "mean_before": means.get(earlier.pk),
            "same_set": is_same_set(*sets),
        }
    return render(request, "rankings/years.html", context)
