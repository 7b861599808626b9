"""The admin of the review's threads, stages and councils: shown, never written here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.admin.sheets import LongList
from assessments.models import Council, Remark, Snapshot
from criteria.common.admin_pages import OfTheNation, Showcase


@admin.register(Remark)
class RemarkAdmin(LongList):
    list_display = ("at", "kind", "unit", "code", "turn", "by")
    list_filter = ("kind", ("score__assessment__round", OfTheNation))
    list_select_related = ("score__assessment__unit", "score__criterion", "by")
    search_fields = ("score__assessment__unit__search",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(score__assessment__round__owner=None)

    @admin.display(description=_("đơn vị"))
    def unit(self, remark: Remark) -> str:
        return str(remark.score.assessment.unit)

    @admin.display(description=_("tiêu chí"))
    def code(self, remark: Remark) -> str:
        return remark.score.criterion.code


@admin.register(Snapshot)
class SnapshotAdmin(LongList):
    list_display = ("at", "assessment", "stage", "number", "sha256", "by")
    list_filter = ("stage", ("assessment__round", OfTheNation))
    list_select_related = ("assessment__unit", "assessment__round", "by")
    search_fields = ("assessment__unit__search",)

    def get_queryset(self, request: HttpRequest) -> Any:
        snapshots = super().get_queryset(request).filter(assessment__round__owner=None)
        return snapshots.defer("leaves")


@admin.register(Council)
class CouncilAdmin(Showcase):
    list_display = ("title", "round", "held_on", "minutes_number", "closed_at", "opened_by")
    list_filter = (("round", OfTheNation),)
    list_select_related = ("round", "opened_by")
    search_fields = ("round__search",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(round__owner=None)
