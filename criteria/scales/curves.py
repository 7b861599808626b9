"""How points run with a measure: straight pieces between the values at which they jump or bend, for a picture."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from criteria.common.text import NO_TEXT, Text
from criteria.scales.measures import Measure
from criteria.scales.parts.base import Course
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
    """The points of one part over one measure; ``option`` is the label of the option that holds the part."""

    option: Text | None
    measure: Measure
    stretches: tuple[Stretch, ...]
    turns: tuple[tuple[Fraction, Fraction], ...]
    """The values at which it jumps or bends, each with the points exactly there."""
    note: Text = NO_TEXT
    """What else the points suppose."""

    @property
    def low(self) -> Fraction:
        return self.stretches[0].start

    @property
    def high(self) -> Fraction:
        return self.stretches[-1].end


def curves_of(scale: Scale) -> list[Curve]:
    """Returns the curves of all parts that have some, those inside options too."""
    return [_curve(course) for part in scale.parts for course in part.courses]


def _curve(course: Course) -> Curve:
    low, high = _range(course)
    ends = sorted({low, high, *course.turns})
    return Curve(
        course.option,
        course.measure,
        tuple(_stretch(course, start, end) for start, end in pairwise(ends)),
        tuple((value, course.points_at(value)) for value in course.turns),
        course.note,
    )


def _range(course: Course) -> tuple[Fraction, Fraction]:
    """Returns from where to where a curve is worth drawing: from 0 or less, and beyond its last turn where it goes on."""
    measure, first, last = course.measure, course.turns[0], course.turns[-1]
    if course.in_steps:
        return first, last + 1
    beyond = max(last - min(first, Fraction(0)), Fraction(1)) / 5
    may_be_negative = not (measure.is_figure or measure.is_ratio)
    low = first - beyond if first < 0 or (may_be_negative and first == 0) else Fraction(0)
    if measure.shows_percent and last <= _WHOLE:
        return low, _WHOLE
    return low, last + beyond


def _stretch(course: Course, start: Fraction, end: Fraction) -> Stretch:
    if course.in_steps:
        points = course.points_at(start)
        return Stretch(start, end, points, points)
    # Within it points run straight: two of them say where it begins and ends.
    third = (end - start) / 3
    one, two = course.points_at(start + third), course.points_at(end - third)
    return Stretch(start, end, 2 * one - two, 2 * two - one)
