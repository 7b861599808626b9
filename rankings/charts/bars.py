"""Bars from 0 to 100 %: one bar a series in each category, with the mean and the best as marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rankings.charts.base import WIDTH, coordinate, percent_label, short_label

LEFT, SPAN = 18, 386
"""The place of 0 %, and the distance from there to 100 %, in units of the drawing."""
BAR, GAP, LABEL = 12, 2, 17
LEGEND = 18
LABEL_LETTERS = 76
"""The letters that fit into a label, which has the whole width; names in the legend begin after the swatch."""


@dataclass(frozen=True)
class Series:
    """The indices of one unit in percent, one for each category."""

    name: str
    values: Sequence[Decimal | None]


@dataclass(frozen=True)
class ChartBar:
    number: int
    """The number of its series, from 1, and of its pattern."""
    y: str
    text_y: str
    width: str
    value: str


@dataclass(frozen=True)
class Category:
    label: str
    label_y: str
    top: str
    bottom: str
    bars: Sequence[ChartBar]
    mean: str
    best: str
    """The marks' place across; empty where there is none."""
    best_points: str
    """The corners of the best's diamond."""


@dataclass(frozen=True)
class Bars:
    id: str
    title: str
    width: int
    height: int
    legend: Sequence[tuple[int, str, str, str]]
    """(number, name, y of the swatch, y of the text)"""
    marks_y: str
    with_marks: bool
    with_best: bool
    categories: Sequence[Category]
    grid: Sequence[tuple[str, str]]
    grid_top: str
    grid_bottom: str
    axis_y: str


def _x(value: Decimal) -> Decimal:
    return LEFT + value * SPAN / 100


def draw_bars(
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    means: Sequence[Decimal | None] = (),
    best: Sequence[Decimal | None] = (),
) -> Bars:
    """Returns the chart. ``key`` must be unique on the page: patterns are found by it."""
    names = [
        (
            number,
            short_label(entry.name),
            coordinate(4 + (number - 1) * LEGEND),
            coordinate(14 + (number - 1) * LEGEND),
        )
        for number, entry in enumerate(series, 1)
    ]
    marked = any(mean is not None for mean in means)
    top = LEGEND * (len(series) + marked) + 10
    y = top
    categories = []
    for place, label in enumerate(labels):
        start = y + LABEL
        mean = means[place] if place < len(means) else None
        highest = best[place] if place < len(best) else None
        bottom = start + (BAR + GAP) * len(series)
        categories.append(
            Category(
                label=short_label(label, LABEL_LETTERS),
                label_y=coordinate(y + 13),
                top=coordinate(start - 1),
                bottom=coordinate(bottom),
                bars=[
                    _bar(number, start + (number - 1) * (BAR + GAP), entry.values[place])
                    for number, entry in enumerate(series, 1)
                ],
                mean="" if mean is None else coordinate(_x(mean)),
                best="" if highest is None else coordinate(_x(highest)),
                # The diamond stands on the bars, since the labels stand above them.
                best_points=""
                if highest is None
                else _diamond(_x(highest), start + ((BAR + GAP) * len(series) - GAP) // 2),
            )
        )
        y = bottom + 8
    return Bars(
        id=key,
        title=title,
        width=WIDTH,
        height=y + 16,
        legend=names,
        marks_y=coordinate(LEGEND * len(series) + 14),
        with_marks=marked,
        with_best=any(entry is not None for entry in best),
        categories=categories,
        grid=[(coordinate(_x(Decimal(step))), str(step)) for step in (0, 25, 50, 75, 100)],
        grid_top=coordinate(top),
        grid_bottom=coordinate(y),
        axis_y=coordinate(y + 12),
    )


def _bar(number: int, y: int, value: Decimal | None) -> ChartBar:
    reached = value or Decimal(0)
    return ChartBar(
        number=number,
        y=coordinate(y),
        text_y=coordinate(y + BAR - 2),
        width=coordinate(reached * SPAN / 100),
        value="–" if value is None else percent_label(value),
    )


def _diamond(x: Decimal, y: int) -> str:
    corners = ((x, y - 5), (x + 5, y), (x, y + 5), (x - 5, y))
    return " ".join(f"{coordinate(a)},{coordinate(b)}" for a, b in corners)
