"""The files of a unit's plan: to sign as Word or PDF, to fill in as a workbook, and its way back in."""

import io
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.pages.common import Visitor, act_once, acting, signed_in, status_of
from assessments.pages.documents import send_document
from assessments.pages.downloads import guard_response
from assessments.rounds.disclaimers import marks_over
from criteria.common.bodies import takes_files
from criteria.common.files.names import clean_name
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.uploads import hold_upload, take_upload
from criteria.common.tables.writing import XLSX_TYPE
from criteria.common.text import FieldFault, Refused
from rankings import acts
from rankings.models import ImprovementPlan
from rankings.plans.document import plan_values
from rankings.plans.reading import read_plan
from rankings.plans.table import plan_workbook
from rankings.views.plans import plan_or_404

FILE_LIMIT = 5_000_000
_NO_FILE = FieldFault(vi="Chưa chọn tệp.", en="No file was chosen.", field="file")


def _name(plan: ImprovementPlan) -> str:
    return f"Kế hoạch cải thiện Chỉ số {plan.unit.name_vi} {plan.round.year} v{plan.number}"


@require_safe
@signed_in
def plan_document(request: Visitor, plan_id: int, kind: str) -> HttpResponseBase:
    """Sends the plan to be signed; marked as a draft until it is approved."""
    plan = plan_or_404(request, plan_id)
    return send_document(
        "improvement_plan", lambda: plan_values(read_plan(plan)), _name(plan), kind
    )


@require_safe
@signed_in
def plan_table(request: Visitor, plan_id: int) -> HttpResponseBase:
    """Sends the plan as a workbook, which ``plan_import`` takes back."""
    plan = plan_or_404(request, plan_id)
    response = HttpResponse(plan_workbook(read_plan(plan)), content_type=XLSX_TYPE)
    name = clean_name(f"{_name(plan)}.xlsx")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return guard_response(response)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files(FILE_LIMIT)
@signed_in
def plan_import(request: Visitor, plan_id: int) -> HttpResponse:
    """Shows what a workbook would change, and takes in exactly that once it is confirmed."""
    plan = plan_or_404(request, plan_id)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            if "token" in request.POST:
                return _take(request, plan)
            context = _look(request, plan)
        except TableFaults as refused:
            context, status = {"faults": refused.faults, "more": refused.more}, 422
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
    context |= {"plan": plan, "marks": marks_over([plan.round])}
    return render(request, "rankings/plans/import.html", context, status=status)


def _look(request: Visitor, plan: ImprovementPlan) -> dict[str, Any]:
    upload: Any = request.FILES.get("file")
    if upload is None:
        raise Refused(_NO_FILE)
    name, content = clean_name(upload.name or ""), upload.file.read()
    preview = acts.import_plan(
        actor=acting(request), plan_id=plan.pk, stream=io.BytesIO(content), dry_run=True
    )
    token = hold_upload(
        content, name=name, by=request.user.pk, where=request.path, digest=preview.digest
    )
    return {"preview": preview, "name": name, "token": token}


def _take(request: Visitor, plan: ImprovementPlan) -> HttpResponse:
    def act() -> int:
        held = take_upload(request.POST["token"], by=request.user.pk, where=request.path)
        preview = acts.import_plan(
            actor=acting(request),
            plan_id=plan.pk,
            stream=io.BytesIO(held.content),
            dry_run=False,
            expected=held.digest,
        )
        held.forget()
        return len(preview.entries)

    number = act_once(request, act)
    messages.success(request, _("Đã nhập: %(n)s tiêu chí thay đổi.") % {"n": number})
    return redirect("plan", plan.pk)
