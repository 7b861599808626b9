"""The archives: evidence, streamed or prepared in the background where it is large, and all reports."""

from typing import Any

from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from assessments import permissions
from assessments.documents.all_reports import start_reports
from assessments.journal.kinds import ARCHIVE
from assessments.journal.measure import demand_archive
from assessments.pages.common import (
    Visitor,
    acting,
    require_press,
    round_or_refuse,
    score_or_refuse,
    sheet_or_refuse,
    signed_in,
)
from assessments.pages.downloads import guard_response, journal_file
from assessments.sheets.evidence.archive.contents import Contents
from assessments.sheets.evidence.archive.preparing import start_evidence_archive
from assessments.sheets.evidence.archive.stream import archive

STREAM_LIMIT = 200 * 1024 * 1024
"""The limit in bytes; a larger archive would occupy one of the server's few workers for too long."""


@require_http_methods(["GET", "HEAD", "POST"])
@journal_file(ARCHIVE)
@signed_in
def sheet_archive(request: Visitor, sheet_id: int) -> HttpResponseBase:
    """Sends a sheet's evidence; where it is large the page says so, and a POST has it prepared."""
    assessment = sheet_or_refuse(request, sheet_id)
    if request.method == "POST":
        job = start_evidence_archive(actor=acting(request), assessment_id=sheet_id)
        return redirect("job", job.pk)
    contents = Contents(assessment)
    if contents.size > STREAM_LIMIT:
        round_ = assessment.round
        context: dict[str, Any] = {"sheet": assessment, "round": round_, "size": contents.size}
        return render(request, "assessments/large_archive.html", context)
    demand_archive(request.user)
    return _sent(contents)


@require_safe
@journal_file(ARCHIVE)
@signed_in
def leaf_archive(request: Visitor, score_id: int) -> HttpResponseBase:
    """Sends a leaf's evidence."""
    score = score_or_refuse(request, score_id)
    demand_archive(request.user)
    return _sent(Contents(score.assessment, score))


@require_press
@signed_in
def all_reports(request: Visitor, round_id: int) -> HttpResponseBase:
    """Starts to prepare the reports of all units of a round, as Word or PDF, in the background."""
    round_or_refuse(request, round_id, permissions.reasons_against_collecting_reports)
    pdf = request.POST.get("kind") == "pdf"
    job = start_reports(actor=acting(request), round_id=round_id, pdf=pdf)
    return redirect("job", job.pk)


def _sent(contents: Contents) -> HttpResponseBase:
    stream = archive(contents)
    response = StreamingHttpResponse(iter(stream), content_type="application/zip")
    response["Content-Length"] = len(stream)
    response["Content-Disposition"] = content_disposition_header(True, contents.name) or ""
    # The archive is stored, not packed, so that its length is known beforehand.
    return guard_response(response)
