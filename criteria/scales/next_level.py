"""What is missing to the next level: how far one figure is from more points, asked of the scale itself."""

from collections.abc import Mapping
from decimal import Decimal

from criteria.common.numbers import read_number
from criteria.common.text import NO_TEXT, Refused, Text
from criteria.scales import words
from criteria.scales.fields import Field, is_shown
from criteria.scales.scale import Scale

_FARTHEST = Decimal(10**7)
"""Nobody is told to add more than this."""


def next_level(scale: Scale, entry: Mapping[str, object]) -> Text | None:
    """Returns the least change of one figure that gives more points, in a sentence; ``None`` where none is known.

    Where points rise without steps, what is missing to the maximum. ``entry`` is complete and right.
    """
    if scale.awaited:
        # The round has taken back a value since the figures were saved.
        return None
    now = scale.score(entry).points
    if now >= scale.max_points:
        return None
    has_steps = all(part.has_levels for part in scale.parts)
    for field in scale.fields:
        if field.type not in ("number", "whole") or field.gives_points:
            continue
        if not is_shown(field, entry):
            continue
        for sign in (1, -1):
            step = _least_step(scale, entry, field, sign, now if has_steps else None)
            if step is not None:
                return _sentence(scale, entry, field, step * sign)
    return None


def _points(scale: Scale, entry: Mapping[str, object], field: Field, value: Decimal) -> Decimal:
    try:
        return scale.score({**entry, field.name: str(value)}).points
    except Refused:
        return Decimal(-1)


def _least_step(
    scale: Scale, entry: Mapping[str, object], field: Field, sign: int, now: Decimal | None
) -> Decimal | None:
    """Returns the least whole step up or down that suffices, found by doubling and halving."""
    value = read_number(str(entry[field.name]))
    farthest = value if sign < 0 else (field.most or _FARTHEST) - value

    def suffices(step: Decimal) -> bool:
        points = _points(scale, entry, field, value + step * sign)
        return points >= scale.max_points if now is None else points > now

    step = Decimal(1)
    while step <= farthest and not suffices(step):
        step *= 2
    if step > farthest:
        step = farthest.to_integral_value(rounding="ROUND_FLOOR")
        if step < 1 or not suffices(step):
            return None
    low, high = step // 2, step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high


def _sentence(scale: Scale, entry: Mapping[str, object], field: Field, step: Decimal) -> Text:
    value = read_number(str(entry[field.name]))
    points = _points(scale, entry, field, value + step)
    counted, gained = words.number(abs(step)), words.points_in_words(points)
    unit = field.unit or NO_TEXT
    much = Text(f"{counted.vi} {unit.vi}".strip(), f"{counted.en} {unit.en}".strip())
    way = Text("Thêm", "more") if step > 0 else Text("Giảm", "less")
    most = points >= scale.max_points
    to_vi = "mức tối đa" if most else gained.vi
    to_en = "the maximum" if most else gained.en
    if field.unit or len([one for one in scale.fields if not one.is_picked]) == 1:
        return Text(
            f"{way.vi} {much.vi} thì đạt {to_vi}.", f"{much.en} {way.en} would reach {to_en}."
        )
    return Text(
        f"{way.vi} {much.vi} ở “{field.label.vi}” thì đạt {to_vi}.",
        f"{much.en} {way.en} in “{field.label.en}” would reach {to_en}.",
    )
