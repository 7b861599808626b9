"""The admin of rankings: acts compute and publish them, here they are read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from criteria.common.admin_pages import OfTheNation, Showcase
from criteria.templatetags.par import num
from rankings.models import Ranking, RankingRow


@admin.register(Ranking)
class RankingAdmin(Showcase):
    list_display = ("round", "basis", "status", "started_by", "started_at", "published_at")
    list_filter = ("status", "basis", "round__criteria_set__level", "round__year")
    list_select_related = ("round", "started_by")
    search_fields = ("round__search",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.filter(round__owner=None)


@admin.register(RankingRow)
class RankingRowAdmin(Showcase):
    list_display = ("rank", "unit", "index_shown", "points_shown", "group", "ranking")
    list_display_links = ("rank", "unit")
    list_filter = ("ranking__status", ("ranking__round", OfTheNation), "group")
    list_select_related = ("unit", "ranking__round")
    search_fields = ("unit__search",)
    list_per_page = 200

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request)
        return found.filter(ranking__round__owner=None)

    @admin.display(description=_("chỉ số"), ordering="index")
    def index_shown(self, row: RankingRow) -> str:
        return num(row.index, 2)

    @admin.display(description=_("điểm đạt được"), ordering="points")
    def points_shown(self, row: RankingRow) -> str:
        return num(row.points)
