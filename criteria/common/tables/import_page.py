"""The admin's import page: upload, look at every change or every fault, confirm."""

import io
from decimal import Decimal
from pathlib import PurePosixPath
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import FileExtensionValidator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, gettext
from import_export.admin import ImportMixin
from import_export.tmp_storages import CacheStorage

from criteria.common.admin_pages import show_refusal
from criteria.common.bodies import takes_files
from criteria.common.numbers import show
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.grid import MAX_ROWS
from criteria.common.tables.preview import Preview
from criteria.common.tables.uploads import AlreadyImported, hold_upload, take_upload
from criteria.common.tables.writing import XLSX_TYPE
from criteria.common.text import Refused, Text

SIZE_LIMIT = 5 * 1024 * 1024
_TOO_BIG = Text(
    vi="Tệp quá lớn: nhiều nhất 5 MB. Hãy bỏ ảnh, trang và cột không cần, hoặc tách thành nhiều tệp.",
    en="The file is too large: at most 5 MB. Remove pictures, sheets and columns that are not needed, or split it.",
)


class FileForm(forms.Form):
    file = forms.FileField(
        validators=[FileExtensionValidator(["xlsx", "csv", "txt"])],
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )


class ImportDesk(ImportMixin):  # type: ignore[misc]  # ships no types
    """Adds the pages ``import/``, ``process_import/`` and ``import/template/`` to an admin.

    Between the two steps the file is kept as ``criteria.common.tables.uploads`` says.
    """

    import_template_name = "admin/import_file.html"
    tmp_storage_class = CacheStorage
    import_rows = MAX_ROWS
    """How many rows a file may have, as the form says."""
    import_help: Any = ""
    """The sentence about the columns that stands above the form."""

    def read_import(
        self, request: HttpRequest, stream: IO[bytes], name: str, *, dry_run: bool, expected: str
    ) -> Preview:
        """Calls the act."""
        raise NotImplementedError

    def import_template(self) -> tuple[str, bytes]:
        """Returns the name and the content of an XLSX to fill in."""
        raise NotImplementedError

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Returns whether the person may add rows by hand; the act asks again."""
        return bool(self.has_add_permission(request))

    def get_urls(self) -> Any:
        name = "{}_{}_import_template".format(*self.get_model_info())
        view = self.admin_site.admin_view(self.template_view)
        return [path("import/template/", view, name=name), *super().get_urls()]

    def template_view(self, request: HttpRequest) -> HttpResponse:
        self._guard(request)
        return self._file(*self.import_template())

    def _file(self, name: str, content: bytes) -> HttpResponse:
        return HttpResponse(
            content,
            content_type=XLSX_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @takes_files(SIZE_LIMIT)
    def import_action(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows the form, and after an upload what the file would change."""
        self._guard(request)
        form = FileForm(request.POST or None, request.FILES or None)
        rows = {"rows": show(Decimal(self.import_rows), get_language() or "vi")}
        form.fields["file"].label = (
            gettext("Tệp Excel (XLSX) hoặc CSV; tối đa 5 MB, %(rows)s dòng") % rows
        )
        context: dict[str, Any] = {"form": form}
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            name = PurePosixPath(upload.name).name[:200]
            try:
                if upload.size > SIZE_LIMIT:
                    raise Refused(_TOO_BIG)
                content = upload.read()
                preview = self._run(request, content, name, dry_run=True)
            except TableFaults as refused:
                context |= {"faults": refused.faults, "more": refused.more}
            except Refused as refused:
                context["causes"] = refused.causes
            else:
                context |= {"preview": preview, "name": name}
                if preview.entries:
                    context["token"] = hold_upload(
                        content,
                        name=name,
                        by=self._pk(request),
                        where=request.path,
                        digest=preview.digest,
                    )
        return self._page(request, context)

    def process_import(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Imports the file that was confirmed, all of it or nothing."""
        self._guard(request)
        again = reverse("admin:{}_{}_import".format(*self.get_model_info()))
        upload = None
        try:
            upload = take_upload(request.POST.get("token", ""), by=self._pk(request), where=again)
            preview = self._run(
                request, upload.content, upload.name, dry_run=False, expected=upload.digest
            )
        except Refused as refused:
            if isinstance(refused, AlreadyImported) or (upload and upload.is_imported):
                # A second press of the button finds the first one's work: that is no fault.
                messages.info(request, gettext("Tệp này đã nhập rồi."))
                return self._to_list()
            show_refusal(request, refused)
            return HttpResponseRedirect(again)
        upload.forget()
        counts = {what: preview.count(what) for what in ("add", "change", "remove")}
        message = gettext("Đã nhập tệp: thêm %(add)s, sửa %(change)s, bỏ %(remove)s.") % counts
        messages.success(request, message)
        return self._to_list()

    def _to_list(self) -> HttpResponse:
        return HttpResponseRedirect(
            reverse("admin:{}_{}_changelist".format(*self.get_model_info()))
        )

    def _guard(self, request: HttpRequest) -> None:
        if not self.has_import_permission(request):
            raise PermissionDenied

    def _run(
        self, request: HttpRequest, content: bytes, name: str, *, dry_run: bool, expected: str = ""
    ) -> Preview:
        return self.read_import(
            request, io.BytesIO(content), name, dry_run=dry_run, expected=expected
        )

    @staticmethod
    def _pk(request: HttpRequest) -> int:
        return int(request.user.pk or 0)

    def _page(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        names = self.get_model_info()
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": gettext("Nhập tệp"),
            "help": self.import_help,
            "template_url": reverse("admin:{}_{}_import_template".format(*names)),
            "process_url": reverse("admin:{}_{}_process_import".format(*names)),
        }
        faulty = bool(context.get("faults") or context.get("causes") or context["form"].errors)
        status = 422 if faulty and request.method == "POST" else 200
        return TemplateResponse(request, self.import_template_name, context, status=status)
