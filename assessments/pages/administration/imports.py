"""The pages of imports: what can be imported and how, and one file looked at, then taken as a whole or not at all."""

import io
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import FileExtensionValidator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import permissions
from assessments.journal.kinds import EXPORT
from assessments.models import Round, Unit
from assessments.pages.administration.importing import IMPORTABLES, Importable, importables
from assessments.pages.common import Visitor, owner_or_refuse, require_press, signed_in, status_of
from assessments.pages.downloads import guard_response, journal_file
from assessments.rounds.references import COLUMNS as REFERENCE_COLUMNS
from assessments.survey.columns import HELP, LABELS
from criteria.common.bodies import takes_files
from criteria.common.numbers import show
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.preview import Preview
from criteria.common.tables.uploads import AlreadyImported, hold_upload, take_upload
from criteria.common.tables.writing import XLSX_TYPE
from criteria.common.text import Refused, Text

SIZE_LIMIT = 5 * 1024 * 1024
_ROUNDS = 10
_TOO_BIG = Text(
    vi="Tệp quá lớn: nhiều nhất 5 MB. Hãy bỏ ảnh, trang và cột không cần, hoặc tách thành nhiều tệp.",
    en="The file is too large: at most 5 MB. Remove pictures, sheets and columns that are not needed, or split it.",
)


class FileForm(forms.Form):
    file = forms.FileField(validators=[FileExtensionValidator(["xlsx", "csv", "txt"])])


@require_safe
@signed_in
def imports(request: Visitor) -> HttpResponse:
    """Lists everything that comes in from files: its columns, its template, and where it is imported."""
    permissions.demand(permissions.reasons_against_seeing_settings(request.user))
    rounds = Round.objects.filter(owner=None).select_related("criteria_set")[:_ROUNDS]
    context = {
        "kinds": [(one, not one.reasons_against(request.user)) for one in IMPORTABLES.values()],
        "rounds": rounds,
        "coordinates": permissions.may_coordinate(request.user, owner=None),
        "survey_columns": [(label, HELP[key]) for key, label in LABELS.items()],
        "reference_columns": REFERENCE_COLUMNS,
    }
    return render(request, "assessments/administration/imports.html", context)


@takes_files(SIZE_LIMIT)
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_file(request: Visitor, kind: str, owner_id: int | None = None) -> HttpResponse:
    """Shows the form, and after an upload every change that the file would make, or every fault in it."""
    importable = _importable(request, kind, owner_id)
    form = FileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                context |= _look(request, importable, form.cleaned_data["file"])
                status = 200
            except TableFaults as refused:
                context |= {"faults": refused.faults, "more": refused.more}
            except Refused as refused:
                context["causes"], status = refused.causes, status_of(request, refused)
    context |= {
        "kind": importable.name,
        "owner": Unit.objects.get(pk=owner_id) if owner_id else None,
        "confirms": _address("confirm_import", kind, owner_id),
        "template": _address("import_template", kind, owner_id),
        "current": _address("import_current", kind, owner_id),
        "importable": importable,
        "most_rows": show(Decimal(importable.most_rows), get_language() or "vi"),
    }
    return render(request, "assessments/administration/import_file.html", context, status=status)


@require_press
@signed_in
def confirm_import(request: Visitor, kind: str, owner_id: int | None = None) -> HttpResponse:
    """Imports the file that was shown, all of it or nothing."""
    importable = _importable(request, kind, owner_id)
    again = _address("import_file", kind, owner_id)
    seen_at = reverse("own", args=[owner_id]) if owner_id else reverse(importable.leads_to)
    upload = None
    try:
        upload = take_upload(request.POST.get("token", ""), by=request.user.pk, where=again)
        stream = io.BytesIO(upload.content)
        preview = importable.act(request.user, stream, False, upload.digest)
    except Refused as refused:
        if isinstance(refused, AlreadyImported) or (upload and upload.is_imported):
            # A second press of the button finds the first one's work: that is no fault.
            messages.info(request, _("Tệp này đã nhập rồi."))
            return redirect(seen_at)
        for cause in refused.causes:
            messages.error(request, cause.in_language(get_language() or "vi"))
        return redirect(again)
    upload.forget()
    counts = {what: preview.count(what) for what in ("add", "change", "remove")}
    message = _("Đã nhập tệp: thêm %(add)s, sửa %(change)s, bỏ %(remove)s.") % counts
    messages.success(request, message)
    return redirect(seen_at)


@require_safe
@signed_in
def import_template(request: Visitor, kind: str, owner_id: int | None = None) -> HttpResponse:
    """Sends an XLSX to fill in."""
    return _file(*_importable(request, kind, owner_id).template())


@require_safe
@journal_file(EXPORT)
@signed_in
def import_current(request: Visitor, kind: str, owner_id: int | None = None) -> HttpResponse:
    """Sends the present rows in the layout of the template."""
    current = _importable(request, kind, owner_id).current
    if current is None:
        raise Http404
    return _file(*current())


def _address(name: str, kind: str, owner_id: int | None) -> str:
    return reverse(f"own_{name}", args=[owner_id, kind]) if owner_id else reverse(name, args=[kind])


def _importable(request: Visitor, kind: str, owner_id: int | None) -> Importable:
    if owner_id is not None:
        owner_or_refuse(request, owner_id)
    importable = importables(owner_id).get(kind)
    if importable is None:
        raise Http404
    permissions.demand(importable.reasons_against(request.user))
    return importable


def _look(request: Visitor, importable: Importable, upload: Any) -> dict[str, Any]:
    """Returns what the file would change, and the token to import it with. Raises ``Refused``."""
    if upload.size > SIZE_LIMIT:
        raise Refused(_TOO_BIG)
    name = PurePosixPath(upload.name).name[:200]
    content = upload.read()
    preview: Preview = importable.act(request.user, io.BytesIO(content), True, "")
    context: dict[str, Any] = {"preview": preview, "name": name}
    if preview.entries:
        context["token"] = hold_upload(
            content, name=name, by=request.user.pk, where=request.path, digest=preview.digest
        )
    return context


def _file(name: str, content: bytes) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    response = HttpResponse(content, content_type=XLSX_TYPE, headers=disposition)
    guard_response(response)
    return response
