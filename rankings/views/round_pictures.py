"""The charts of a whole result and of its criteria as files."""

from collections.abc import Sequence
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.common.csv_files import CsvRow
from criteria.models import Level
from criteria.templatetags.par import num, say, title
from rankings.models import Ranking
from rankings.pictures.of_round import counts_drawing, strip_drawing
from rankings.pictures.of_unit import Caption
from rankings.pictures.of_units import MapTile, columns_drawing, map_drawing, regions_drawing
from rankings.reads import by_criterion, table
from rankings.reads.regions import region_name
from rankings.reads.slugs import LEVELS
from rankings.serving.publications import Publication, Publications
from rankings.story.of_charts import means_in_words
from rankings.story.words import nouns_of
from rankings.views.addresses import address_of_result
from rankings.views.common import in_force, lines_kept
from rankings.views.criteria import count_bars
from rankings.views.front import regions_of, strips_of
from rankings.views.overview import columns_of, columns_said
from rankings.views.picture_files import (
    ChartFile,
    ChartPlace,
    Make,
    chart_file,
    embed_in_force,
    may_be_embedded,
    source_of,
)
from rankings.views.provinces import ShownUnit, map_of, shown_units


@require_safe
def round_chart(request: HttpRequest, year: int, level: str, chart: str, kind: str) -> HttpResponse:
    """Sends one of the charts of a whole result."""
    return chart_file(request, year, level, chart, kind, _known(chart))


@may_be_embedded
def embed_round_chart(request: HttpRequest, year: int, level: str, chart: str) -> HttpResponse:
    """Shows one of them as a page that other sites may show within their own, and how."""
    place = ChartPlace("round_chart", [year, level, chart])
    return embed_in_force(request, year, level, place, _known(chart))


@require_safe
def criterion_chart(
    request: HttpRequest, year: int, level: str, code: str, kind: str
) -> HttpResponse:
    """Sends how many units have how many points on a criterion."""
    return chart_file(request, year, level, f"tieu-chi-{code}", kind, partial(_counts, code))


@may_be_embedded
def embed_criterion_chart(request: HttpRequest, year: int, level: str, code: str) -> HttpResponse:
    """Shows the same as a page that other sites may show within their own, and how."""
    place = ChartPlace("criterion_chart", [year, level, code])
    return embed_in_force(request, year, level, place, partial(_counts, code))


def _known(chart: str) -> Make:
    if chart not in CHARTS:
        raise Http404
    return CHARTS[chart]


def _units(public: Publications, one: Publication) -> tuple[Ranking, list[ShownUnit]]:
    found = in_force(public, one)
    return found, shown_units(one, lines_kept(found))


def _caption(found: Ranking, one: Publication, heading: str, path: str = "") -> Caption:
    heading = _("%(heading)s, năm %(year)s") % {"heading": heading, "year": one.year}
    return Caption(heading, source_of(found, one, path or address_of_result(one)))


def _map(public: Publications, one: Publication) -> ChartFile:
    found, units = _units(public, one)
    drawn = map_of(units, one.year) if one.level == Level.PROVINCE else None
    if drawn is None:
        raise Http404
    caption = _caption(found, one, _("Nhóm xếp hạng theo địa phương"))
    tiles = [
        MapTile(tile.column, tile.row, tile.label, line.group or "–", line.tone)
        for tile in drawn.tiles
        for line in [tile.unit.line]
    ]
    tiles += [MapTile(isle.column, isle.row, say(isle.name)) for isle in drawn.islands]
    groups = [
        _("Nhóm %(group)s: %(number)s đơn vị") % {"group": group, "number": number}
        for group, _tone, number in table.classes_counted(found, [unit.line for unit in units])
    ]
    return ChartFile(
        map_drawing(caption, tiles, groups), _rows(units), list(caption.source), "; ".join(groups)
    )


