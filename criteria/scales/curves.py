"""How points run with a measure: straight pieces between the values at which they jump or bend, for a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from criteria.scales.measures import Measure
from criteria.scales.parts.base import Part
from criteria.scales.parts.choice import Choice
from criteria.scales.scale import Scale

_WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A straight piece: the points just after ``start`` and just before ``end``, which may not be those at them."""

    start: Fraction
    end: Fraction
    first: Fraction
    last: Fraction


@dataclass(frozen=True, slots=True)
class Curve:
    """The points of one part over its measure; ``option`` is the label of the option that holds the part."""

    option: str
    measure: Measure
    stretches: tuple[Stretch, ...]
    turns: tuple[tuple[Fraction, Fraction], ...]
    """The values at which it jumps or bends, each with the points exactly there."""

    @property
    def low(self) -> Fraction:
        return self.stretches[0].start

    @property
    def high(self) -> Fraction:
        return self.stretches[-1].end


def curves_of(scale: Scale) -> list[Curve]:
    """Returns the curve of each part that has one, those inside options too."""
    return [_curve(part, option) for part, option in _parts(scale)]


def _parts(scale: Scale) -> Iterator[tuple[Part, str]]:
    for part in scale.parts:
        if part.turns:
            yield part, ""
        if isinstance(part, Choice):
            for index, inner in part.inner:
                if inner.turns:
                    yield inner, part.options[index].label


def _curve(part: Part, option: str) -> Curve:
    [(measure, _when)] = part.measures
    turns = part.turns
    low, high = _range(measure, turns)
    ends = sorted({low, high, *turns})
    return Curve(
        option,
        measure,
        tuple(_stretch(part, start, end) for start, end in pairwise(ends)),
        tuple((value, part.points_at(value)) for value in turns),
    )


def _range(measure: Measure, turns: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    """Returns from where to where a curve is worth drawing: from 0 or less, and beyond its last turn where it goes on."""
    first, last = turns[0], turns[-1]
    beyond = max(last - min(first, Fraction(0)), Fraction(1)) / 5
    may_be_negative = not (measure.is_figure or measure.is_ratio)
    low = first - beyond if first < 0 or (may_be_negative and first == 0) else Fraction(0)
    if measure.shows_percent and last <= _WHOLE:
        return low, _WHOLE
    return low, last + beyond


def _stretch(part: Part, start: Fraction, end: Fraction) -> Stretch:
    # Within it points run straight: two of them say where it begins and ends.
    third = (end - start) / 3
    one, two = part.points_at(start + third), part.points_at(end - third)
    return Stretch(start, end, 2 * one - two, 2 * two - one)
