"""The form of a round that is opened: a published set, its units, dates and rules."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Round, Unit
from assessments.models.round_rules import ROUND_RULES
from criteria.common.moments import typed_moment
from criteria.common.text import FieldFault, Text
from criteria.models import CriteriaSet
from criteria.templatetags.par import say

AT_THE_FIELDS = Text(
    vi="Chưa mở kỳ: hãy sửa những mục báo đỏ bên dưới.",
    en="The round is not opened: correct the fields marked in red below.",
)

if TYPE_CHECKING:
    _RoundForm = forms.ModelForm[Round]
    _Units = forms.ModelMultipleChoiceField[Unit]
else:  # Django's own classes take no type parameters at run time
    _RoundForm, _Units = forms.ModelForm, forms.ModelMultipleChoiceField

MOMENTS = ("opens_at", "submit_by", "review_by")


class MomentField(forms.CharField):
    """A moment by Vietnam's clock, typed as text: browsers' pickers speak the browser's language."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "in moment", "placeholder": "17:00 31/12/2026"})
        super().__init__(**kwargs | {"widget": widget})

    def clean(self, value: str) -> datetime.datetime:
        moment = typed_moment(super().clean(value))
        if moment is None:
            raise forms.ValidationError(_("Hãy ghi theo mẫu 17:00 31/12/2026."))
        return moment


class OpenRoundForm(_RoundForm):
    """Reads what the act ``open_round`` takes; the act judges the rest."""

    units = _Units(Unit.objects.below(None), required=False)

    class Meta:
        model = Round
        fields = ("criteria_set", "title_vi", "title_en", *MOMENTS, *ROUND_RULES)
        field_classes = dict.fromkeys(MOMENTS, MomentField)
        widgets = {
            "title_vi": forms.TextInput(attrs={"class": "in"}),
            "title_en": forms.TextInput(attrs={"class": "in"}),
            **{name: forms.NumberInput(attrs={"class": "in num"}) for name in ROUND_RULES},
        }

    def __init__(self, *args: Any, owner_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner_id = owner_id
        # The act judges the set too; a page shows none of another owner's.
        usable = CriteriaSet.objects.usable_by(owner_id)
        self.fields["criteria_set"].queryset = usable  # type: ignore[attr-defined]
        self.fields["units"].queryset = Unit.objects.below(owner_id)  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Does nothing: the act judges the round, and has more to say."""

    def place(self, causes: Iterable[Text]) -> list[Text]:
        """Puts what the act found wrong to the fields; returns the causes that are about none of them."""
        above = []
        for cause in causes:
            if isinstance(cause, FieldFault) and cause.field in self.fields:
                self.add_error(cause.field, say(cause))
            else:
                above.append(cause)
        return above or [AT_THE_FIELDS]

    def values(self) -> dict[str, Any]:
        """Returns the arguments of the act; without chosen units, those of the set's level at the year's end."""
        values = dict(self.cleaned_data)
        units = list(values.pop("units")) or units_of_year(values["criteria_set"], self.owner_id)
        return values | {"units": units}


def units_of_year(criteria_set: CriteriaSet, owner_id: int | None = None) -> list[Unit]:
    """Returns an owner's units, or the nation's, of a set's level that are in force at the end of its year."""
    year_end = datetime.date(criteria_set.year, 12, 31)
    return list(Unit.objects.below(owner_id).filter(level=criteria_set.level).in_force(year_end))
