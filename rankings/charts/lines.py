"""Indices over the years: a line a unit, each with a shape of its own and its values written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common.drawing import coordinate
from rankings.charts.base import WIDTH, percent_label, short_label

HIGH, TOP, LEFT, SPAN = 170, 16, 40, 400
LEGEND = 18
LETTERS, ROOM = 10, 24
"""The height of a value's letters, and that of a shape with its value."""
SHAPES = ("circle", "square", "triangle", "diamond", "cross")


@dataclass(frozen=True)
class Track:
    """A unit's published indices in percent by year."""

    name: str
    values: dict[int, Decimal]


@dataclass(frozen=True)
class Point:
    x: str
    y: str
    value: str
    value_y: str
    corners: str


@dataclass(frozen=True)
class ChartLine:
    number: int
    name: str
    shape: str
    path: str
    points: Sequence[Point]
    legend: Point


@dataclass(frozen=True)
class Lines:
    id: str
    title: str
    width: int
    height: int
    lines: Sequence[ChartLine]
    years: Sequence[tuple[str, int]]
    years_y: str
    grid: Sequence[tuple[str, str, int]]
    """(y of the line, y of its text, percent)"""


def draw_lines(key: str, title: str, tracks: Sequence[Track]) -> Lines:
    """Returns the chart. Past the number of shapes they begin anew; the tracks' names still tell them apart."""
    years = sorted({year for track in tracks for year in track.values})
    values = [value for track in tracks for value in track.values.values()]
    low = max(0, int(min(values, default=Decimal(0))) // 10 * 10 - 10)
    high = min(100, int(max(values, default=Decimal(100))) // 10 * 10 + 10)
    # A year without a ranking keeps its place, so that no line becomes steeper.
    places = {year: _across(year - years[0], years[-1] - years[0] + 1) for year in years}

    def up(value: Decimal) -> Decimal:
        return TOP + HIGH - (value - low) * HIGH / (high - low)

    bottom = TOP + HIGH + 30
    heights = {
        year: _labels([up(track.values[year]) for track in tracks if year in track.values])
        for year in years
    }
    drawn = []
    for number, track in enumerate(tracks, 1):
        shape = SHAPES[(number - 1) % len(SHAPES)]
        points = [
            _point(places[year], up(value), shape, percent_label(value), heights[year][up(value)])
            for year, value in sorted(track.values.items())
        ]
        drawn.append(
            ChartLine(
                number=(number - 1) % len(SHAPES) + 1,
                name=short_label(track.name),
                shape=shape,
                path=" ".join(f"{point.x},{point.y}" for point in points),
                points=points,
                legend=_point(Decimal(10), Decimal(bottom + number * LEGEND - 4), shape, ""),
            )
        )
    return Lines(
        id=key,
        title=title,
        width=WIDTH,
        height=bottom + len(tracks) * LEGEND + 8,
        lines=drawn,
        years=[(coordinate(places[year]), year) for year in years],
        years_y=coordinate(TOP + HIGH + 16),
        grid=[
            (coordinate(up(Decimal(step))), coordinate(up(Decimal(step)) + 4), step)
            for step in range(low, high + 1, 10)
        ],
    )


def _across(place: int, count: int) -> Decimal:
    return LEFT + (Decimal(SPAN) * (2 * place + 1) / (2 * count))


def _labels(heights: Sequence[Decimal]) -> dict[Decimal, Decimal | None]:
    """Returns the height at which each point's value is written: above it, below it, or, in a crowd, nowhere.

    The table beside the chart has all values.
    """
    labels: dict[Decimal, Decimal | None] = {}
    ends = (min(heights), max(heights))
    # The highest and the lowest come first, so that only values in between are left out.
    for y in sorted(set(heights), key=lambda y: (y not in ends, y)):
        taken = [label for label in labels.values() if label is not None]
        sides = []
        if not any(y - ROOM < other < y for other in heights):
            sides.append(y - 8)
        if not any(y < other < y + ROOM for other in heights):
            sides.append(y + 17)
        free = (side for side in sides if all(abs(side - label) >= LETTERS for label in taken))
        labels[y] = next(free, None)
    return labels


def _point(x: Decimal, y: Decimal, shape: str, value: str, value_y: Decimal | None = None) -> Point:
    offsets = {
        "triangle": ((0, -6), (6, 5), (-6, 5)),
        "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
    }.get(shape, ())
    return Point(
        x=coordinate(x),
        y=coordinate(y),
        value="" if value_y is None else value,
        value_y="" if value_y is None else coordinate(value_y),
        corners=" ".join(f"{coordinate(x + a)},{coordinate(y + b)}" for a, b in offsets),
    )
