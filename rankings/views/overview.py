"""Shows how all units stand: the distribution of their indices, the groups, and the regions' means."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.common.text import Text
from rankings import charts
from rankings.models import Ranking
from rankings.reads import table, visible
from rankings.reads.block_means import block_means
from rankings.reads.regions import region_name
from rankings.reads.table import TableLine
from rankings.serving.publications import Publication, Publications
from rankings.story.of_charts import columns_in_words, means_in_words
from rankings.views.addresses import page_in_force
from rankings.views.common import in_force, serve_in_force, serve_page

REGIONS = Text("Phân bố và vùng", "Distribution and regions")


@require_safe
def overview(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Shows a version's page with three queries."""
    found = visible.ranking_visible_to(request.user, ranking_id)
    place = {"table": reverse("ranking", args=[found.pk])}
    return serve_page(request, found, {}, lambda: _page(request, found, place))


@require_safe
def year_regions(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows the same of the version in force, at the address that stays; one query more."""

    def make(public: Publications, one: Publication) -> HttpResponse:
        found = in_force(public, one)
        place = {"table": reverse("year_table", args=[year, level])}
        return _page(request, found, page_in_force(one, "year_regions", REGIONS) | place)

    return serve_in_force(request, year, level, {}, make)


def columns_of(lines: Sequence[TableLine]) -> charts.Columns:
    """Returns how many units reach which index."""
    return charts.draw_columns(
        "spread",
        _("Số đơn vị theo chỉ số (%), mỗi cột 5 điểm phần trăm"),
        [(line.index, line.group, line.tone) for line in lines if line.index is not None],
    )


def columns_said(columns: charts.Columns) -> Text:
    """Returns the sentence beside the same chart."""
    return columns_in_words([(one.low, one.high, one.count) for one in columns.columns])


def _page(request: HttpRequest, found: Ranking, place: dict[str, Any]) -> HttpResponse:
    lines = [line for line in table.lines_of(found) if line.index is not None]
    means = table.table_means(found)
    indices = sorted(line.index for line in lines if line.index is not None)
    chart = columns_of(lines)
    regions = [(region_name(mean.region), mean.index) for mean in means.whole if mean.region]
    context = {
        **place,
        "ranking": found,
        "round": found.round,
        "here": request.path,
        "chart": chart,
        "chart_said": columns_said(chart),
        "means_said": means_in_words(regions),
        "groups": table.classes_counted(found, lines),
        "lowest": indices[0] if indices else None,
        # With an even number of units it is the lower of the two in the middle: a mean of both would be nobody's index.
        "middle": indices[(len(indices) - 1) // 2] if indices else None,
        "highest": indices[-1] if indices else None,
        "group_rule": found.frozen_rules.get("group"),
        "count": len(indices),
        "mean": means.of_all.get(None),
        "domains": means.domains,
        "means": means.table(),
        "block_means": [
            (one, [one.indices.get(domain.pk) for domain in means.domains])
            for one in block_means(found)
        ],
    }
    return render(request, "rankings/overview.html", context)
