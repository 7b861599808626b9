"""A unit's charts as files and to be embedded, and its card: made once, kept under their fingerprint."""

from collections.abc import Callable, Sequence
from functools import partial

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import marks_of
from criteria.common.csv_files import CSV_TYPE, CsvRow, csv_bytes
from criteria.templatetags.par import num, say, title
from rankings import charts
from rankings.charts.drawing import Drawing
from rankings.models import RankingRow
from rankings.pictures.of_unit import (
    Caption,
    CardFacts,
    draw_card,
    draw_domains,
    draw_review,
    with_caption,
)
from rankings.pictures.painting import png_of
from rankings.reads import visible
from rankings.reads.slugs import level_of, slugs_in
from rankings.serving import answers, files
from rankings.serving.fingerprint import fingerprint_of
from rankings.serving.publications import Publication, Publications, publications
from rankings.views.addresses import address_of_unit, overline_of
from rankings.views.common import serve_in_force
from rankings.views.unit_charts import rank_chart, rank_sentence, review_sentence
from rankings.views.unit_reading import UnitReading, read_unit

CHARTS = ("thu-hang", "linh-vuc", "tham-dinh")
FOOT = 60
"""Pixels below an embedded chart, for the line that tells how to embed it."""
SVG, PNG = "image/svg+xml", "image/png"


@require_safe
def unit_chart(
    request: HttpRequest, year: int, level: str, unit: str, chart: str, kind: str
) -> HttpResponse:
    """Sends one of a unit's charts, as SVG, PNG or its table as CSV; one query where it is kept."""
    if chart not in CHARTS or kind not in ("svg", "png", "csv"):
        raise Http404
    make = {"svg": _svg, "png": _png, "csv": _csv}[kind]
    content_type = {"svg": SVG, "png": PNG, "csv": CSV_TYPE}[kind]
    answer = _file(request, year, level, unit, f"{chart}.{kind}", partial(make, chart))
    if answer.status_code == 200:
        answer["Content-Type"] = content_type
        name = f"{unit}-{year}-{chart}.{kind}"
        answer["Content-Disposition"] = content_disposition_header(False, name) or ""
    return answer


@require_safe
def unit_card(request: HttpRequest, year: int, level: str, unit: str) -> HttpResponse:
    """Sends the picture by which other sites show a unit."""
    answer = _file(request, year, level, unit, "card.png", _card)
    if answer.status_code == 200:
        answer["Content-Type"] = PNG
    return answer


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # knows no arguments
def embed_chart(request: HttpRequest, year: int, level: str, unit: str, chart: str) -> HttpResponse:
    """Shows one chart as a page that other sites may show within their own, and how."""
    if chart not in CHARTS:
        raise Http404

    def make(public: Publications, one: Publication) -> HttpResponse:
        reading = read_unit(public, _row(request, one, unit))
        own = [year, level, unit, chart]
        drawing = _drawing(chart, reading, one, unit)
        context = {
            "name": title(reading.name),
            "heading": drawing.title,
            "width": drawing.width,
            "height": drawing.height,
            "said": _sentence(chart, reading),
            "picture": reverse("unit_chart", args=[*own, "svg"]),
            "page": f"{settings.SITE_URL}{address_of_unit(one, unit)}",
            # A text to be copied: its marks are shown as they are.
            "code": str(
                format_html(
                    '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"></iframe>',
                    f"{settings.SITE_URL}{reverse('embed_chart', args=own)}",
                    drawing.title,
                    drawing.width,
                    drawing.height + FOOT,
                )
            ),
        }
        return render(request, "rankings/embed.html", context)

    return serve_in_force(request, year, level, {}, make)


