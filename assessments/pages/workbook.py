"""The pages of the officers' workbook: download as XLSX, upload as a preview, and applying the chosen changes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import acts
from assessments.journal.kinds import EXPORT
from assessments.models import Assessment
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    sheet_or_refuse,
    signed_in,
    status_of,
)
from assessments.pages.downloads import journal_file
from assessments.sheets.workbook.applying import ChosenClaim, Outdated
from assessments.sheets.workbook.build import build_workbook
from assessments.sheets.workbook.compare import (
    WorkbookPreview,
    demand_same,
    demand_writable,
    kept_preview,
    preview_of,
    sign_preview,
)
from assessments.sheets.workbook.content import Content, closed_to, content_of
from assessments.sheets.workbook.entries import claims_of
from assessments.sheets.workbook.reading import SIZE_LIMIT, read_book
from criteria.common.bodies import takes_files
from criteria.common.files.file_kinds import XLSX
from criteria.common.files.names import clean_name
from criteria.common.text import Refused, Text
from criteria.templatetags.par import say

MINE, THEIRS = "mine", "theirs"
MOST_SAID = 10
"""The number of places that a message names one by one."""


@takes_files(SIZE_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
@journal_file(EXPORT)
@signed_in
def workbook(request: Visitor, sheet_id: int) -> HttpResponse:
    """Sends the sheet as a workbook; a POST shows what a filled one would change, and writes nothing."""
    assessment = sheet_or_refuse(request, sheet_id)
    content = content_of(assessment)
    return _previewed(request, content) if request.method == "POST" else _file(request, content)


def _file(request: Visitor, content: Content) -> HttpResponse:
    assessment = content.assessment
    data = build_workbook(content, request.user, closed_to(request.user, content))
    response = HttpResponse(data, content_type=XLSX.content_type)
    name = clean_name(f"Phiếu tự đánh giá {assessment.unit} {assessment.round.year}.xlsx")
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _previewed(request: Visitor, content: Content) -> HttpResponse:
    assessment = content.assessment
    demand_writable(request.user, content)
    upload = request.FILES.get("file")
    if upload is None:
        return _page(request, assessment, status=422, missing_file=True)
    try:
        book = read_book(upload.file)  # type: ignore[arg-type]  # a file of bytes, whatever its stub says
        demand_same(book.identity, content)
    except Refused as error:
        return _page(request, assessment, status=422, causes=error.causes)
    claims = claims_of(book, content.leaves)
    preview = preview_of(request.user, content, clean_name(upload.name or ""), book, claims)
    chosen = {difference.code: MINE for difference in preview.changes}
    return _page(request, assessment, **_shown(request, preview, assessment, chosen))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def apply(request: Visitor, sheet_id: int) -> HttpResponse:
    """Writes the chosen changes of a preview, all or none; a refusal shows the preview anew."""
    assessment = sheet_or_refuse(request, sheet_id)
    if request.method != "POST":
        # A person who had to sign in again before confirming comes here, and uploads the file on the sheet once more.
        return redirect("sheet", sheet_id)
    content = content_of(assessment)
    demand_writable(request.user, content)
    try:
        signed_preview = kept_preview(request.POST.get("preview", ""), request.user, assessment)
    except Refused as error:
        return _page(request, assessment, status=422, causes=error.causes)
    preview = signed_preview.against(request.user, content)
    # A choice between two values counts only for the values that were seen.
    unseen = {
        difference.code
        for difference in preview.conflicts
        if difference.score.version != signed_preview.versions[difference.code]
    }
    chosen = {
        code: value for code, value in _chosen(request, preview).items() if code not in unseen
    }
    open_ = [difference.code for difference in preview.conflicts if difference.code not in chosen]
    try:
        if open_:
            raise _not_chosen(open_, outdated=bool(unseen))
        wanted = [
            difference for difference in preview.differences if _taken(request, difference.code)
        ]
        claims = {
            difference.code: ChosenClaim(signed_preview.versions[difference.code], difference.mine)
            for difference in wanted
        }
        number = act_once(
            request,
            lambda: acts.apply_workbook(
                actor=acting(request),
                assessment_id=assessment.pk,
                name=preview.name,
                claims=claims,
            ),
        )
    except Refused as error:
        status = 409 if isinstance(error, Outdated) else status_of(request, error)
        renewed = signed_preview.against(request.user, content_of(assessment))
        shown = _shown(request, renewed, assessment, chosen)
        return _page(request, assessment, status=status, causes=error.causes, **shown)
    messages.success(request, _("Đã ghi %(number)s tiêu chí từ tệp.") % {"number": number})
    for sentence in _not_written(preview):
        messages.warning(request, say(sentence))
    return redirect("sheet", sheet_id)


def _not_written(preview: WorkbookPreview) -> list[Text]:
    """Returns what the file held and the sheet still lacks, each with its place and its reason."""
    faults = [
        Text(
            vi=f"Chưa ghi tiêu chí {fault.code}, ô {fault.place.cell} trang “{fault.place.sheet}”: {fault.text.vi}",
            en=f"{fault.code} was not written, cell {fault.place.cell} of “{fault.place.sheet}”: {fault.text.en}",
        )
        for fault in preview.faults
    ]
    refused = [
        Text(
            vi=f"Chưa ghi tiêu chí {difference.code}: {reason.vi}",
            en=f"{difference.code} was not written: {reason.en}",
        )
        for difference in preview.refused
        for reason in difference.reasons
    ]
    sentences = [*faults, *refused]
    if more := len(sentences[MOST_SAID:]):
        rest = Text(
            vi=f"Còn {more} chỗ khác của tệp chưa được ghi. Hãy sửa tệp rồi tải lên lại.",
            en=f"{more} more places of the file were not written. Correct the file and upload it again.",
        )
        return [*sentences[:MOST_SAID], rest]
    return sentences


def _chosen(request: Visitor, preview: WorkbookPreview) -> dict[str, str]:
    """Returns the choice for each difference, as far as the form has one: a box for a change, two for a conflict."""
    chosen: dict[str, str] = {}
    for difference in preview.differences:
        value = request.POST.get(f"choose-{difference.code}", "")
        if _taken(request, difference.code):
            chosen[difference.code] = MINE
        elif value == THEIRS or not difference.conflict:
            chosen[difference.code] = THEIRS
    return chosen


def _taken(request: Visitor, code: str) -> bool:
    return code in request.POST.getlist("take") or request.POST.get(f"choose-{code}") == MINE


def _not_chosen(codes: list[str], *, outdated: bool) -> Refused:
    listed = ", ".join(codes)
    message = Text(
        vi=f"Hãy chọn giá trị để giữ cho tiêu chí {listed}. Chưa có gì được ghi.",
        en=f"Choose the value to keep for {listed}. Nothing was written.",
    )
    return Outdated(message) if outdated else Refused(message)


def _counts(preview: WorkbookPreview) -> list[str]:
    """Returns how many leaves the file changes, how many it leaves, and why."""
    changed, doubled = len(preview.changes), len(preview.conflicts)
    same, newer = preview.unchanged, preview.newer
    counts = [
        ngettext("%(n)s tiêu chí thay đổi", "%(n)s tiêu chí thay đổi", changed) % {"n": changed},
        ngettext("%(n)s tiêu chí có hai giá trị", "%(n)s tiêu chí có hai giá trị", doubled)
        % {"n": doubled},
        ngettext("%(n)s tiêu chí giữ nguyên", "%(n)s tiêu chí giữ nguyên", same) % {"n": same},
    ]
    if newer:
        counts.append(
            ngettext(
                "%(n)s tiêu chí đồng nghiệp đã sửa trên hệ thống, tệp không sửa: giữ giá trị trên hệ thống",
                "%(n)s tiêu chí đồng nghiệp đã sửa trên hệ thống, tệp không sửa: giữ giá trị trên hệ thống",
                newer,
            )
            % {"n": newer}
        )
    return counts


def _shown(
    request: Visitor, preview: WorkbookPreview, assessment: Assessment, chosen: dict[str, str]
) -> dict[str, Any]:
    return {
        "preview": preview,
        "counts": _counts(preview),
        "kept": sign_preview(preview, request.user, assessment),
        "chosen": chosen,
    }


def _page(
    request: Visitor, assessment: Assessment, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"sheet": assessment, "round": assessment.round, **more}
    return render(request, "assessments/workbook.html", context, status=status)
