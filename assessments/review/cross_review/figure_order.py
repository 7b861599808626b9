"""The order of declared figures, as the database counts it from a scale's measure."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, FloatField, Value
from django.db.models.expressions import Expression
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Greatest, Least, NullIf

from criteria.scales import Scale
from criteria.scales.expressions import Expression as Measured

_FLOAT = FloatField()
_COUNTED: dict[str, Callable[..., Any]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / NullIf(other, 0, output_field=_FLOAT),
    "min": Least,
    "max": Greatest,
}


def figure_order(scale: Scale) -> F | Expression:
    """Returns the measure of the claimed figures, or the claimed points where a scale has no single measure.

    It is binary, which is good enough to put rows in order.
    """
    order, entered = scale.order, {field.name for field in scale.fields}
    # Days are counted by neither database alike, and a reference value stands in no entry.
    if order is None or not {*_signs(order)} <= {*_COUNTED} or not {*order.keys} <= entered:
        return F("claimed_points")
    counted: F | Expression = _in_database(order)
    return counted


def _signs(expression: Measured) -> list[str]:
    own = [expression.name] if expression.args else []
    return [*own, *(sign for arg in expression.args for sign in _signs(arg))]


def _in_database(expression: Measured) -> Any:
    if expression.number is not None:
        return Cast(Value(str(expression.number)), _FLOAT)
    if not expression.args:
        return Cast(KT(f"claimed_input__{expression.name}"), _FLOAT)
    return _COUNTED[expression.name](*(_in_database(arg) for arg in expression.args))
