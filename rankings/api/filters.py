"""Filters of lists. A misspelt parameter is refused, not ignored: its answer would be a wrong one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet, TextChoices
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request
from rest_framework.views import APIView

from assessments.models import Status
from criteria.common.forms import LARGEST, read_whole
from criteria.common.numbers import as_typed
from criteria.common.text import Text
from criteria.models import Criterion, Level
from rankings.api import selection
from rankings.api.errors import BadParameters


class _WholeNumberField(forms.Field):
    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_python(self, value: str | None) -> int | None:
        if not value:
            return None
        number = read_whole(value, least=1, most=self.most)
        if number is None:
            raise ValidationError("", code="invalid")
        return number


class WholeNumber(filters.Filter):  # type: ignore[misc]  # django-filter ships no types
    field_class = _WholeNumberField

    def expected(self) -> Text:
        most = self.extra["most"]
        return Text(vi=f"số nguyên từ 1 đến {most}", en=f"a whole number from 1 to {most}")


class OneOf(filters.ChoiceFilter):  # type: ignore[misc]  # as above
    def expected(self) -> Text:
        values = ", ".join(value for value, _label in self.extra["choices"])
        return Text(vi=f"một trong: {values}", en=f"one of: {values}")


class Words(filters.Filter):  # type: ignore[misc]  # as above
    """A text that must be met exactly."""

    field_class = forms.Field
    what: Text

    def expected(self) -> Text:
        return self.what


def _one_of(field: str, choices: type[TextChoices], label: str) -> Any:
    # The library's own schema would have a title in the reader's language.
    schema = {"type": "string", "enum": list(choices.values)}
    return extend_schema_field(schema)(
        OneOf(field_name=field, choices=choices.choices, label=label)
    )


def _level(field: str, name: str = "level") -> Any:
    return _one_of(field, Level, f"The {name} of units.")


def _year(field: str) -> Any:
    schema = {"type": "integer", "minimum": 1, "maximum": 9999}
    return extend_schema_field(schema)(WholeNumber(field_name=field, most=9999))


class Region(Words):
    """A socio-economic region by its full name."""

    what = Text(vi="tên vùng", en="the name of a region")


class Code(Words):
    """A domain's or leaf's code in its set."""

    what = Text(vi="mã trong bộ tiêu chí", en="a code of the criteria set")


class UnitClassName(Words):
    """A class of units by its name in the set: A to D where the set has no classes of its own."""

    what = Text(vi="tên nhóm, loại", en="the name of a group")


def _words(kind: type[Words], field: str) -> Any:
    return extend_schema_field({"type": "string", "minLength": 1})(kind(field_name=field))


def _region(field: str) -> Any:
    return _words(Region, field)


def _id(field: str) -> Any:
    schema = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    return extend_schema_field(schema)(WholeNumber(field_name=field, most=LARGEST))


def _group() -> Any:
    return _words(UnitClassName, "group")


class RankingFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("ranking__round__criteria_set__level")
    year = _year("ranking__round__year")
    region = _region("region")
    group = _group()


class VersionFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("round__criteria_set__level")
    year = _year("round__year")


class RowFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    unit = _id("unit")
    region = _region("region")
    group = _group()


class DomainFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    unit = _id("row__unit")
    domain = _words(Code, "domain__code")


class LeafFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    unit = _id("row__unit")
    leaf = _words(Code, "criterion__code")


class MeanFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("ranking__round__criteria_set__level")
    year = _year("ranking__round__year")
    region = _region("region")
    domain = _words(Code, "domain__code")


class SeriesFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    year = _year("ranking__round__year")


class RoundFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("criteria_set__level")
    year = _year("year")


class CriteriaSetFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("level")
    year = _year("year")


class UnitFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("level")
    region = _region("region")


class RegionNameFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    level = _level("level")


class AssessmentFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    round = _id("round")
    status = _one_of("status", Status, "The state of the sheet.")


class ScoreFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    source = _one_of("criterion__source", Criterion.Source, "Where a leaf's points come from.")


class PlanFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    unit = _id("unit")
    year = _year("round__year")


class PlanLeafFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    leaf = _words(Code, "criterion__code")


class FigureFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    leaf = _words(Code, "criterion__code")


class StoreFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    year = _year("assessment__round__year")


class NoFilter(filters.FilterSet):  # type: ignore[misc]  # as above
    """A list that is short and whole."""


class StrictFilters(filters.DjangoFilterBackend):  # type: ignore[misc]  # as above
    """Refuses unknown, empty, repeated and wrong parameters, all of them at once."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: APIView
    ) -> QuerySet[Any]:
        self.check(request, queryset, view)
        filtered: QuerySet[Any] = self.get_filterset(request, queryset, view).qs
        return filtered

    def check(self, request: Request, queryset: QuerySet[Any], view: Any) -> None:
        """Raises ``BadParameters``; it needs no query."""
        fields = list(view.get_serializer_class()().fields)
        filterset = self.get_filterset(request, queryset, view)
        causes = [
            *_causes(request, filterset),
            *view.paginator.faults(request),
            *selection.faults(request, fields),
        ]
        if causes:
            raise BadParameters(*causes)


def _causes(request: Request, filterset: Any) -> Iterator[Text]:
    known = [*filterset.filters, "page", "page_size", selection.PARAMETER, "format"]
    for name, values in request.query_params.lists():
        if name not in known:
            names = ", ".join(known)
            yield Text(
                vi=f"Không có tham số {as_typed(name)}. Các tham số: {names}.",
                en=f"There is no parameter {as_typed(name)}. The parameters are: {names}.",
            )
        elif len(values) > 1 and name != selection.PARAMETER:
            yield Text(vi=f"{name}: chỉ nhận một giá trị.", en=f"{name}: takes one value only.")
        elif name == "format" and not values[0]:
            # The library answers 404 to any other unknown format, but ignores an empty one.
            yield Text(
                vi="format: “” không hợp lệ; cần json hoặc csv.",
                en="format: “” is not valid; give json or csv.",
            )
        elif name in filterset.filters and (not values[0] or name in filterset.form.errors):
            expected = filterset.filters[name].expected()
            yield Text(
                vi=f"{name}: {as_typed(values[0])} không hợp lệ; cần {expected.vi}.",
                en=f"{name}: {as_typed(values[0])} is not valid; give {expected.en}.",
            )
