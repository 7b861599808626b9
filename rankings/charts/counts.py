"""CountBars: how many units have so many points, a bar for each number of points or for each tenth of the maximum."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from criteria.common.drawing import coordinate
from criteria.common.numbers import round_half_up, show
from rankings.charts.base import WIDTH

MOST_BARS = 12
ROW, BAR, LEFT, SPAN, TOP = 24, 14, 96, 330, 4


@dataclass(frozen=True)
class CountBar:
    """The units whose points are ``label``, which may be a span of points."""

    label: str
    count: int
    y: str
    text_y: str
    width: str
    value_x: str


@dataclass(frozen=True)
class CountBars:
    title: str
    width: int
    height: int
    bars: Sequence[CountBar]
    label_x: int
    left: int


def draw_counts(title: str, counts: Sequence[tuple[Decimal, int]], most: Decimal) -> CountBars:
    """Returns the chart, the most points first; ``counts`` has each number of points once."""
    labelled = (
        [(_number(points), count) for points, count in counts]
        if len(counts) <= MOST_BARS
        else _tenths(counts, most)
    )
    longest = max(count for _label, count in labelled) or 1
    bars = []
    for place, (label, count) in enumerate(labelled):
        y, width = TOP + place * ROW, Decimal(SPAN) * count / longest
        bars.append(
            CountBar(
                label,
                count,
                coordinate(y + (ROW - BAR) // 2),
                coordinate(y + ROW // 2 + 4),
                coordinate(width),
                coordinate(LEFT + width + 6),
            )
        )
    return CountBars(title, WIDTH, TOP * 2 + ROW * len(bars), bars, LEFT - 8, LEFT)


def _tenths(counts: Sequence[tuple[Decimal, int]], most: Decimal) -> list[tuple[str, int]]:
    """Returns the counts by tenths of the maximum, from the highest reached to the lowest; the maximum is of the highest."""
    found = [0] * 10
    for points, count in counts:
        found[min(int(points * 10 / most), 9)] += count
    reached = [tenth for tenth in range(10) if found[tenth]]
    bounds = [round_half_up(most * tenth / 10, 4) for tenth in range(11)]
    return [
        (
            # A bound belongs to the tenth that it begins; the maximum has none of its own.
            f"{_number(bounds[tenth])} – {'' if tenth == 9 else '< '}{_number(bounds[tenth + 1])}",
            found[tenth],
        )
        for tenth in range(reached[-1], reached[0] - 1, -1)
    ]


def _number(points: Decimal) -> str:
    return show(points, get_language() or "vi")
