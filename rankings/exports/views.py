"""Downloading a ranking: for whoever may see its page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments.uploads import clean_name
from criteria.files.filekinds import XLSX
from rankings import reads
from rankings.exports.csv_file import csv_file
from rankings.exports.json_file import json_file
from rankings.exports.table import Export
from rankings.exports.xlsx_file import xlsx_file

FORMATS = {
    "xlsx": (xlsx_file, XLSX.content_type),
    "csv": (csv_file, "text/csv; charset=utf-8"),
    "json": (json_file, "application/json"),
}


@require_safe
def export(request: HttpRequest, ranking_id: int, kind: str) -> HttpResponse:
    """The whole ranking by rank, with its rules; 404 where its page is none."""
    if kind not in FORMATS:
        raise Http404
    write, content_type = FORMATS[kind]
    visible = reads.rankings_visible_to(request.user).exclude(computed_at=None)
    ranking = get_object_or_404(visible, pk=ranking_id)
    content = write(Export(ranking), get_language() or "vi")
    response = HttpResponse(content, content_type=content_type)
    name = clean_name(f"{ranking.round.title_vi} {ranking.pk}.{kind}")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    add_never_cache_headers(response)
    return response
