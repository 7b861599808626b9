"""The admin of rounds: shown, never written here; they are opened and changed on the site."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.models import Round
from assessments.models.round_rules import ROUND_RULES
from criteria.common.admin_pages import Showcase

FIELDS = (
    *("criteria_set", "title_vi", "title_en", "opens_at", "submit_by", "review_by"),
    *ROUND_RULES,
)


def _coordinates(request: HttpRequest) -> bool:
    return request.user.is_authenticated and permissions.may_coordinate(request.user, owner=None)


@admin.register(Round)
class RoundAdmin(Showcase):
    list_display = ("title_vi", "year", "level", "opens_at", "submit_by", "review_by", "sheets")
    list_filter = ("criteria_set__level", "year", "is_demo")
    list_select_related = ("criteria_set",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rounds: QuerySet[Any] = super().get_queryset(request).annotate(units=Count("assessments"))
        return rounds.filter(owner=None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or _coordinates(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or _coordinates(request)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*FIELDS, "is_demo", "sheets")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("sheets",)

    @admin.display(description=_("cấp"), ordering="criteria_set__level")
    def level(self, round_: Round) -> str:
        return round_.criteria_set.get_level_display()

    @admin.display(description=_("số đơn vị"), ordering="units")
    def sheets(self, round_: Any) -> SafeString:
        address = reverse("admin:assessments_assessment_changelist")
        return format_html(
            '<a href="{}?round__id__exact={}">{}</a>', address, round_.pk, round_.units
        )
