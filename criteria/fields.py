"""The columns of the models: exact points, NFC text, accent-free search."""

import functools
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from django.db.models.signals import pre_save
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from criteria.common.numbers import parse
from criteria.common.text import Refused, fold, readable

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:
    _Char = models.CharField[str, str]
    _Text = models.TextField[str, str]

    class _Decimal(models.DecimalField[_Set, _Get]):
        """The type checker's view of the column: it reads and writes ``Decimal``, or ``None`` where it may be null."""

else:
    # Django's fields take no type parameters at run time.
    _Char, _Text = models.CharField, models.TextField

    class _Decimal(models.BigIntegerField):
        __class_getitem__ = classmethod(lambda cls, _types: cls)


class NumberFormField(forms.DecimalField):
    """A number in a form of the admin, read as on every page; ``localize`` shows it in the page's language."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        language = get_language() or "vi"
        try:
            return parse(value, language=language)
        except Refused as refused:
            raise ValidationError(
                [cause.in_language(language) for cause in refused.causes]
            ) from refused


class FixedPointField(_Decimal[_Set, _Get]):
    """An exact decimal with ``places`` decimals, which the database keeps as a whole number of its last place.

    SQLite would keep a DecimalField as binary floating point; whole numbers sum, compare and
    divide exactly and alike on both databases. Python sees ``Decimal`` only.
    """

    def __init__(self, *args: Any, places: int = 4, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "places": self.places}

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError(_("Số thực nhị phân không được dùng cho điểm."))
        try:
            number = Decimal(value)
        except (InvalidOperation, TypeError, ValueError) as error:
            raise ValidationError(
                _("“%(value)s” không phải là số."), params={"value": value}
            ) from error
        if not number.is_finite():
            raise ValidationError(_("“%(value)s” không phải là số."), params={"value": value})
        return number

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]
        number = self.to_python(value) or Decimal(0)
        scaled = number.scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{number} has more than {self.places} decimals")
        return int(scaled)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        value: Any = self.value_from_object(obj)
        return "" if value is None else format(value.normalize(), "f")

    @property
    def validators(self) -> list[Any]:
        # The integer limits of the column say nothing about the decimal that Python sees.
        return list(self.__dict__["_validators"])

    def formfield(self, **kwargs: Any) -> forms.Field:
        return NumberFormField(
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
            decimal_places=self.places,
            localize=True,
        )


class PointsField(FixedPointField[_Set, _Get]):
    """Points, kept to 4 decimals (DOMAIN, Arithmetic)."""


def points_from_stored(stored: int) -> Decimal:
    """Returns the points that the database's whole number in a ``PointsField`` stands for."""
    return Decimal(stored).scaleb(-4)


class IndexField(FixedPointField[_Set, _Get]):
    """An index in percent, kept to 2 decimals as it is published."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "places": 2})


@functools.lru_cache(maxsize=10_001)
def percent_from_stored(stored: int) -> Decimal:
    """Returns the percentage that the database's whole number in an ``IndexField`` stands for."""
    return Decimal(stored).scaleb(-2)


def as_stored(field: str) -> Cast:
    """Returns a column of either kind as the whole number that it holds.

    Tables read tens of thousands and show few of them; only those few need become decimals.
    """
    return Cast(models.F(field), models.BigIntegerField())


def _readable(value: Any, line_break: str) -> Any:
    # A lookup may be an expression, and a column may be null.
    return readable(value, line_break) if isinstance(value, str) else value


class NfcCharField(_Char):
    """Short text, stored and looked up in Unicode NFC, and so that every file can hold it."""

    def to_python(self, value: Any) -> Any:
        return _readable(super().to_python(value), " ")

    def get_prep_value(self, value: Any) -> Any:
        return _readable(super().get_prep_value(value), " ")


class NfcTextField(_Text):
    """Long text, stored and looked up in Unicode NFC, and so that every file can hold it."""

    def to_python(self, value: Any) -> Any:
        return _readable(super().to_python(value), "\n")

    def get_prep_value(self, value: Any) -> Any:
        return _readable(super().get_prep_value(value), "\n")


class FoldedField(_Text):
    """The folded text of ``sources``, kept in step by every save, for search that ignores accents."""

    def __init__(self, *args: Any, sources: Sequence[str] = (), **kwargs: Any) -> None:
        self.sources = tuple(sources)
        super().__init__(*args, **{**kwargs, "editable": False, "blank": True, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sources": self.sources}

    def contribute_to_class(self, cls: type[models.Model], name: str, **kwargs: Any) -> None:  # type: ignore[override]
        super().contribute_to_class(cls, name, **kwargs)
        pre_save.connect(self._before_raw_save, sender=cls)

    def _before_raw_save(self, instance: models.Model, raw: bool, **_kwargs: Any) -> None:
        if raw:  # loaddata does not ask fields for their value
            self.pre_save(instance, False)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = fold(" ".join(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text
