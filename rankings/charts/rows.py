"""Places on a line in a table's row: every unit as a dot, the mean, and the unit that it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from criteria.common.drawing import coordinate

LONG = 520
STEP = 10


@dataclass(frozen=True)
class PercentAxis:
    """A line from ``low`` to 100 percent, with its ticks."""

    low: int

    def across(self, value: Decimal) -> Decimal:
        return 8 + (value - self.low) * (LONG - 16) / (100 - self.low)

    @property
    def ticks(self) -> list[tuple[str, int]]:
        """The place and the percentage of each tick."""
        step = STEP if self.low >= 40 else 2 * STEP
        values = [value for value in range(self.low, 101) if value % step == 0]
        return [(coordinate(self.across(Decimal(value))), value) for value in values]


def scale_over(values: Sequence[Decimal]) -> PercentAxis:
    """Returns the line on which all the percentages lie."""
    lowest = min(values, default=Decimal(0))
    return PercentAxis(min(floor(lowest / STEP) * STEP, 100 - 2 * STEP))


@dataclass(frozen=True)
class StripRow:
    """The places across; empty where there is none."""

    dots: Sequence[str]
    mean: str
    own: str
    ends: tuple[str, str] | None
    """The lowest and the highest, where the units are too many for dots."""


def draw_strip_row(
    scale: PercentAxis,
    values: Sequence[Decimal],
    *,
    own: Decimal | None,
    mean: Decimal | None,
    ends: tuple[Decimal, Decimal] | None = None,
) -> StripRow:
    def place(value: Decimal | None) -> str:
        return "" if value is None else coordinate(scale.across(value))

    dots = [place(value) for value in values]
    line = (place(ends[0]), place(ends[1])) if ends and not values else None
    return StripRow(dots, place(mean), place(own), line)


LANE = 16


@dataclass(frozen=True)
class LaneDot:
    """A unit's place in its own lane: nobody's stands on another's."""

    number: int
    x: str
    text_x: str
    y: str
    text_y: str


@dataclass(frozen=True)
class LaneRow:
    """A row with a lane for each unit, and the mean through all of them."""

    height: int
    dots: Sequence[LaneDot]
    mean: str


def draw_lanes(
    axis: PercentAxis, values: Sequence[Decimal | None], mean: Decimal | None
) -> LaneRow:
    """Returns the places of the values, numbered from 1; those without a value have none."""
    dots = [
        LaneDot(
            number,
            coordinate(x),
            # Near the end its number stands before it.
            coordinate(x + 9 if x < LONG - 24 else x - 17),
            coordinate(LANE * number - LANE // 2),
            coordinate(LANE * number - LANE // 2 + 4),
        )
        for number, value in enumerate(values, 1)
        if value is not None
        for x in [axis.across(value)]
    ]
    return LaneRow(LANE * len(values), dots, "" if mean is None else coordinate(axis.across(mean)))
