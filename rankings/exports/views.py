"""Downloads of a ranking, for anyone who may see its page."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.http import content_disposition_header, http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from criteria.common.csv_files import CSV_TYPE
from criteria.common.files.file_kinds import XLSX
from criteria.common.files.names import clean_name
from rankings import kept
from rankings.exports.csv_file import csv_file, lost_csv
from rankings.exports.json_file import json_file
from rankings.exports.store import stored, storing, where
from rankings.exports.table import Export
from rankings.exports.xlsx_file import xlsx_file
from rankings.models import Ranking
from rankings.reads import visible

PUBLIC = (Ranking.State.PUBLISHED, Ranking.State.SUPERSEDED)
BLOCK = 65_536
FORMATS = {
    "xlsx": (xlsx_file, XLSX.content_type),
    "csv": (csv_file, CSV_TYPE),
    "json": (json_file, "application/json"),
}


@require_safe
def export(request: HttpRequest, ranking_id: int, kind: str) -> HttpResponse:
    """Sends the whole ranking by rank, with its rules; 404 where its page does not exist.

    The file of a published one is kept; a reader who has it already costs one query.
    """
    if kind not in FORMATS:
        raise Http404
    ranking = visible.ranking_visible_to(request.user, ranking_id)
    language = get_language() or "vi"
    if ranking.state not in PUBLIC:
        response = _file(ranking, kind, _content(ranking, kind, language))
        add_never_cache_headers(response)
        return response
    etag = kept.named(ranking, request.path, {})
    # A version's place taken by another changes the file, at no moment of its own.
    in_force = ranking.state == Ranking.State.PUBLISHED
    since = ranking.published_at if in_force else None
    modified = int(since.timestamp()) if since else None
    answer = get_conditional_response(request, etag=etag, last_modified=modified)
    if answer is None or answer.status_code != 304:
        family = f"{ranking.pk}.{language}.{kind}"
        make = partial(_content, ranking, kind, language)
        answer = _file(ranking, kind, stored(family, etag, make))
    answer["ETag"] = etag
    if modified is not None:
        answer["Last-Modified"] = http_date(modified)
    return kept.asked_about(request, answer)


@require_safe
def export_lost(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Sends every leaf below its maximum with its reason, as CSV, while it is read.

    For thousands of units that is tens of megabytes and as many seconds, so the first reader's file
    of a published ranking is kept for the others.
    """
    ranking = visible.ranking_visible_to(request.user, ranking_id)
    language = get_language() or "vi"
    if ranking.state not in PUBLIC:
        draft = _lost(ranking, lost_csv(Export(ranking), language))
        add_never_cache_headers(draft)
        return draft
    etag = kept.named(ranking, request.path, {})
    answer = get_conditional_response(request, etag=etag)
    if answer is None or answer.status_code != 304:
        answer = _lost(
            ranking, () if request.method == "HEAD" else _pieces(ranking, language, etag)
        )
    answer["ETag"] = etag
    return kept.asked_about(request, answer)


def _pieces(ranking: Ranking, language: str, etag: str) -> Iterable[bytes]:
    """What is kept, or what is made now and then kept."""
    family = f"{ranking.pk}.{language}.lost.csv"
    path = where(family, etag)
    if path.exists():
        return _blocks(path)
    return storing(family, etag, lost_csv(Export(ranking), language))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _lost(ranking: Ranking, pieces: Iterable[bytes]) -> HttpResponse:
    # The library's types know no answer that is streamed among those that are asked about again.
    answer: Any = StreamingHttpResponse(pieces, content_type=CSV_TYPE)
    name = clean_name(f"{ranking.round.title_vi} {ranking.pk} - điểm chưa đạt.csv")
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    found: HttpResponse = answer
    return found


def _content(ranking: Ranking, kind: str, language: str) -> bytes:
    return FORMATS[kind][0](Export(ranking), language)


def _file(ranking: Ranking, kind: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[kind][1])
    name = clean_name(f"{ranking.round.title_vi} {ranking.pk}.{kind}")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
