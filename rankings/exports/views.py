"""Downloads of a ranking, for anyone who may see its page."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments.journal.kinds import EXPORT
from assessments.journal.writing import journal, requester
from criteria.common.csv_files import CSV_TYPE
from criteria.common.files.names import attached_name, clean_name
from rankings.exports.csv_file import lost_csv
from rankings.exports.formats import FORMATS
from rankings.exports.table import Export
from rankings.models import Ranking
from rankings.reads import visible
from rankings.serving import answers, files
from rankings.serving.fingerprint import fingerprint_of
from rankings.serving.publications import publication_of


@require_safe
def export(request: HttpRequest, ranking_id: int, kind: str) -> HttpResponse:
    """Sends the whole ranking by rank, with its rules; 404 where its page does not exist.

    The file of a published one is kept; a reader who has it already costs one query.
    """
    if kind not in FORMATS:
        raise Http404
    ranking = visible.ranking_visible_to(request.user, ranking_id)
    language = get_language() or "vi"
    make = partial(_content, ranking, kind, language)
    one = publication_of(ranking)
    if one is None:
        response = _file(ranking, kind, make())
        journal(EXPORT, requester(), file=attached_name(response))
        add_never_cache_headers(response)
        return response
    fingerprint = fingerprint_of(request.path, [one], dated=True)
    answer = answers.not_modified(request, fingerprint)
    if answer is None:
        family = f"{ranking.pk}.{language}.{kind}"
        answer = _file(ranking, kind, files.content_of(family, fingerprint, make))
    return answers.ask_each_time(request, answers.label(answer, fingerprint))


@require_safe
def export_lost(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Sends every leaf below its maximum with its reason, as CSV, while it is read.

    For thousands of units that is tens of megabytes and as many seconds, so the first reader's file
    of a published ranking is kept for the others.
    """
    ranking = visible.ranking_visible_to(request.user, ranking_id)
    language = get_language() or "vi"

    def make() -> Iterable[bytes]:
        return lost_csv(Export(ranking), language)

    one = publication_of(ranking)
    if one is None:
        draft = _lost(ranking, make())
        journal(EXPORT, requester(), file=attached_name(draft))
        add_never_cache_headers(draft)
        return draft
    fingerprint = fingerprint_of(request.path, [one])
    answer = answers.not_modified(request, fingerprint)
    if answer is None:
        family = f"{ranking.pk}.{language}.lost.csv"
        pieces = () if request.method == "HEAD" else files.pieces_of(family, fingerprint, make)
        answer = _lost(ranking, pieces)
    return answers.ask_each_time(request, answers.label(answer, fingerprint))


def _lost(ranking: Ranking, pieces: Iterable[bytes]) -> HttpResponse:
    # The library's types know no answer that is streamed among those that are asked about again.
    answer: Any = StreamingHttpResponse(pieces, content_type=CSV_TYPE)
    name = clean_name(f"{ranking.round.title_vi} {ranking.pk} - điểm chưa đạt.csv")
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    found: HttpResponse = answer
    return found


def _content(ranking: Ranking, kind: str, language: str) -> bytes:
    return FORMATS[kind].make(Export(ranking), language)


def _file(ranking: Ranking, kind: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[kind].content_type)
    name = clean_name(f"{ranking.round.title_vi} {ranking.pk}.{kind}")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