def _file(
    request: HttpRequest,
    year: int,
    level: str,
    unit: str,
    name: str,
    make: Callable[[UnitReading, Publication, str], bytes],
) -> HttpResponse:
    """Answers with the file that is kept, or with one that is made now of the version in force."""
    public = publications()
    one = public.of_year(level_of(level) or "", year)
    if one is None:
        raise Http404
    fingerprint = fingerprint_of(request.path, [one, *public.in_force], public.mergers)
    answer = answers.not_modified(request, fingerprint)
    if answer is None:
        language = get_language() or "vi"
        family = f"{one.pk}.{language}.{unit}.{name}"
        path = files.path_of(family, fingerprint)
        if path.exists():
            content = path.read_bytes()
        else:
            # An address of no unit makes no file, however it is asked for.
            reading = read_unit(public, _row(request, one, unit))
            content = files.content_of(family, fingerprint, lambda: make(reading, one, unit))
        answer = HttpResponse(content)
    return answers.ask_each_time(request, answers.label(answer, fingerprint))


def _row(request: HttpRequest, one: Publication, unit: str) -> RankingRow:
    row_id = next((pk for pk, slug in slugs_in(one.pk).items() if slug == unit), None)
    if row_id is None:
        raise Http404
    return visible.row_visible_to(request.user, one.pk, row_id)


def _svg(chart: str, reading: UnitReading, one: Publication, unit: str) -> bytes:
    return _drawing(chart, reading, one, unit).file.encode()


def _png(chart: str, reading: UnitReading, one: Publication, unit: str) -> bytes:
    return png_of(_drawing(chart, reading, one, unit))


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
    ranking = reading.ranking
    parts = [say(overline_of(one.year, one.level))]
    if ranking.decision_number:
        parts.append(f"{_('Quyết định số')} {ranking.decision_number}")
    parts.append(f"{_('phiên bản')} {ranking.version}")
    address = f"{settings.SITE_URL}{address_of_unit(one, unit)}"
    return [
        f"{_('Nguồn')}: {', '.join(parts)} · {address}",
        *(say(mark) for mark in marks_of(ranking.round)),
    ]


def _sentence(chart: str, reading: UnitReading) -> str:
    sentences = {
        "thu-hang": lambda: rank_sentence(reading.history.years),
        "tham-dinh": lambda: review_sentence(reading.result),
    }
    return say(sentences[chart]()) if chart in sentences else ""


def _csv(chart: str, reading: UnitReading, one: Publication, unit: str) -> bytes:
    rows: list[CsvRow]
    if chart == "thu-hang":
        rows = [[_("Năm"), _("Đơn vị"), _("Chỉ số (%)"), _("Hạng"), _("Số đơn vị")]]
        rows += [
            [year.year, title(year.name), num(year.row.index, 2), year.row.rank, year.units]
            for year in reading.history.years
        ]
    else:
        rows = [
            [
                *(_("Mã"), _("Lĩnh vực"), _("Chỉ số (%)"), _("Trung bình (%)"), _("Điểm")),
                *(_("Điểm tối đa"), _("Tự đánh giá"), _("Thẩm định")),
            ]
        ]
        rows += [
            [
                *(line.domain.code, title(line.domain), num(line.index, 2), num(line.mean, 2)),
                *(line.points, line.max_points, line.claimed, line.awarded),
            ]
            for line in reading.result.domains
        ]
    rows += [[], *([text] for text in _source(reading, one, unit))]
    return csv_bytes(rows, get_language() or "vi")


def _card(reading: UnitReading, one: Publication, _unit: str) -> bytes:
    row = reading.row
    parts: Sequence[str]
    if row.index is None:
        parts = [_("Chưa đánh giá")]
    else:
        place = (
            _("hạng %(rank)s/%(of)s") % {"rank": row.rank, "of": reading.ranked}
            if row.rank
            else _("không xếp hạng")
        )
        group = [_("nhóm %(group)s") % {"group": row.group}] if row.group else []
        parts = [place, *group]
    others = RankingRow.objects.filter(ranking=one.pk, index__isnull=False).order_by()
    few = reading.assessed <= charts.MOST_DOTS
    facts = CardFacts(
        overline=say(overline_of(one.year, one.level)),
        name=title(reading.name),
        index=row.index,
        place=" · ".join(parts),
        mean=reading.mean,
        others=[one for one in others.values_list("index", flat=True) if one is not None]
        if few
        else [],
        note=" ".join(say(mark) for mark in marks_of(reading.ranking.round)[:1]),
    )
    return png_of(draw_card(facts), sharp=1)
