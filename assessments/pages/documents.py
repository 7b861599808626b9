"""The documents to sign, sent as Word or PDF."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assessments.documents import explanation_request, minutes, self_assessment
from assessments.documents.fill import fill
from assessments.documents.pdf import to_pdf
from assessments.journal.kinds import EXPORT
from assessments.pages.common import Visitor, council_or_refuse, sheet_or_refuse, signed_in
from assessments.pages.downloads import guard_response, journal_file
from criteria.common.files.file_kinds import DOCX, PDF
from criteria.common.files.names import clean_name

KINDS = {"docx": DOCX, "pdf": PDF}


@require_safe
@journal_file(EXPORT)
@signed_in
def report(request: Visitor, sheet_id: int, kind: str) -> HttpResponseBase:
    """Sends the unit's self-assessment report; marked as a draft until it is submitted."""
    assessment = sheet_or_refuse(request, sheet_id)
    name = f"Báo cáo tự đánh giá - {assessment.unit.name_vi} {assessment.round.year}"
    return send_document(
        "self_assessment", lambda: self_assessment.self_assessment_values(assessment), name, kind
    )


@require_safe
@journal_file(EXPORT)
@signed_in
def request_for_explanation(request: Visitor, sheet_id: int, kind: str) -> HttpResponseBase:
    """Sends the letter with the questions of a sheet's reviewers."""
    assessment = sheet_or_refuse(request, sheet_id)
    name = f"Yêu cầu giải trình - {assessment.unit.name_vi} {assessment.round.year}"

    def values() -> dict[str, Any]:
        return explanation_request.explanation_request_values(assessment, request.user)

    return send_document("explanation_request", values, name, kind)


@require_safe
@journal_file(EXPORT)
@signed_in
def council_minutes(request: Visitor, council_id: int, kind: str) -> HttpResponseBase:
    """Sends the minutes of a council; marked as a draft until it is closed."""
    council = council_or_refuse(request, council_id)
    name = f"Biên bản {council.title} {council.held_on:%d-%m-%Y}"
    return send_document("minutes", lambda: minutes.minutes_values(council), name, kind)


def send_document(
    template: str, values: Callable[[], dict[str, Any]], name: str, kind: str
) -> HttpResponseBase:
    """Returns the template filled with the values that ``values()`` returns, as an attachment of ``kind``."""
    if kind not in KINDS:
        raise Http404
    content = fill(template, values())
    if kind == "pdf":
        content = to_pdf(content)
    response = HttpResponse(content, content_type=KINDS[kind].content_type)
    file_name = clean_name(f"{name}.{kind}".replace("/", "-"))
    response["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    return guard_response(response)
