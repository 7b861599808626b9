"""The admin of units: provinces, ministries and others, each with the time of its existence."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX

from assessments.acts import import_units
from assessments.admin.rosters import RosterDesk
from assessments.models import Unit
from assessments.people.rosters.units import COLUMNS, unit_rows
from criteria.common.admin_pages import Desk
from criteria.common.tables.exporting import export_of


@admin.register(Unit)
class UnitAdmin(RosterDesk, ExportMixin, Desk):  # type: ignore[misc]  # ships no types
    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
    import_help = _(
        "Mỗi dòng một đơn vị. Đơn vị không có trong tệp giữ nguyên; tệp xuất từ đây nhập lại được."
    )
    roster = ("don-vi", COLUMNS, import_units, unit_rows)
    resource_classes = [export_of(Unit, COLUMNS)]
    # The formats that the import takes back.
    export_formats = (CSV, XLSX)
    list_display = (
        "code",
        "name_vi",
        "level",
        "region",
        "in_force_from",
        "in_force_to",
        "ranked",
    )
    list_display_links = ("code", "name_vi")
    list_filter = ("level", "region", "ranked", "in_force_from", "in_force_to")
    list_per_page = 200
    autocomplete_fields = ("formed_from",)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        units: QuerySet[Any] = super().get_export_queryset(request)
        return units.prefetch_related("formed_from")
