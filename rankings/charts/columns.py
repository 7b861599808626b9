"""A histogram: the units counted by their indices in steps of 5 %, each column in the colour of its units' group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.drawing import coordinate
from rankings.charts.base import WIDTH

STEP = 5
HIGH, TOP, LEFT = 150, 24, 8


@dataclass(frozen=True)
class ChartColumn:
    """The units with indices from ``low`` to under ``high`` percent; the last column takes 100 too."""

    low: int
    high: int
    count: int
    group: str
    """The groups of its units, as the ranking has them; empty without units."""
    tone: str
    """The letter of the group's colour; empty for a column that holds several groups or none."""
    x: str
    y: str
    width: str
    height: str
    middle: str
    count_y: str


@dataclass(frozen=True)
class Columns:
    id: str
    title: str
    width: int
    height: int
    columns: Sequence[ChartColumn]
    base: str
    label_y: str
    group_y: str


def draw_columns(key: str, title: str, units: Iterable[tuple[Decimal, str, str]]) -> Columns:
    """Returns the chart from the lowest step that holds a unit to the highest; ``units`` are (index, group, tone)."""
    counts: dict[int, int] = {}
    groups: dict[int, set[tuple[str, str]]] = {}
    for index, group, tone in units:
        low = min(int(index) // STEP * STEP, 100 - STEP)
        counts[low] = counts.get(low, 0) + 1
        groups.setdefault(low, set()).add((group, tone))
    lows = range(min(counts), max(counts) + STEP, STEP) if counts else range(0)
    most = max(counts.values(), default=1)
    width = Decimal(WIDTH - 2 * LEFT) / max(len(lows), 1)
    drawn = []
    for place, low in enumerate(lows):
        count, held = counts.get(low, 0), sorted(groups.get(low, ()))
        height = Decimal(HIGH) * count / most
        x = LEFT + width * place
        drawn.append(
            ChartColumn(
                low=low,
                high=low + STEP,
                count=count,
                group=", ".join(group for group, _tone in held),
                tone=held[0][1] if len(held) == 1 else "",
                x=coordinate(x + 2),
                y=coordinate(TOP + HIGH - height),
                width=coordinate(width - 4),
                height=coordinate(height),
                middle=coordinate(x + width / 2),
                count_y=coordinate(TOP + HIGH - height - 4),
            )
        )
    return Columns(
        id=key,
        title=title,
        width=WIDTH,
        height=TOP + HIGH + 40,
        columns=drawn,
        base=coordinate(TOP + HIGH),
        label_y=coordinate(TOP + HIGH + 14),
        group_y=coordinate(TOP + HIGH + 30),
    )
