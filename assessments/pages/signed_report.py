"""The signed report: uploaded by the unit's leader, read by everybody who reads the sheet."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.journal.kinds import EVIDENCE_DOWNLOAD
from assessments.journal.measure import demand_document
from assessments.models import Assessment, SignedReport
from assessments.pages.common import (
    Visitor,
    access_log,
    act_once,
    acting,
    require_press,
    sheet_or_refuse,
    signed_in,
)
from assessments.pages.downloads import journal_file, send_stored_file
from assessments.sheets.evidence.uploads import SIZE_LIMIT, download_name
from assessments.sheets.signed_report import add_signed_report
from criteria.common.bodies import takes_files
from criteria.common.files.file_kinds import PDF
from criteria.common.text import Refused, Text


@takes_files(SIZE_LIMIT)
@require_press
@signed_in
def add_signed_report_page(request: Visitor, sheet_id: int) -> HttpResponse:
    """Stores the signed PDF with the sheet."""
    sheet_or_refuse(request, sheet_id)
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused(Text(vi="Hãy chọn tệp PDF đã ký.", en="Choose the signed PDF."))

    def add() -> None:
        add_signed_report(actor=acting(request), assessment_id=sheet_id, upload=upload)

    act_once(request, add)
    messages.success(request, _("Đã lưu báo cáo đã ký."))
    return redirect("sheet", sheet_id)


@require_safe
@journal_file(EVIDENCE_DOWNLOAD)
@signed_in
def download_signed_report(request: Visitor, report_id: int) -> HttpResponseBase:
    """Sends the PDF as it was uploaded; to a person who may not read its sheet it does not exist."""
    sheets = Assessment.objects.filter(permissions.sheets_readable_by(request.user))
    report = SignedReport.objects.filter(pk=report_id, assessment__in=sheets).first()
    if report is None:
        access_log.warning("signed report refused to user %s: %s", request.user.pk, request.path)
        raise Http404
    demand_document(request.user)
    name = download_name(report.file_name, PDF.content_type)
    return send_stored_file(report.file, name, PDF.content_type)
