"""Charts of many units at once as drawings of their own: the map of tiles, counts, regions, years, a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from criteria.common import drawing
from criteria.common.drawing import (
    BoxMark,
    DiamondMark,
    DotMark,
    Drawing,
    Ink,
    LineMark,
    Mark,
    Number,
    TextMark,
    TrackMark,
)
from rankings.charts.base import short_label
from rankings.charts.columns import Columns
from rankings.charts.lines import ChartLine, Lines, Point
from rankings.charts.rows import LANE, LONG, LaneRow, PercentAxis
from rankings.charts.strip import ROW_WIDTH, Row
from rankings.pictures.of_round import NO_TONE, TONES
from rankings.pictures.of_unit import Caption, with_caption

TILE, TILE_HIGH, GAP = 92, 26, 4
NAMES, FIGURES = 300, 60
LETTERS = {"A": "#ffffff", "B": "#ffffff"}
"""The colour of letters on a group's tile; on lighter ones they are dark."""
DARK = "#1a1d21"
LINES = (drawing.TRACK, *(Ink("", stroke=one, width=Decimal(2)) for one in ("#1c5aa6", "#8a2a5e")))
"""The colours of lines, the unit's own first; further ones are grey."""


@dataclass(frozen=True)
class MapTile:
    """A place in the grid with what stands in it; ``tone`` is the letter of its colour, empty for no result."""

    column: int
    row: int
    label: str
    below: str = ""
    tone: str = ""


def map_drawing(caption: Caption, tiles: Sequence[MapTile], groups: Sequence[str]) -> Drawing:
    """Returns the tiles above a line that counts each group, below their title and above their source."""
    marks: list[Mark] = []
    for tile in tiles:
        x, y = tile.column * (TILE + GAP), tile.row * (TILE_HIGH + GAP)
        marks.append(BoxMark(x, y, TILE, TILE_HIGH, TONES.get(tile.tone, NO_TONE)))
        ink = Ink("", fill=LETTERS.get(tile.tone, DARK), weight=500)
        marks.append(TextMark(x + 5, y + 17, short_label(tile.label, 15), ink))
        marks.append(TextMark(x + TILE - 5, y + 17, tile.below, ink, "end"))
    bottom = max(tile.row for tile in tiles) * (TILE_HIGH + GAP) + TILE_HIGH
    marks.append(TextMark(0, bottom + 22, " · ".join(groups), drawing.LABEL))
    return with_caption(Drawing(caption.title, 7 * (TILE + GAP), bottom + 30, marks), caption)


def columns_drawing(caption: Caption, columns: Columns) -> Drawing:
    """Returns how many units reach which index, with their groups, below their title and above their source."""
    marks: list[Mark] = []
    for one in columns.columns:
        middle = Decimal(one.middle)
        if one.count:
            box = (Decimal(one.x), Decimal(one.y), Decimal(one.width), Decimal(one.height))
            marks.append(BoxMark(*box, TONES.get(one.tone, NO_TONE)))
        marks.append(
            TextMark(middle, Decimal(one.count_y), str(one.count), drawing.LABEL, "middle")
        )
        label = f"{one.low}–{one.high}"
        marks.append(TextMark(middle, Decimal(columns.label_y), label, drawing.TICK, "middle"))
        marks.append(TextMark(middle, Decimal(columns.group_y), one.group, drawing.TICK, "middle"))
    base = Decimal(columns.base)
    marks.append(LineMark(8, base, columns.width - 8, base, drawing.AXIS))
    return with_caption(Drawing(caption.title, columns.width, columns.height, marks), caption)


