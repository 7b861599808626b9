"""Shows up to five units side by side, chosen by the address: ``?u=01&u=22``."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from criteria.common.text import Text
from criteria.models import Criterion
from rankings.charts.rows import LaneRow, PercentAxis, draw_lanes, scale_over
from rankings.models import Ranking
from rankings.reads import side_by_side, table, visible
from rankings.reads.side_by_side import MOST
from rankings.reads.slugs import slugs_in
from rankings.reads.table import Means, TableLine
from rankings.serving.publications import Publication, Publications
from rankings.views.addresses import address_of_unit, page_in_force
from rankings.views.common import PageQuery, in_force, serve_in_force, serve_page

COMPARISON = Text("So sánh đơn vị", "Units side by side")


@require_safe
def compare_page(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Shows units of a version; five queries, however many are chosen."""
    found = visible.ranking_visible_to(request.user, ranking_id)
    codes, given = units_asked(request)

    def href_of(line: TableLine) -> str:
        return reverse("result", args=[found.pk, line.pk])

    return serve_page(request, found, given, lambda: _page(request, found, codes, href_of))


@require_safe
def year_compare(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows units of the version in force at the address that stays; two queries more."""
    codes, given = units_asked(request)

    def make(public: Publications, one: Publication) -> HttpResponse:
        found = in_force(public, one)
        slugs = slugs_in(one.pk)

        def href_of(line: TableLine) -> str:
            return address_of_unit(one, slugs[line.pk])

        return _page(request, found, codes, href_of, page_in_force(one, "year_compare", COMPARISON))

    return serve_in_force(request, year, level, given, make)


def query_of(codes: Sequence[str]) -> str:
    """Returns the part of an address that names the units."""
    return f"?{urlencode([('u', code) for code in codes])}"


def lines_asked(found: Ranking, codes: Sequence[str]) -> list[TableLine]:
    """Returns the units in the order in which they were chosen; at most one query."""
    by_code = {line.code: line for line in table.lines_of(found, codes)} if codes else {}
    return [by_code[code] for code in codes if code in by_code]


def lanes_of(
    lines: Sequence[TableLine], means: Means
) -> tuple[PercentAxis, list[tuple[Criterion, list[Decimal | None], Decimal | None, LaneRow]]]:
    """Returns the scale, and each domain with the units' indices, the mean and both as drawn."""
    indices = [
        (domain, [line.domains.get(domain.pk) for line in lines], means.of_all.get(domain.pk))
        for domain in means.domains
    ]
    drawn = [value for _domain, cells, mean in indices for value in [*cells, mean]]
    axis = scale_over([value for value in drawn if value is not None])
    return axis, [
        (domain, cells, mean, draw_lanes(axis, cells, mean)) for domain, cells, mean in indices
    ]


def units_asked(request: HttpRequest) -> tuple[list[str], PageQuery]:
    """Returns the codes of the units asked for, each once, and what the page reads of its address."""
    codes = list(dict.fromkeys(code for code in request.GET.getlist("u") if code))
    return codes, {"u": "\n".join(codes[: MOST + 1])}


def _page(
    request: HttpRequest,
    found: Ranking,
    asked: list[str],
    href_of: Callable[[TableLine], str],
    place: dict[str, Any] | None = None,
) -> HttpResponse:
    codes, too_many = asked[:MOST], len(asked) > MOST
    lines = lines_asked(found, codes)
    known = {line.code for line in lines}
    means = table.table_means(found)
    leaves = side_by_side.leaf_rows(lines) if lines else []
    differing = [leaf for leaf in leaves if leaf.differs]
    axis, rows = lanes_of(lines, means)
    context = {
        **(place or {}),
        "ranking": found,
        "round": found.round,
        "lines": [(line, href_of(line)) for line in lines],
        "too_many": too_many,
        "here": request.path + query_of(codes),
        "full": len(lines) == MOST,
        "most": MOST,
        "choices": [choice for choice in side_by_side.choices_of(found) if choice[0] not in known],
        "mean": means.of_all.get(None),
        "axis": axis,
        "domains": rows,
        "query": query_of(codes),
        "leaves": differing,
        "alike": len(leaves) - len(differing),
    }
    return render(request, "rankings/compare.html", context)
