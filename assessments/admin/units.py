"""The admin of units: shown and exported here; they are added and changed on the site."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from import_export.admin import ExportMixin
from import_export.formats.base_formats import CSV, XLSX

from assessments.models import Unit
from assessments.people.rosters.units import COLUMNS
from criteria.common.admin_pages import Showcase
from criteria.common.tables.exporting import export_of


@admin.register(Unit)
class UnitAdmin(ExportMixin, Showcase):  # type: ignore[misc]  # ships no types
    resource_classes = [export_of(Unit, COLUMNS)]
    # The formats that the import of units takes back.
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        units: QuerySet[Any] = super().get_queryset(request)
        return units.filter(parent=None)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        units: QuerySet[Any] = super().get_export_queryset(request)
        return units.prefetch_related("formed_from")