def regions_drawing(caption: Caption, rows: Sequence[tuple[str, Row, str]]) -> Drawing:
    """Returns each region's units on one line with their mean; ``rows`` are its name, its line and its mean in words."""
    marks: list[Mark] = []
    for place, (name, row, mean) in enumerate(rows):
        y = 14 + place * 28
        marks.append(TextMark(0, y + 4, short_label(name, 44), drawing.LABEL))
        marks.append(LineMark(NAMES, y, NAMES + ROW_WIDTH, y, drawing.GRID))
        marks += [DotMark(NAMES + Decimal(x), y, Decimal("3.5"), drawing.DOT) for x in row.dots]
        x_mean = NAMES + Decimal(row.mean)
        marks.append(LineMark(x_mean, y - 9, x_mean, y + 9, drawing.MEAN))
        marks.append(TextMark(NAMES + ROW_WIDTH + FIGURES, y + 4, mean, drawing.LABEL, "end"))
    width = NAMES + ROW_WIDTH + FIGURES
    return with_caption(Drawing(caption.title, width, len(rows) * 28, marks), caption)


def lines_drawing(caption: Caption, lines: Lines) -> Drawing:
    """Returns the indices through the years, a shape and a colour a line, below their title and above their source."""
    marks: list[Mark] = []
    for y, text_y, step in lines.grid:
        marks.append(LineMark(40, Decimal(y), 440, Decimal(y), drawing.GRID))
        marks.append(TextMark(34, Decimal(text_y), str(step), drawing.TICK, "end"))
    for x, year in lines.years:
        marks.append(
            TextMark(Decimal(x), Decimal(lines.years_y), str(year), drawing.TICK, "middle")
        )
    for line in lines.lines:
        marks += _line(line)
    return with_caption(Drawing(caption.title, lines.width, lines.height, marks), caption)


def _line(line: ChartLine) -> list[Mark]:
    ink = LINES[line.number - 1] if line.number <= len(LINES) else drawing.OTHER_TRACK
    marks: list[Mark] = []
    if len(line.points) > 1:
        places: list[tuple[Number, Number]] = [
            (Decimal(point.x), Decimal(point.y)) for point in line.points
        ]
        marks.append(TrackMark(places, ink))
    for point in line.points:
        marks.append(_shape(line, point, ink))
        if point.value:
            place = Decimal(point.x), Decimal(point.value_y)
            marks.append(TextMark(*place, point.value, drawing.LABEL, "middle"))
    marks.append(_shape(line, line.legend, ink))
    marks.append(TextMark(24, Decimal(line.legend.y) + 4, line.name, drawing.LABEL))
    return marks


def _shape(line: ChartLine, point: Point, ink: Ink) -> Mark:
    x, y, filled = Decimal(point.x), Decimal(point.y), Ink("", fill=ink.stroke)
    if line.shape == "circle":
        return DotMark(x, y, 5, filled)
    if line.shape == "square":
        return BoxMark(x - 5, y - 5, 10, 10, filled)
    return DiamondMark(x, y, 6, filled)


def lanes_drawing(
    caption: Caption, axis: PercentAxis, names: Sequence[str], rows: Sequence[tuple[str, LaneRow]]
) -> Drawing:
    """Returns units side by side: a lane each in every domain's row, told apart by their numbers."""
    marks: list[Mark] = [
        TextMark(NAMES + Decimal(x), 10, str(value), drawing.TICK, "middle")
        for x, value in axis.ticks
    ]
    top = 20
    for name, row in rows:
        marks.append(TextMark(0, top + 12, short_label(name, 46), drawing.LABEL))
        for dot in row.dots:
            y = top + Decimal(dot.y)
            marks.append(LineMark(NAMES, y, NAMES + LONG, y, drawing.GRID))
            marks.append(DotMark(NAMES + Decimal(dot.x), y, 5, drawing.BAR))
            words = str(dot.number)
            marks.append(TextMark(NAMES + Decimal(dot.text_x), y + 4, words, drawing.LABEL))
        if row.mean:
            x = NAMES + Decimal(row.mean)
            marks.append(LineMark(x, top, x, top + row.height, drawing.MEAN))
        top += row.height + 8
    for number, name in enumerate(names, 1):
        marks.append(TextMark(0, top + LANE * number, f"{number}. {name}", drawing.LABEL))
    height = top + LANE * len(names) + 8
    return with_caption(Drawing(caption.title, NAMES + LONG, height, marks), caption)