def _columns(public: Publications, one: Publication) -> ChartFile:
    found, units = _units(public, one)
    columns = columns_of([unit.line for unit in units])
    if not columns.columns:
        raise Http404
    path = reverse("year_regions", args=[one.year, LEVELS[one.level]])
    caption = _caption(found, one, columns.title, path)
    rows: list[CsvRow] = [[_("Từ (%)"), _("Đến (%)"), _("Nhóm"), _("Số đơn vị")]]
    rows += [[bar.low, bar.high, bar.group, bar.count] for bar in columns.columns]
    said = say(columns_said(columns))
    return ChartFile(columns_drawing(caption, columns), rows, list(caption.source), said)


def _regions(public: Publications, one: Publication) -> ChartFile:
    found, units = _units(public, one)
    assessed = [unit for unit in units if unit.line.index is not None]
    regions = regions_of(assessed, table.table_means(found))
    if not regions:
        raise Http404
    caption = _caption(found, one, _("Chỉ số của các đơn vị theo vùng (%)"))
    lines = [(say(region_name(row.name)), row.row, num(row.mean, 2)) for row in regions]
    rows: list[CsvRow] = [[_("Vùng"), _("Đơn vị"), _("Trung bình (%)"), _("Cao nhất vùng")]]
    rows += [
        [
            say(region_name(row.name)),
            row.units,
            num(row.mean, 2),
            ", ".join(u.name for u in row.best),
        ]
        for row in regions
    ]
    said = say(means_in_words([(region_name(row.name), row.mean) for row in regions]))
    return ChartFile(regions_drawing(caption, lines), rows, list(caption.source), said)


def _rows(units: Sequence[ShownUnit]) -> list[CsvRow]:
    heads = [_("Hạng"), _("Mã"), _("Đơn vị"), _("Chỉ số (%)"), _("Nhóm")]
    return [
        heads,
        *(
            [unit.line.rank, unit.line.code, unit.name, num(unit.line.index, 2), unit.line.group]
            for unit in units
        ),
    ]


def _distribution(public: Publications, one: Publication) -> ChartFile:
    found, everybody = _units(public, one)
    units = [unit for unit in everybody if unit.line.index is not None]
    mean = table.table_means(found).of_all.get(None)
    strips = strips_of(units, mean, nouns_of(one.level).several)
    if not strips:
        raise Http404
    caption = Caption(strips[0].title, source_of(found, one, address_of_result(one)))
    drawn = strip_drawing(caption, strips[0])
    return ChartFile(drawn, _rows(units), list(caption.source), strips[0].said)


def _counts(code: str, public: Publications, one: Publication) -> ChartFile:
    found = in_force(public, one)
    nodes = by_criterion.nodes_of(found.round.criteria_set_id)
    node = next((node for node in nodes if node.criterion.code == code), None)
    few = node is not None and (node.is_leaf or len(lines_kept(found)) <= by_criterion.MOST_SUMMED)
    counts = (
        by_criterion.counts_of(by_criterion.by_unit(found, node.leaves)) if node and few else []
    )
    bars = count_bars(counts, node.criterion.max_points) if node else None
    if node is None or bars is None:
        raise Http404
    path = reverse("year_criterion", args=[one.year, LEVELS[one.level], code])
    heading = f"{code} {title(node.criterion)}: {bars.title}"
    caption = Caption(heading, source_of(found, one, path))
    rows: list[CsvRow] = [[num(points), number] for points, number in counts]
    heads = [_("Điểm"), _("Số đơn vị")]
    said = "; ".join(f"{bar.label}: {bar.count}" for bar in bars.bars if bar.count)
    return ChartFile(counts_drawing(caption, bars), [heads, *rows], list(caption.source), said)


CHARTS: dict[str, Make] = {
    "phan-bo": _distribution,
    "ban-do": _map,
    "so-don-vi": _columns,
    "vung": _regions,
}
"""The charts of a whole result, as addresses call them."""
