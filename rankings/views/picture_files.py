"""Files of charts: made when somebody first asks, kept under their fingerprint, answered by one query from then on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
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
from criteria.common.drawing import Drawing
from criteria.templatetags.par import say
from rankings.models import Ranking
from rankings.pictures.painting import png_of
from rankings.reads.slugs import level_of
from rankings.serving import answers, files
from rankings.serving.fingerprint import fingerprint_of
from rankings.serving.publications import Publication, Publications, publications
from rankings.story.words import overline_of
from rankings.views.common import serve_in_force

SVG, PNG = "image/svg+xml", "image/png"
TYPES = {"svg": SVG, "png": PNG, "csv": CSV_TYPE}


class ChartFile(NamedTuple):
    """A chart with the table behind it, and what says in words what it shows."""

    drawing: Drawing
    rows: list[CsvRow]
    source: list[str]
    said: str = ""

    def as_file(self, kind: str) -> bytes:
        """Returns it as SVG, PNG or CSV, each with its source."""
        if kind == "csv":
            rows = [*self.rows, [], *([text] for text in self.source)]
            return csv_bytes(rows, get_language() or "vi")
        return png_of(self.drawing) if kind == "png" else self.drawing.file.encode()


Make = Callable[[Publications, Publication], ChartFile]
FRAME, FOOT = 16, 76
"""Pixels around an embedded chart, and below it for the links and the way to embed it."""


@dataclass(frozen=True)
class ChartPlace:
    """The addresses of a chart: ``name`` is that of its files, ``embed_`` before it that of its page for other sites."""

    name: str
    args: Sequence[object]
    query: str = ""

    def file(self, kind: str) -> str:
        return reverse(self.name, args=[*self.args, kind]) + self.query

    @property
    def embed(self) -> str:
        return reverse(f"embed_{self.name}", args=list(self.args)) + self.query


def may_be_embedded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Lets other sites show a view's page within their own."""
    return require_safe(xframe_options_exempt(csp_replace({"frame-ancestors": ["*"]})(view)))


def embed_page(request: HttpRequest, place: ChartPlace, chart: ChartFile) -> HttpResponse:
    """Shows a chart as a page that other sites may show within their own, and how."""
    drawing = chart.drawing
    context = {
        "heading": drawing.title,
        "picture": drawing.inline(
            f"{drawing.title}. {chart.said}" if chart.said else drawing.title
        ),
        "files": [(kind.upper(), place.file(kind)) for kind in TYPES],
        # The second line of every source is where the chart stands.
        "page": chart.source[1],
        # A text to be copied: its marks are shown as they are.
        "code": str(
            format_html(
                '<iframe src="{}" title="{}" width="100%" height="{}" style="max-width: {}px; border: 0"'
                ' loading="lazy"></iframe>',
                f"{settings.SITE_URL}{place.embed}",
                drawing.title,
                drawing.height + FOOT,
                drawing.width + FRAME,
            )
        ),
    }
    return render(request, "rankings/embed.html", context)


def embed_in_force(
    request: HttpRequest, year: int, level: str, place: ChartPlace, make: Make
) -> HttpResponse:
    """Shows such a page of the version in force."""
    return serve_in_force(
        request, year, level, {}, lambda public, one: embed_page(request, place, make(public, one))
    )


def chart_file(
    request: HttpRequest, year: int, level: str, name: str, kind: str, make: Make
) -> HttpResponse:
    """Sends a chart of the version in force as SVG, PNG or CSV; ``name`` tells it from the others of its year."""
    if kind not in TYPES:
        raise Http404

    def content(public: Publications, one: Publication) -> bytes:
        return make(public, one).as_file(kind)

    answer = kept_file(request, year, level, f"{name}.{kind}", TYPES[kind], content)
    return with_file_name(answer, f"{level}-{year}-{name}.{kind}")


def with_file_name(answer: HttpResponse, name: str) -> HttpResponse:
    """Says how a file is called where it is stored."""
    if answer.status_code == 200:
        answer["Content-Disposition"] = content_disposition_header(False, name) or ""
    return answer


def kept_file(
    request: HttpRequest,
    year: int,
    level: str,
    name: str,
    content_type: str,
    make: Callable[[Publications, Publication], bytes],
) -> HttpResponse:
    """Answers with the file that is kept, or with one that is made now of the version in force."""
    public = publications()
    one = public.of_year(level_of(level) or "", year)
    if one is None:
        raise Http404
    made_of = [one, *public.in_force]
    fingerprint = fingerprint_of(request.path, made_of, public.mergers)
    answer = answers.not_modified(request, fingerprint)
    if answer is None:
        family = f"{one.pk}.{get_language() or 'vi'}.{name}"
        content = files.content_of(family, fingerprint, lambda: make(public, one))
        answer = HttpResponse(content, content_type=content_type)
    return answers.ask_each_time(request, answers.label(answer, fingerprint))


def source_of(ranking: Ranking, one: Publication, path: str) -> list[str]:
    """Returns the lines that stand below a chart: the result, its version, its address, and its marks."""
    parts = [say(overline_of(one.year, one.level))]
    if ranking.decision_number:
        parts.append(f"{_('Quyết định số')} {ranking.decision_number}")
    parts.append(f"{_('phiên bản')} {ranking.version}")
    return [
        f"{_('Nguồn')}: {', '.join(parts)}",
        f"{settings.SITE_URL}{path}",
        *(say(mark) for mark in marks_of(ranking.round)),
    ]
