"""The admin of rounds: a coordinator opens them here by the act; afterwards they are only shown, and changed on the site."""

import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime, FilteredSelectMultiple
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.acts import open_round
from assessments.models import Door, Round, Unit
from assessments.models.round_rules import ROUND_RULES
from assessments.writing.actor import Actor
from criteria.common.admin_pages import Showcase
from criteria.common.text import Refused
from criteria.models import CriteriaSet

if TYPE_CHECKING:
    _RoundForm = forms.ModelForm[Round]
    _Units = forms.ModelMultipleChoiceField[Unit]
else:  # Django's own classes take no type parameters at run time
    _RoundForm, _Units = forms.ModelForm, forms.ModelMultipleChoiceField


MOMENTS = ("opens_at", "submit_by", "review_by")


class UnitsField(_Units):
    def label_from_instance(self, obj: Unit) -> str:
        """Returns the unit with its time, because a code alone does not identify a unit."""
        days = (obj.in_force_from, obj.in_force_to)
        time = " – ".join(f"{day:%d/%m/%Y}" if day else "…" for day in days)
        return f"{obj.get_level_display()} · {obj.code} {obj.name_vi}" + (
            f" ({time})" if any(days) else ""
        )


class OpenRoundForm(_RoundForm):
    """A form that is the whole act: it is valid only once the round is open."""

    actor: Actor
    units = UnitsField(
        Unit.objects.all(),
        label=_("Các đơn vị"),
        required=False,
        widget=FilteredSelectMultiple(str(_("đơn vị")), is_stacked=False),
        help_text=_("Để trống: mọi đơn vị cùng cấp còn hiệu lực vào ngày 31/12 của năm đánh giá."),
    )

    class Meta:
        model = Round
        fields = (
            *("criteria_set", "title_vi", "title_en", "opens_at", "submit_by", "review_by"),
            *ROUND_RULES,
        )
        field_classes = dict.fromkeys(MOMENTS, forms.SplitDateTimeField)
        widgets = dict.fromkeys(MOMENTS, AdminSplitDateTime)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = CriteriaSet.objects.filter(status=CriteriaSet.Status.PUBLISHED)
        self.fields["criteria_set"].queryset = published  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Opens the round as soon as every check has passed; the act has more to say against it."""
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        values = dict(self.cleaned_data)
        units = list(values.pop("units")) or self._in_force(values["criteria_set"])
        try:
            self.instance = open_round(actor=self.actor, units=units, **values)
        except Refused as refused:
            language = get_language() or "vi"
            for cause in refused.causes:
                self.add_error(None, cause.in_language(language))

    @staticmethod
    def _in_force(criteria_set: CriteriaSet) -> list[Unit]:
        year_end = datetime.date(criteria_set.year, 12, 31)
        return list(Unit.objects.filter(level=criteria_set.level).in_force(year_end))

    def save(self, commit: bool = True) -> Round:
        """Returns the round as the act made it; there is nothing left to save."""
        self.save_m2m = lambda: None  # type: ignore[method-assign]
        return self.instance


@admin.register(Round)
class RoundAdmin(Showcase):
    list_display = ("title_vi", "year", "level", "opens_at", "submit_by", "review_by", "sheets")
    list_filter = ("criteria_set__level", "year", "is_demo")
    list_select_related = ("criteria_set",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rounds: QuerySet[Any] = super().get_queryset(request).annotate(units=Count("assessments"))
        return rounds

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or self.has_add_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return request.user.is_authenticated and permissions.may_coordinate(request.user)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if change:
            return super().get_form(request, obj, change, **kwargs)
        actor = Actor(request.user, Door.ADMIN)  # type: ignore[arg-type]  # signed in by now
        return type("OpenRoundFormOfActor", (OpenRoundForm,), {"actor": actor})

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = (*OpenRoundForm.Meta.fields, "is_demo", "sheets")
        return shown if obj else (*OpenRoundForm.Meta.fields, "units")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("sheets",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Does nothing, because the form's act has saved the round."""

    @admin.display(description=_("cấp"), ordering="criteria_set__level")
    def level(self, round_: Round) -> str:
        return round_.criteria_set.get_level_display()

    @admin.display(description=_("số đơn vị"), ordering="units")
    def sheets(self, round_: Any) -> SafeString:
        address = reverse("admin:assessments_assessment_changelist")
        return format_html(
            '<a href="{}?round__id__exact={}">{}</a>', address, round_.pk, round_.units
        )
