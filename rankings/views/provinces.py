"""The provinces of a result on the map of tiles: as they were assessed, and where they lie today."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.models import Unit
from assessments.people.lineage import heirs_in_force
from criteria.templatetags.par import num, title
from rankings import charts
from rankings.reads.table import TableLine
from rankings.serving.publications import Publication
from rankings.views.addresses import hrefs_of


@dataclass(frozen=True)
class ShownUnit:
    """A unit as the page shows it: where its own page is, and its result in words."""

    line: TableLine
    href: str
    words: str

    @property
    def name(self) -> str:
        return title(self.line)


@dataclass(frozen=True)
class Tile:
    unit: ShownUnit
    column: int
    row: int
    label: str
    tiny: str


@dataclass(frozen=True)
class Map:
    """The provinces as tiles, and those for which the grid has no place."""

    tiles: Sequence[Tile]
    islands: Sequence[charts.Islands]
    elsewhere: Sequence[ShownUnit]
    is_of_63: bool


@dataclass(frozen=True)
class Province:
    """A province of today, with the results of those that were assessed and became it."""

    unit: Unit
    column: int
    row: int
    label: str
    tiny: str
    former: Sequence[ShownUnit]

    @property
    def words(self) -> str:
        return "; ".join(one.words for one in self.former)


@dataclass(frozen=True)
class MapOfToday:
    """The provinces of today as tiles. None has an index of a year in which others were assessed."""

    provinces: Sequence[Province]
    islands: Sequence[charts.Islands]


def shown_units(one: Publication, lines: Sequence[TableLine]) -> list[ShownUnit]:
    """Returns the units with the addresses that stay; no query."""
    href_of = hrefs_of(one, lines)
    ranked = sum(line.rank is not None for line in lines)
    return [
        ShownUnit(
            line,
            href_of(line),
            _in_words(line, ranked),
        )
        for line in lines
    ]


def _in_words(line: TableLine, ranked: int) -> str:
    parts = [title(line)]
    if line.index is None:
        parts.append(_("chưa đánh giá"))
    else:
        parts.append(f"{num(line.index, 2)}%")
        parts.append(
            _("hạng %(rank)s/%(of)s") % {"rank": line.rank, "of": ranked}
            if line.rank
            else _("không xếp hạng")
        )
        parts.append(_("nhóm %(group)s") % {"group": line.group})
    return ", ".join(parts)


def map_of(units: Sequence[ShownUnit], year: int) -> Map | None:
    """Returns the provinces as tiles; ``None`` where the grid has a place for none of them."""
    grid = charts.grid_for([unit.line.name_vi for unit in units], year)
    if grid is None:
        return None
    tiles = []
    elsewhere = []
    taken = set()
    for unit in units:
        place = grid.place_of(unit.line.name_vi)
        if place is None or place in taken:
            elsewhere.append(unit)
            continue
        taken.add(place)
        names = charts.label_of(unit.name), charts.tiny_label(unit.name)
        tiles.append(Tile(unit, *place, *names))
    # Read aloud and on paper they come as they stand, from the top.
    tiles.sort(key=lambda tile: (tile.row, tile.column))
    return Map(tiles, grid.islands, elsewhere, grid is charts.GRID_OF_63)


def map_of_today(units: Sequence[ShownUnit]) -> MapOfToday | None:
    """Returns the provinces in force that the units became; ``None`` unless each has a place on the map of the 34.

    One query, and two for each generation of mergers.
    """
    by_unit = {one.line.unit_id: one for one in units}
    grid = charts.GRID_OF_34
    provinces = []
    for unit, former in heirs_in_force(by_unit):
        place = grid.place_of(unit.name_vi)
        if place is None:
            return None
        names = charts.label_of(title(unit)), charts.tiny_label(title(unit))
        provinces.append(Province(unit, *place, *names, [by_unit[one] for one in former]))
    provinces.sort(key=lambda one: (one.row, one.column))
    return MapOfToday(provinces, grid.islands) if provinces else None
