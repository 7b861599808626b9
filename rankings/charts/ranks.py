"""Ranks through the years: the first at the top; the unit's own line, and those of the units it was formed from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from criteria.common import drawing
from criteria.common.drawing import DotMark, Drawing, LineMark, Mark, TextMark, TrackMark
from rankings.charts.base import short_label

WIDTH, TOP, HIGH, LEFT, RIGHT = 430, 18, 150, 34, 396
APART = 13
"""The height that a rank's figure takes; where two would meet, the unit's own is written."""


@dataclass(frozen=True)
class RankTrack:
    """A unit's ranks by year."""

    name: str
    itself: bool
    ranks: dict[int, int] = field(default_factory=dict)


def draw_ranks(title: str, tracks: Sequence[RankTrack], most: int) -> Drawing | None:
    """Returns the drawing; ``None`` where there are not two ranks. ``most`` is the most units ranked in a year."""
    years = sorted({year for track in tracks for year in track.ranks})
    if sum(len(track.ranks) for track in tracks) < 2 or len(years) < 2:
        return None
    span = years[-1] - years[0]

    def across(year: int) -> Decimal:
        # A year without a ranking keeps its place, so that no line becomes steeper.
        return LEFT + 8 + Decimal(RIGHT - LEFT - 16) * (year - years[0]) / span

    def down(rank: int) -> Decimal:
        return TOP + Decimal(HIGH) * (rank - 1) / max(most - 1, 1)

    marks: list[Mark] = []
    for rank in _grid(most):
        y = down(rank)
        marks += [
            LineMark(LEFT - 8, y, RIGHT + 26, y, drawing.GRID),
            TextMark(LEFT - 14, y + 4, str(rank), drawing.TICK, "end"),
        ]
    marks += [
        TextMark(across(year), TOP + HIGH + 24, str(year), drawing.TICK, "middle") for year in years
    ]
    taken: list[tuple[int, Decimal]] = []
    for track in sorted(tracks, key=lambda one: not one.itself):
        places = [
            (year, rank, across(year), down(rank)) for year, rank in sorted(track.ranks.items())
        ]
        if len(places) > 1:
            ink = drawing.TRACK if track.itself else drawing.OTHER_TRACK
            marks.append(TrackMark([(x, y) for _year, _rank, x, y in places], ink))
        for year, rank, x, y in places:
            marks += _point(track.itself, year == years[-1], year, rank, (x, y), taken)
    height = TOP + HIGH + 32
    if len(tracks) > 1:
        for place, track in enumerate(tracks):
            below = height + 8 + place * 16
            marks += [
                DotMark(
                    LEFT, below - 4, Decimal("3.5"), drawing.OWN if track.itself else drawing.DOT
                ),
                TextMark(LEFT + 10, below, short_label(track.name, 50), drawing.TICK),
            ]
        height += 8 + len(tracks) * 16
    return Drawing(title, WIDTH, height, marks)


def _point(
    itself: bool,
    is_last: bool,
    year: int,
    rank: int,
    place: tuple[Decimal, Decimal],
    taken: list[tuple[int, Decimal]],
) -> list[Mark]:
    """Returns a rank's dot with its figure above or below it; no figure where another one stands already."""
    x, y = place
    is_newest = itself and is_last
    radius = Decimal("5" if is_newest else "3.5")
    dot = DotMark(x, y, radius, drawing.OWN if itself else drawing.DOT)
    label_y = y - 10 if y - 10 > TOP - 8 else y + 18
    if any(other == year and abs(there - label_y) < APART for other, there in taken):
        return [dot]
    taken.append((year, label_y))
    ink = drawing.OWN_LABEL if is_newest else drawing.LABEL if itself else drawing.TICK
    return [dot, TextMark(x, label_y, str(rank), ink, "middle")]


def _grid(most: int) -> list[int]:
    """Returns the ranks that have a line: the first, the last, and round ones between them."""
    step = next(
        step for step in (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000, 10**9) if most <= step * 4
    )
    between = [rank for rank in range(step, most, step) if rank > 1 and most - rank > step // 3]
    return [1, *between, most] if most > 1 else [1]
