"""The admin of criteria: drafts are edited here, published sets are read-only."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin

from criteria.actions import copy_set, publish_set, validate_set
from criteria.actions.people import PUBLISH
from criteria.annex.layout import EXPORTED
from criteria.annex.writing import annex_file
from criteria.common.admin_pages import Desk, OfTheNation, show_refusal
from criteria.common.csv_files import CSV_TYPE
from criteria.common.forms import read_whole
from criteria.common.tables.exporting import export_of
from criteria.common.tables.writing import XLSX_TYPE
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from criteria.templatetags.par import num

KINDS = {"xlsx": XLSX_TYPE, "csv": CSV_TYPE}

admin.site.site_header = _("Quản trị Chỉ số cải cách hành chính")
admin.site.site_title = _("Quản trị")
admin.site.index_title = _("Dữ liệu")


class CriteriaDesk(Desk):
    """The people who publish sets may see them here; only administrators edit drafts."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or request.user.has_perm(PUBLISH)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm(PUBLISH)


@admin.register(ReviewingBody)
class ReviewingBodyAdmin(Desk):
    list_display = ("code", "name_vi", "name_en")
    list_display_links = ("code", "name_vi")


class YearForm(ActionForm):
    """The form that asks for the year of copies, beside the list of actions."""

    year = forms.IntegerField(label=_("Năm (khi sao chép)"), required=False)


@admin.register(CriteriaSet)
class CriteriaSetAdmin(CriteriaDesk):
    action_form = YearForm
    list_display = ("title_vi", "code", "level", "year", "status", "is_official", "size")
    list_filter = ("level", "year", "status", "is_official")
    readonly_fields = ("status", "published_at", "tree", "annex", "faults")
    actions = ("publish", "copy_to_year")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        sets: QuerySet[Any] = super().get_queryset(request).annotate(nodes=Count("criteria"))
        return sets.filter(owner=None)

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
            '<a href="{}?criteria_set__id__exact={}">{}</a> · <a href="{}">{}</a>',
            address,
            criteria_set.pk,
            gettext("Mở cây tiêu chí"),
            reverse("set_changes", args=[criteria_set.pk]),
            gettext("So với năm trước"),
        )

    @admin.display(description=_("phụ lục"))
    def annex(self, criteria_set: CriteriaSet) -> SafeString | str:
        if not criteria_set.pk:
            return "–"
        name = "admin:criteria_criteriaset_annex"
        links = [(reverse(name, args=[criteria_set.pk, kind]), kind.upper()) for kind in KINDS]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def get_urls(self) -> Any:
        view = self.admin_site.admin_view(self.annex_view)
        own = path("<int:pk>/annex.<slug:kind>", view, name="criteria_criteriaset_annex")
        return [own, *super().get_urls()]

    def annex_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Returns the set as the file that the import page reads."""
        criteria_set = self.get_object(request, str(pk))
        if (
            criteria_set is None
            or kind not in KINDS
            or not self.has_view_permission(request, criteria_set)
        ):
            raise Http404
        return HttpResponse(
            annex_file(criteria_set, f".{kind}"),
            content_type=KINDS[kind],
            headers={"Content-Disposition": f'attachment; filename="{criteria_set.code}.{kind}"'},
        )

    @admin.action(description=_("Sao chép sang năm khác (ghi năm bên cạnh)"), permissions=["add"])
    def copy_to_year(self, request: HttpRequest, queryset: QuerySet[CriteriaSet]) -> None:
        year = read_whole(request.POST.get("year", ""), least=1000, most=9999)
        if year is None:
            messages.error(request, gettext("Hãy ghi năm của bản sao bên cạnh thao tác."))
            return
        for criteria_set in queryset:
            try:
                copy = copy_set(by=request.user, criteria_set=criteria_set, year=year)
            except Refused as refused:
                show_refusal(request, refused)
            else:
                message = gettext("Đã tạo dự thảo “%(title)s”.") % {"title": copy.title_vi}
                messages.success(request, message)

    @admin.display(description=_("lỗi cần sửa trước khi ban hành"))
    def faults(self, criteria_set: CriteriaSet) -> SafeString | str:
        if not criteria_set.pk or criteria_set.is_published:
            return "–"
        language = get_language() or "vi"
        texts = [(fault.text.in_language(language),) for fault in validate_set(criteria_set)]
        if not texts:
            return gettext("Không có lỗi.")
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", texts))

    @admin.action(description=_("Ban hành các bộ tiêu chí đã chọn"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet[CriteriaSet]) -> HttpResponse | None:
        """Asks once more, with everything that the checks find; once confirmed it publishes what is clean."""
        if "confirmed" not in request.POST:
            return self._asked_to_publish(request, queryset)
        for criteria_set in queryset:
            try:
                publish_set(criteria_set=criteria_set, by=request.user)
            except Refused as refused:
                show_refusal(request, refused)
            else:
                message = gettext("Đã ban hành “%(title)s”.") % {"title": criteria_set.title_vi}
                messages.success(request, message)
        return None

    def _asked_to_publish(
        self, request: HttpRequest, queryset: QuerySet[CriteriaSet]
    ) -> HttpResponse:
        drafts = [(one, validate_set(one)) for one in queryset if not one.is_published]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": gettext("Ban hành bộ tiêu chí"),
            "chosen": queryset,
            "published": [one for one in queryset if one.is_published],
            "drafts": drafts,
            "clean": sum(not faults for _one, faults in drafts),
        }
        return TemplateResponse(request, "admin/publish_sets.html", context)


@admin.register(Criterion)
class CriterionAdmin(ExportMixin, CriteriaDesk):  # type: ignore[misc]  # ships no types
    resource_classes = [export_of(Criterion, EXPORTED)]
    list_display = ("code", "title_vi", "kind", "maximum", "source", "reviewing_body", "of_set")
    list_display_links = ("code", "title_vi")
    list_filter = (("criteria_set", OfTheNation), "kind", "source", "reviewing_body")
    list_select_related = ("criteria_set", "reviewing_body")
    list_per_page = 200
    autocomplete_fields = ("parent", "ancestor")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        criteria: QuerySet[Any] = super().get_queryset(request)
        return criteria.filter(criteria_set__owner=None)

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
            kwargs["queryset"] = CriteriaSet.objects.filter(
                status=CriteriaSet.Status.DRAFT, owner=None
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=_("điểm tối đa"), ordering="max_points")
    def maximum(self, criterion: Criterion) -> str:
        return num(criterion.max_points)

    @admin.display(description=_("bộ tiêu chí"), ordering="criteria_set__code")
    def of_set(self, criterion: Criterion) -> str:
        return criterion.criteria_set.code
