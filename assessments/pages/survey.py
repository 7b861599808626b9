"""The page of survey points from a file: it shows every change first, then imports those and no others."""

import io
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from assessments import acts, permissions
from assessments.journal.kinds import EXPORT
from assessments.models import Round, SurveyImport
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    round_or_refuse,
    signed_in,
    status_of,
)
from assessments.pages.downloads import guard_response, journal_file
from assessments.sheets.evidence.uploads import SIZE_LIMIT
from assessments.survey.columns import HELP, LABELS
from assessments.survey.files import (
    MOST_AS_XLSX,
    rows_to_fill,
    template_csv,
    template_xlsx,
    version_csv,
)
from assessments.survey.importing import SurveyChange, SurveyFaults
from assessments.survey.large_files import (
    SHOWN,
    changes_of,
    counts_text,
    finished_check,
    start_survey_check,
    start_survey_import,
    version_text,
)
from criteria.common.bodies import takes_files
from criteria.common.csv_files import CSV_TYPE
from criteria.common.files.archives import unpacked_size
from criteria.common.files.names import clean_name
from criteria.common.forms import whole_number
from criteria.common.tables.uploads import hold_upload, take_upload
from criteria.common.tables.writing import XLSX_TYPE
from criteria.common.text import FieldFault, Refused, Text
from criteria.templatetags.par import say

AT_ONCE, UNPACKED_AT_ONCE = 150_000, 1_500_000
"""The limits in bytes, some thousand rows; a larger file is checked and imported in the background."""
_NO_FILE = FieldFault(vi="Chưa chọn tệp.", en="No file was chosen.", field="file")


@takes_files(SIZE_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def survey_page(request: Visitor, round_id: int) -> HttpResponse:
    """Shows the former imports; checks an upload, and imports what a check has shown."""
    round_ = _round(request, round_id)
    context: dict[str, object] = {}
    if request.method == "POST":
        try:
            if "token" in request.POST or "checked" in request.POST:
                return _take(request, round_)
            upload: Any = request.FILES.get("file")
            if upload is None:
                raise Refused(_NO_FILE)
            if upload.size <= SIZE_LIMIT and _takes_long(upload):
                return redirect("job", act_once(request, lambda: _check(request, round_, upload)))
            context = _look(request, round_, upload)
        except SurveyFaults as refused:
            context = {"faults": refused.faults, "more": refused.more, "status": 422}
            context["number"] = len(refused.faults) + refused.more
        except Refused as refused:
            context = {"causes": refused.causes, "status": status_of(request, refused)}
    elif request.GET.get("checked"):
        context = _checked(request, round_, whole_number(request.GET, "checked"))
    return _page(request, round_, context)


def _check(request: Visitor, round_: Round, upload: Any) -> int:
    """Starts the check of a large file; returns the job."""
    job = start_survey_check(
        actor=acting(request),
        round_id=round_.pk,
        name=upload.name or "",
        stream=upload.file,
    )
    return job.pk


def _takes_long(upload: Any) -> bool:
    return upload.size > AT_ONCE or unpacked_size(upload.file) > UNPACKED_AT_ONCE


def _round(request: Visitor, round_id: int) -> Round:
    return round_or_refuse(request, round_id, permissions.reasons_against_coordinating)


def _page(request: Visitor, round_: Round, context: dict[str, Any]) -> HttpResponse:
    context |= {
        "round": round_,
        "versions": SurveyImport.objects.filter(round=round_).select_related("by"),
        "columns": [(label, HELP[key]) for key, label in LABELS.items()],
    }
    return render(request, "assessments/survey.html", context, status=context.get("status", 200))


def _look(request: Visitor, round_: Round, upload: Any) -> dict[str, Any]:
    """Returns the changes that a small file would make, and the token to import it with."""
    changes: list[SurveyChange] = []

    def on_change(change: SurveyChange) -> None:
        if len(changes) < SHOWN:
            changes.append(change)

    name = clean_name(upload.name or "")
    report = acts.import_survey(
        actor=acting(request),
        round_id=round_.pk,
        name=name,
        stream=upload.file,
        dry_run=True,
        on_change=on_change,
    )
    if report.again:
        return {"again": version_text(report)}
    upload.file.seek(0)
    token = hold_upload(
        upload.file.read(),
        name=name,
        by=request.user.pk,
        where=request.path,
        digest=report.digest,
    )
    return _preview(name, report, changes) | {"token": token}


def _checked(request: Visitor, round_: Round, number: int) -> dict[str, Any]:
    """Returns the changes that a check in the background has found in a large file."""
    job = finished_check(acting(request), number)
    if job is None or job.parameters["round"] != round_.pk:
        raise Http404
    checked = job.parameters
    return _preview(checked["name"], checked["report"], changes_of(job)) | {"checked": job.pk}


def _preview(name: str, report: Any, changes: list[SurveyChange]) -> dict[str, Any]:
    changed = report["changed"] if isinstance(report, dict) else report.changed
    return {"name": name, "report": report, "changes": changes, "hidden": changed - len(changes)}


def _take(request: Visitor, round_: Round) -> HttpResponse:
    """Imports the changes that were shown: at once, or as a job where the check was one."""
    if request.POST.get("checked"):
        number = whole_number(request.POST, "checked")
        _checked(request, round_, number)
        job_id = act_once(
            request, lambda: start_survey_import(actor=acting(request), job_id=number).pk
        )
        return redirect("job", job_id)
    sentences = act_once(request, lambda: _import(request, round_))
    messages.success(request, " ".join(say(Text(*sentence)) for sentence in sentences))
    return redirect("survey", round_.pk)


def _import(request: Visitor, round_: Round) -> list[tuple[str, str]]:
    """Imports a small file that was shown; returns what to say of it, in both languages."""
    upload = take_upload(request.POST.get("token", ""), by=request.user.pk, where=request.path)
    report = acts.import_survey(
        actor=acting(request),
        round_id=round_.pk,
        name=upload.name,
        stream=io.BytesIO(upload.content),
        dry_run=False,
        expected=upload.digest,
    )
    upload.forget()
    sentences = [version_text(report)] + ([] if report.again else [counts_text(report)])
    return [(sentence.vi, sentence.en) for sentence in sentences]


@require_safe
@signed_in
def survey_template(request: Visitor, round_id: int) -> HttpResponseBase:
    """Sends a table of the round's units and survey leaves to fill in: XLSX, or CSV where it is long."""
    rows = rows_to_fill(_round(request, round_id))
    response: HttpResponseBase
    if len(rows) <= MOST_AS_XLSX:
        response = HttpResponse(template_xlsx(rows), content_type=XLSX_TYPE)
    else:
        response = StreamingHttpResponse(template_csv(rows), content_type=CSV_TYPE)
    suffix = "xlsx" if len(rows) <= MOST_AS_XLSX else "csv"
    return _attached(response, f"Mẫu điểm điều tra.{suffix}")


@require_safe
@journal_file(EXPORT)
@signed_in
def version(request: Visitor, round_id: int, number: int) -> HttpResponseBase:
    """Sends the rows of one import as CSV."""
    survey_import = get_object_or_404(SurveyImport, round=_round(request, round_id), number=number)
    response = StreamingHttpResponse(version_csv(survey_import), content_type=CSV_TYPE)
    return _attached(response, f"Điểm điều tra, lần {number}.csv")


def _attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return guard_response(response)
