"""A unit's charts as files and to be embedded: made once, kept under their fingerprint."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.common.csv_files import CSV_TYPE, CsvRow, csv_bytes
from criteria.common.drawing import Drawing
from criteria.common.text import Text
from criteria.templatetags.par import num, say, title
from rankings.exports.lost import HEAD as LOST_HEAD
from rankings.exports.lost import lost_line
from rankings.models import RankingRow
from rankings.pictures.of_unit import (
    Caption,
    draw_domains,
    draw_review,
    with_caption,
)
from rankings.pictures.of_units import lines_drawing
from rankings.reads import visible
from rankings.reads.slugs import slugs_in
from rankings.serving.publications import Publication, Publications
from rankings.story.facts import facts_of_unit
from rankings.story.of_unit import UnitFacts, story_of_unit
from rankings.story.words import join
from rankings.views.addresses import address_of_unit
from rankings.views.picture_files import (
    ChartFile,
    ChartPlace,
    chart_file,
    embed_in_force,
    kept_file,
    may_be_embedded,
    source_of,
    with_file_name,
)
from rankings.views.unit_charts import (
    index_chart,
    index_sentence,
    rank_chart,
    rank_sentence,
    review_sentence,
)
from rankings.views.unit_reading import UnitReading, read_unit

CHARTS = ("thu-hang", "linh-vuc", "tham-dinh", "chi-so")


@require_safe
def unit_chart(
    request: HttpRequest, year: int, level: str, unit: str, chart: str, kind: str
) -> HttpResponse:
    """Sends one of a unit's charts, as SVG, PNG or its table as CSV; one query where it is kept."""
    make = partial(_chart, request, unit, _known(chart))
    return chart_file(request, year, level, f"{unit}-{chart}", kind, make)


@may_be_embedded
def embed_unit_chart(
    request: HttpRequest, year: int, level: str, unit: str, chart: str
) -> HttpResponse:
    """Shows one chart as a page that other sites may show within their own, and how."""
    place = ChartPlace("unit_chart", [year, level, unit, _known(chart)])
    return embed_in_force(request, year, level, place, partial(_chart, request, unit, chart))


@require_safe
def unit_table(request: HttpRequest, year: int, level: str, unit: str) -> HttpResponse:
    """Sends a unit's whole result as CSV: its domains, its points lost with the reasons, its years, and the source."""

    def content(public: Publications, one: Publication) -> bytes:
        reading = read_unit(public, _row(request, one, unit))
        name = [[title(reading.name)], []]
        tables = (_domains(reading), _lost(reading), _ranks(reading))
        rows = [row for table in tables for row in [*table, []]]
        source = [[line] for line in _source(reading, one, unit)]
        return csv_bytes([*name, *rows, *source], get_language() or "vi")

    answer = kept_file(request, year, level, f"{unit}.csv", CSV_TYPE, content)
    return with_file_name(answer, f"{level}-{year}-{unit}.csv")


def _known(chart: str) -> str:
    if chart not in CHARTS:
        raise Http404
    return chart


def _chart(
    request: HttpRequest, unit: str, chart: str, public: Publications, one: Publication
) -> ChartFile:
    reading = read_unit(public, _row(request, one, unit))
    by_year = chart in ("thu-hang", "chi-so")
    return ChartFile(
        _drawing(chart, reading, one, unit),
        _ranks(reading) if by_year else _domains(reading),
        _source(reading, one, unit),
        _sentence(chart, reading),
    )


def _row(request: HttpRequest, one: Publication, unit: str) -> RankingRow:
    row_id = next((pk for pk, slug in slugs_in(one.pk).items() if slug == unit), None)
    if row_id is None:
        raise Http404
    return visible.row_visible_to(request.user, one.pk, row_id)


def _drawing(chart: str, reading: UnitReading, one: Publication, unit: str) -> Drawing:
    name = title(reading.name)
    source = _source(reading, one, unit)
    if reading.row.index is None:
        raise Http404
    if chart == "thu-hang":
        drawn = rank_chart(reading.history.years)
        if drawn is None:
            raise Http404
        heading = _("%(name)s: thứ hạng qua các năm") % {"name": name}
        return with_caption(drawn, Caption(heading, source))
    if chart == "chi-so":
        lines = index_chart(reading.history.years)
        if lines is None:
            raise Http404
        heading = _("%(name)s: chỉ số qua các năm (%%)") % {"name": name}
        return lines_drawing(Caption(heading, source), lines)
    if chart == "linh-vuc":
        heading = _("%(name)s: chỉ số thành phần (%%), năm %(year)s") % {
            "name": name,
            "year": one.year,
        }
        return draw_domains(Caption(heading, source), reading.result.domains)
    if not any(line.claimable for line in reading.result.domains):
        raise Http404
    heading = _("%(name)s: tự đánh giá và thẩm định (điểm), năm %(year)s") % {
        "name": name,
        "year": one.year,
    }
    return draw_review(Caption(heading, source), reading.result.domains)


def _source(reading: UnitReading, one: Publication, unit: str) -> list[str]:
    return source_of(reading.ranking, one, address_of_unit(one, unit))


def _sentence(chart: str, reading: UnitReading) -> str:
    sentences = {
        "thu-hang": lambda: rank_sentence(reading.history.years),
        "tham-dinh": lambda: review_sentence(reading.result),
        "chi-so": lambda: index_sentence(reading.history.years),
        "linh-vuc": lambda: join(story_of_unit(_facts(reading))[1:], " "),
    }
    return say(sentences[chart]()) if chart in sentences else ""


def _facts(reading: UnitReading) -> UnitFacts:
    return facts_of_unit(reading.result, reading.ranked, reading.history.years, None)


def _ranks(reading: UnitReading) -> list[CsvRow]:
    return [
        [_("Năm"), _("Đơn vị"), _("Chỉ số (%)"), _("Hạng"), _("Số đơn vị")],
        *(
            [year.year, title(year.name), num(year.row.index, 2), year.row.rank, year.units]
            for year in reading.history.years
        ),
    ]


def _lost(reading: UnitReading) -> list[CsvRow]:
    """Returns the leaves below their maximum, under the headings of the file of all units without its own two."""
    heads: list[CsvRow] = [[say(column.heading) for column in LOST_HEAD[2:]]]
    return heads + [
        [say(cell) if isinstance(cell, Text) else cell for cell in lost_line(loss)[2:]]
        for loss in reading.result.lost
    ]


def _domains(reading: UnitReading) -> list[CsvRow]:
    rows: list[CsvRow] = [
        [
            *(_("Mã"), _("Lĩnh vực"), _("Chỉ số (%)"), _("Trung bình (%)"), _("Điểm")),
            *(_("Điểm tối đa"), _("Tự đánh giá"), _("Thẩm định")),
        ]
    ]
    for line in reading.result.domains:
        domain, index, mean = line.domain, num(line.index, 2), num(line.mean, 2)
        own = (line.points, line.max_points, line.claimed, line.awarded)
        rows.append([domain.code, title(domain), index, mean, *own])
    return rows
