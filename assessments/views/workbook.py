"""The officers' workbook: a sheet as XLSX to fill in offline."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from assessments.officers_workbook.build import build_workbook
from assessments.officers_workbook.content import content_of
from assessments.uploads import clean_name
from assessments.views.doors import Visitor, sheet_or_refuse, signed_in
from criteria.files.filekinds import XLSX


@require_safe
@signed_in
def workbook(request: Visitor, sheet_id: int) -> HttpResponse:
    """The sheet as it is now, as a workbook."""
    assessment = sheet_or_refuse(request, sheet_id)
    data = build_workbook(content_of(assessment), request.user)
    response = HttpResponse(data, content_type=XLSX.content_type)
    name = clean_name(f"Phiếu tự đánh giá {assessment.unit} {assessment.round.year}.xlsx")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
