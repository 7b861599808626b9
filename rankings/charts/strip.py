"""A strip: a dot for each unit at its index, piled where they would touch; mean, lowest and highest by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

from criteria.common.drawing import coordinate
from rankings.charts.base import short_label

STEP = 5
MOST_DOTS = 200
"""The most units of which each is a dot; of more only a histogram tells anything."""
RADIUS, APART = Decimal("4.4"), Decimal(10)
TOP, FOOT, LABEL = 36, 26, 18
LETTER = Decimal("6.6")
"""The width of a label's letter."""


@dataclass(frozen=True)
class StripUnit:
    """A unit's dot: its index in percent, its group, and what is said of it."""

    index: Decimal
    group: str
    words: str


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    group: str
    words: str


@dataclass(frozen=True)
class End:
    """The lowest or the highest: where its leader stands, and its label."""

    x: str
    text_x: str
    anchor: str
    label: str


@dataclass(frozen=True)
class Strip:
    title: str
    width: int
    height: int
    dots: Sequence[Dot]
    base: str
    tick_y: str
    label_y: str
    ticks: Sequence[tuple[str, int]]
    mean_x: str
    mean_text_x: str
    mean: str
    ends: Sequence[End]

    @property
    def said(self) -> str:
        """The lowest, the highest and the mean, as their labels say them."""
        return "; ".join([*(end.label for end in self.ends), *([self.mean] if self.mean else [])])


def span_of(indices: Iterable[Decimal]) -> tuple[int, int]:
    """Returns the whole steps of 5 % between which all the indices lie, at least one apart."""
    values = list(indices)
    low = min(floor(min(values) / STEP) * STEP, 100 - STEP)
    return low, max(ceil(max(values) / STEP) * STEP, low + STEP)


def draw_strip(
    title: str,
    units: Sequence[StripUnit],
    *,
    width: int,
    mean: tuple[Decimal, str] | None,
    lowest: str,
    highest: str,
) -> Strip:
    """Returns the strip of at least one unit; ``lowest`` and ``highest`` are the labels of its ends."""
    low, high = span_of(one.index for one in units)

    def across(index: Decimal) -> Decimal:
        return 8 + (index - low) * (width - 16) / (high - low)

    placed = _pile([(across(one.index), one) for one in units])
    levels = max(level for _x, level, _one in placed) + 1
    base = TOP + 40 + int(APART) * levels
    step = STEP if (high - low) * 9 <= width else 2 * STEP
    ends = [_end(across(max(one.index for one in units)), highest, width, False)]
    if lowest:
        ends.append(_end(across(min(one.index for one in units)), lowest, width, True))
    mean_x = None if mean is None else across(mean[0])
    half = 0 if mean is None else len(mean[1]) * LETTER / 2
    return Strip(
        title=title,
        width=width,
        height=base + FOOT,
        dots=[
            Dot(coordinate(x), coordinate(base - 5 - APART * level), one.group, one.words)
            for x, level, one in placed
        ],
        base=coordinate(base),
        tick_y=coordinate(base + 4),
        label_y=coordinate(base + LABEL),
        ticks=[
            (coordinate(across(Decimal(value))), value)
            for value in range(low, high + 1, STEP)
            if value % step == 0
        ],
        mean_x="" if mean_x is None else coordinate(mean_x),
        mean_text_x=""
        if mean_x is None
        else coordinate(min(max(mean_x, Decimal(half)), width - Decimal(half))),
        mean="" if mean is None else mean[1],
        ends=ends,
    )


def _end(x: Decimal, label: str, width: int, is_left: bool) -> End:
    shown = short_label(label, int(width // 2 / LETTER))
    return End(
        x=coordinate(x),
        text_x="0" if is_left else str(width),
        anchor="start" if is_left else "end",
        label=shown,
    )


def _pile(units: Iterable[tuple[Decimal, StripUnit]]) -> list[tuple[Decimal, int, StripUnit]]:
    """Puts each dot exactly at its place across, on the lowest level on which it touches no other."""
    last: list[Decimal] = []
    placed = []
    for x, one in sorted(units, key=lambda pair: pair[0]):
        level = next((n for n, end in enumerate(last) if x - end >= APART), len(last))
        if level == len(last):
            last.append(x)
        last[level] = x
        placed.append((x, level, one))
    return placed


@dataclass(frozen=True)
class Row:
    """A region's units on one line, with their mean."""

    dots: Sequence[str]
    mean: str


ROW_WIDTH = 400


def draw_row(indices: Sequence[Decimal], mean: Decimal, span: tuple[int, int]) -> Row:
    """Returns the places across of the indices and of their mean, in a line from the first to the last of ``span``."""
    low, high = span

    def across(index: Decimal) -> str:
        return coordinate(6 + (index - low) * (ROW_WIDTH - 12) / (high - low))

    return Row([across(index) for index in indices], across(mean))
