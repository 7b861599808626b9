"""Files of charts: made when somebody first asks, kept under their fingerprint, answered by one query from then on."""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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

SVG, PNG = "image/svg+xml", "image/png"
TYPES = {"svg": SVG, "png": PNG, "csv": CSV_TYPE}


class ChartFile(NamedTuple):
    """A chart with the table behind it."""

    drawing: Drawing
    rows: list[CsvRow]
    source: list[str]


Make = Callable[[Publications, Publication], ChartFile]


def chart_file(
    request: HttpRequest, year: int, level: str, name: str, kind: str, make: Make
) -> HttpResponse:
    """Sends a chart of the version in force as SVG, PNG or CSV; ``name`` tells it from the others of its year."""
    if kind not in TYPES:
        raise Http404

    def content(public: Publications, one: Publication) -> bytes:
        chart = make(public, one)
        if kind == "csv":
            rows = [*chart.rows, [], *([text] for text in chart.source)]
            return csv_bytes(rows, get_language() or "vi")
        return png_of(chart.drawing) if kind == "png" else chart.drawing.file.encode()

    answer = kept_file(request, year, level, f"{name}.{kind}", TYPES[kind], content)
    if answer.status_code == 200:
        answer["Content-Disposition"] = (
            content_disposition_header(False, f"{level}-{year}-{name}.{kind}") or ""
        )
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
