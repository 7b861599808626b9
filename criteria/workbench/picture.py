"""A scale's curves and steps as drawings, each with the table of the values at which its points turn."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language

from criteria.common.drawing import (
    AXIS,
    CLAIM,
    GRID,
    TICK,
    Anchor,
    DotMark,
    Drawing,
    Ink,
    LineMark,
    Mark,
    Number,
    TextMark,
)
from criteria.common.numbers import round_half_up, show
from criteria.common.text import Text
from criteria.scales import Scale, words
from criteria.scales.base import PLACES
from criteria.scales.curves import Curve, Stretch, curves_of
from criteria.scales.expressions import DividesByZero, Quantities

CURVE = Ink("curve", stroke="#1a1d21", width=Decimal(2))
HERE = Ink("f-curve", fill="#1a1d21")
NOT_HERE = Ink("f-hollow", fill="#ffffff", stroke="#858c93")
_LEFT, _RIGHT, _TOP, _HIGH, _WIDE = 44, 12, 14, 150, 400
_FOOT = 24
_DOT, _TRIED = Decimal("3.5"), 6
_BETWEEN = 46
"""The room that a value under the line needs."""


@dataclass(frozen=True)
class ScalePicture:
    """One curve: what it is of, its drawing, and the values at which it turns with the points there."""

    name: Text
    drawing: Drawing
    turns: tuple[tuple[Text, Decimal], ...]


def pictures_of(scale: Scale, quantities: Quantities | None = None) -> list[ScalePicture]:
    """Returns a picture of each curve of a scale; a dot where the ``quantities`` of an entry come to lie."""
    return [_picture(curve, _value(curve, quantities)) for curve in curves_of(scale)]


def _value(curve: Curve, quantities: Quantities | None) -> Fraction | None:
    """Returns the measure's value of an entry; ``None`` where it has none, or chose another option."""
    try:
        return curve.measure.value(quantities) if quantities else None
    except (DividesByZero, KeyError):
        return None


def _picture(curve: Curve, tried: Fraction | None) -> ScalePicture:
    name = curve.measure.name()
    if curve.note.vi:
        name = Text(f"{name.vi} ({curve.note.vi})", f"{name.en} ({curve.note.en})")
    if curve.option:
        name = Text(f"“{curve.option.vi}”: {name.vi}", f"“{curve.option.en}”: {name.en}")
    language = get_language() or "vi"
    return ScalePicture(
        name,
        Drawing(
            _said(curve, name).in_language(language),
            _LEFT + _WIDE + _RIGHT,
            _TOP + _HIGH + _FOOT,
            [*_Plane(curve).marks(tried, language)],
        ),
        tuple((_at(curve, value), _rounded(points)) for value, points in curve.turns),
    )


def _said(curve: Curve, name: Text) -> Text:
    """Returns the picture in words: the points at each turn."""
    pairs = [(_at(curve, x), words.points_in_words(_rounded(y))) for x, y in curve.turns]
    vi = "; ".join(f"{at.vi}: {points.vi}" for at, points in pairs)
    en = "; ".join(f"{at.en}: {points.en}" for at, points in pairs)
    return Text(f"Điểm theo {name.vi}: {vi}", f"Points by {name.en}: {en}")


def _at(curve: Curve, value: Fraction) -> Text:
    return curve.measure.bound_in_words(_rounded(value))


def _rounded(value: Fraction) -> Decimal:
    return round_half_up(value, PLACES)


class _Plane:
    """Where values and points lie on the drawing."""

    def __init__(self, curve: Curve) -> None:
        self._curve = curve
        ends = [points for one in curve.stretches for points in (one.first, one.last)]
        points = [*ends, *(points for _value, points in curve.turns)]
        self._least = min(Fraction(0), *points)
        self._most = max(*points, self._least + Fraction(1, 10000))

    def marks(self, tried: Fraction | None, language: str) -> Iterator[Mark]:
        yield from self._levels(language)
        yield from self._values(language)
        for stretch in self._curve.stretches:
            yield self._line(stretch)
        yield from self._jumps()
        if tried is not None:
            inside = min(max(tried, self._curve.low), self._curve.high)
            yield DotMark(self._x(inside), self._y(self._points_at(inside)), _TRIED, CLAIM)

    def _x(self, value: Fraction) -> Decimal:
        low, high = self._curve.low, self._curve.high
        return _LEFT + round_half_up((value - low) / (high - low) * _WIDE, 2)

    def _y(self, points: Fraction) -> Decimal:
        share = (points - self._least) / (self._most - self._least)
        return _TOP + _HIGH - round_half_up(share * _HIGH, 2)

    def _levels(self, language: str) -> Iterator[Mark]:
        """Yields a line across for each number of points that stands apart from the others, the axis at 0."""
        levels = {Fraction(0), self._most, self._least}
        levels |= {points for _value, points in self._curve.turns}
        taken: list[Decimal] = []
        for points in sorted(levels, key=lambda one: (one not in (0, self._most), one)):
            y = self._y(points)
            if any(abs(y - other) < 14 for other in taken):
                continue
            taken.append(y)
            yield LineMark(_LEFT, y, _LEFT + _WIDE, y, GRID if points else AXIS)
            yield TextMark(_LEFT - 6, y + 4, show(_rounded(points), language), TICK, "end")

    def _values(self, language: str) -> Iterator[Mark]:
        """Yields the values below: both ends, and the turns for which there is room."""
        curve = self._curve
        ends = (curve.low, curve.high)
        foot, taken = _TOP + _HIGH + 18, list[Number]()
        for value in [*dict.fromkeys([*(x for x, _points in curve.turns), *ends])]:
            x = self._x(value)
            if any(abs(x - other) < _BETWEEN for other in taken):
                continue
            taken.append(x)
            anchor: Anchor = "end" if value == curve.high else "middle"
            shown = show(_rounded(value), language) + ("%" if curve.measure.shows_percent else "")
            yield LineMark(x, _TOP + _HIGH, x, _TOP + _HIGH + 4, AXIS)
            yield TextMark(x, foot, shown, TICK, anchor)

    def _line(self, stretch: Stretch) -> Mark:
        return LineMark(
            self._x(stretch.start),
            self._y(stretch.first),
            self._x(stretch.end),
            self._y(stretch.last),
            CURVE,
        )

    def _jumps(self) -> Iterator[Mark]:
        """Yields at each jump a full dot where the value itself lies, an empty one where it does not."""
        before = {one.end: one.last for one in self._curve.stretches}
        after = {one.start: one.first for one in self._curve.stretches}
        for value, points in self._curve.turns:
            sides = {side[value] for side in (before, after) if value in side}
            if sides == {points}:
                continue
            for side in sides - {points}:
                yield DotMark(self._x(value), self._y(side), _DOT, NOT_HERE)
            yield DotMark(self._x(value), self._y(points), _DOT, HERE)

    def _points_at(self, value: Fraction) -> Fraction:
        exact = dict(self._curve.turns).get(value)
        if exact is not None:
            return exact
        piece = next(one for one in self._curve.stretches if one.start <= value <= one.end)
        share = (value - piece.start) / (piece.end - piece.start)
        return piece.first + (piece.last - piece.first) * share
