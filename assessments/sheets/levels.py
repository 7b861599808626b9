"""A leaf's scale as lines: what each gives, and who reaches it: the unit, its reviewer, last year's result."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.models import Score, Side
from assessments.sheets.panel import ShownSide
from criteria.common.text import Text
from criteria.models import Criterion
from criteria.scales import Field, Part, Scale, parse_scale
from criteria.scales.entries import Entry
from criteria.scales.expressions import DividesByZero
from criteria.scales.fields import is_shown

Values = Mapping[str, Any]


@dataclass(frozen=True)
class ScaleLine:
    """A line of the scale. Where it is picked from, ``field`` and ``index`` say what an input of it sends."""

    label: Text
    points: Decimal | None
    when: Text | None = None
    field: Field | None = None
    index: int = 0
    is_typed: bool = False
    """True where its input is chosen in the form."""
    is_claimed: bool = False
    is_awarded: bool = False
    is_last: bool = False


def levels_of(
    scale: Scale, typed: ShownSide, claimed: Side, awarded: Side, last: Side
) -> list[ScaleLine]:
    """Returns the lines of every part, each with the marks of the sides that reach it."""
    picked = {
        (one.field.name, option.index)
        for one in typed.inputs
        for option in one.options
        if option.chosen
    }
    sides = [_values(scale, side) for side in (claimed, awarded, last)]
    levels: list[ScaleLine] = []
    for part in scale.parts:
        marks = [_reached(part, values) for values in sides]
        for number, level in enumerate(part.rows):
            levels.append(
                ScaleLine(
                    *(level.label, level.points, level.when, level.field, level.index),
                    level.field is not None and (level.field.name, level.index) in picked,
                    *(number in reached for reached in marks),
                )
            )
    return levels


def edges_of(scale: Scale) -> list[Text]:
    """Returns what the scale says beside its levels: of a denominator of 0, of rounding, of a sum with a cap."""
    lines = {line for part in scale.parts for line in part.describe()}
    capped = [line for part in scale.parts for line in part.describe()[len(part.rows) :]]
    how = f"Cách tính: {scale.how.vi}" if scale.how else ""
    return capped + [text for text in scale.describe() if text not in lines and text.vi != how]


def _values(scale: Scale, side: Side) -> Values:
    """Returns what a saved side means, field by field; nothing where it is empty, or is of another scale."""
    if not side.input:
        return {}
    names = {field.name for field in scale.fields}
    reader = Entry({key: value for key, value in side.input.items() if key in names}, scale.fields)
    values = {}
    for field in scale.fields:
        if is_shown(field, side.input):
            values[field.name] = reader.read(field)
    return {} if reader.faults else values


def _reached(part: Part, values: Values) -> set[int]:
    """Returns the places of the lines that an entry reaches."""
    if not values:
        return set()
    try:
        return part.lines_reached(values)
    except (DividesByZero, KeyError, TypeError):
        # A figure is missing: it waits for the round, or the leaf is not to be scored here.
        return set()


def last_side(score: Score | None, scale: Scale) -> Side:
    """Returns last year's result as a side of this year's scale: its figures only where they have the same names."""
    if score is None:
        return Side()
    side = score.awarded if score.awarded.input else score.claimed
    kept = same_figures(side.input or {}, score.criterion, scale)
    return Side(kept or None, score.awarded_points, score.awarded_na, "")


def same_figures(entry: Mapping[str, Any], leaf: Criterion, scale: Scale) -> dict[str, Any]:
    """Returns of an entry on an earlier leaf the figures that this scale asks for in the same words."""
    old = parse_scale(leaf.scale, leaf.max_points)
    same = {
        field.name
        for field in scale.fields
        if any(_in_vietnamese(field) == _in_vietnamese(other) for other in old.fields)
    }
    return {key: value for key, value in entry.items() if key in same}


def _in_vietnamese(field: Field) -> tuple[str, ...]:
    """Returns what a figure is called and what may be chosen; one year's set may have its English, the other not yet."""
    return (field.name, field.label.vi, *(option.vi for option in field.options))
