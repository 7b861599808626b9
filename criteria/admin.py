"""The admin of criteria: drafts are edited here, published sets are only shown."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin

from criteria.actions import publish_set, validate_set
from criteria.desk import Desk, tell
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from criteria.resources import CriterionResource
from criteria.templatetags.par import num
from criteria.text import Refused

PUBLISH = "criteria.publish_criteriaset"

admin.site.site_header = _("Quản trị Chỉ số cải cách hành chính")
admin.site.site_title = _("Quản trị")
admin.site.index_title = _("Dữ liệu")


class CriteriaDesk(Desk):
    """Who publishes sets may see them here; only administrators edit drafts."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or request.user.has_perm(PUBLISH)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm(PUBLISH)


@admin.register(ReviewingBody)
class ReviewingBodyAdmin(Desk):
    list_display = ("code", "name_vi", "name_en")
    list_display_links = ("code", "name_vi")


@admin.register(CriteriaSet)
class CriteriaSetAdmin(CriteriaDesk):
    list_display = ("title_vi", "code", "level", "year", "status", "is_official", "size")
    list_filter = ("level", "year", "status", "is_official")
    readonly_fields = ("status", "published_at", "tree", "faults")
    actions = ("publish",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        sets: QuerySet[Any] = super().get_queryset(request).annotate(nodes=Count("criteria"))
        return sets

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PUBLISH)

    @admin.display(description=_("số mục"), ordering="nodes")
    def size(self, criteria_set: Any) -> int:
        return int(criteria_set.nodes)

    @admin.display(description=_("cây tiêu chí"))
    def tree(self, criteria_set: CriteriaSet) -> SafeString | str:
        if not criteria_set.pk:
            return "–"
        address = reverse("admin:criteria_criterion_changelist")
        return format_html(
            '<a href="{}?criteria_set__id__exact={}">{}</a>',
            address,
            criteria_set.pk,
            gettext("Mở cây tiêu chí"),
        )

    @admin.display(description=_("lỗi cần sửa trước khi ban hành"))
    def faults(self, criteria_set: CriteriaSet) -> SafeString | str:
        if not criteria_set.pk or criteria_set.is_published:
            return "–"
        language = get_language() or "vi"
        found = [(fault.text.in_language(language),) for fault in validate_set(criteria_set)]
        if not found:
            return gettext("Không có lỗi.")
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", found))

    @admin.action(description=_("Ban hành các bộ tiêu chí đã chọn"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[CriteriaSet]) -> None:
        for criteria_set in queryset:
            try:
                publish_set(criteria_set=criteria_set, by=request.user)
            except Refused as refused:
                tell(request, refused)
            else:
                done = gettext("Đã ban hành “%(title)s”.") % {"title": criteria_set.title_vi}
                messages.success(request, done)


@admin.register(Criterion)
class CriterionAdmin(ExportMixin, CriteriaDesk):  # type: ignore[misc]  # ships no types
    resource_classes = [CriterionResource]
    list_display = ("code", "title_vi", "kind", "maximum", "source", "reviewing_body", "of_set")
    list_display_links = ("code", "title_vi")
    list_filter = ("criteria_set", "kind", "source", "reviewing_body")
    list_select_related = ("criteria_set", "reviewing_body")
    list_per_page = 200
    autocomplete_fields = ("parent", "ancestor")

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        frozen = obj is not None and obj.criteria_set.is_published
        return bool(super().has_change_permission(request, obj) and not frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        frozen = obj is not None and obj.criteria_set.is_published
        return bool(super().has_delete_permission(request, obj) and not frozen)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "criteria_set":
            kwargs["queryset"] = CriteriaSet.objects.exclude(status=CriteriaSet.Status.PUBLISHED)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("điểm tối đa"), ordering="max_points")
    def maximum(self, criterion: Criterion) -> str:
        return num(criterion.max_points)

    @admin.display(description=_("bộ tiêu chí"), ordering="criteria_set__code")
    def of_set(self, criterion: Criterion) -> str:
        return criterion.criteria_set.code
