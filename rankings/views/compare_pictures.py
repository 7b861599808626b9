"""The chart of units side by side as files, and as a page for other sites; which units, the address says."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.common.csv_files import CsvRow
from criteria.templatetags.par import num, title
from rankings.pictures.of_unit import Caption
from rankings.pictures.of_units import lanes_drawing
from rankings.reads.side_by_side import MOST
from rankings.reads.slugs import LEVELS
from rankings.reads.table import table_means
from rankings.serving.publications import Publication, Publications
from rankings.views.common import in_force, serve_in_force
from rankings.views.compare import lanes_of, lines_asked, query_of, units_asked
from rankings.views.picture_files import (
    TYPES,
    ChartFile,
    ChartPlace,
    embed_page,
    may_be_embedded,
    source_of,
    with_file_name,
)


@require_safe
def compare_chart(request: HttpRequest, year: int, level: str, kind: str) -> HttpResponse:
    """Sends the chart as SVG, PNG or CSV. Of so many choices no file is kept, only what the cache has room for."""
    if kind not in TYPES:
        raise Http404
    codes, given = units_asked(request)

    def make(public: Publications, one: Publication) -> HttpResponse:
        content = _chart(public, one, codes).as_file(kind)
        return HttpResponse(content, content_type=TYPES[kind])

    return with_file_name(
        serve_in_force(request, year, level, given, make), f"{level}-{year}.{kind}"
    )


@may_be_embedded
def embed_compare_chart(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows it as a page that other sites may show within their own, and how."""
    codes, given = units_asked(request)
    place = ChartPlace("compare_chart", [year, level], query_of(codes[:MOST]))

    def make(public: Publications, one: Publication) -> HttpResponse:
        return embed_page(request, place, _chart(public, one, codes))

    return serve_in_force(request, year, level, given, make)


def _chart(public: Publications, one: Publication, codes: list[str]) -> ChartFile:
    found = in_force(public, one)
    lines = lines_asked(found, codes[:MOST])
    if not lines:
        raise Http404
    axis, rows = lanes_of(lines, table_means(found))
    path = reverse("year_compare", args=[one.year, LEVELS[one.level]]) + query_of(codes[:MOST])
    heading = _("Chỉ số thành phần (%%) của các đơn vị, năm %(year)s") % {"year": one.year}
    caption = Caption(heading, source_of(found, one, path))
    names = [title(line) for line in lines]
    drawn = [(f"{domain.code}. {title(domain)}", lanes) for domain, _cells, _mean, lanes in rows]
    heads: list[CsvRow] = [[_("Mã"), _("Lĩnh vực"), *names, _("Trung bình (%)")]]
    figures = [
        [domain.code, title(domain), *(num(cell, 2) for cell in cells), num(mean, 2)]
        for domain, cells, mean, _lanes in rows
    ]
    return ChartFile(
        lanes_drawing(caption, axis, names, drawn),
        [*heads, *figures],
        list(caption.source),
        "; ".join(f"{title(line)} {num(line.index, 2)}%" for line in lines),
    )
