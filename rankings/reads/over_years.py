"""A unit over the years, with those it was formed from or became: only what is in force and published."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from assessments.models import Unit
from assessments.people.lineage import Lineage, ids_in_lineage, lineage_of
from rankings.models import RankingRow
from rankings.reads.table import Name, TableLine, unit_name


@dataclass(frozen=True)
class Year:
    """One unit in one published year."""

    row: RankingRow
    year: int
    units: int
    """The number of units ranked that year."""
    tied: int
    """How many others of them have the same rank."""
    track: int
    """A number that stays the same for a unit, also where it went on under another id."""
    itself: bool
    """True for the unit that was asked for, false for one it was formed from or became."""
    later: bool
    """True where the unit that was asked for became it or a part of it."""
    until: datetime.date | None
    """Its last day, where another unit beside it has its name."""

    @property
    def name(self) -> Name:
        return unit_name(self.row)


@dataclass(frozen=True)
class History:
    years: Sequence[Year]
    """The years, the newest first; in each the unit itself, then the others."""
    became: Sequence["Became"]
    """The units that the unit is now, or is now a part of."""


@dataclass(frozen=True)
class Became:
    unit: Unit
    row: RankingRow | None
    """Its newest published result."""
    same: bool
    """True where the unit goes on as this one, under another name."""


def history_of(unit: Unit, in_force: Iterable[int]) -> History:
    """Returns the unit's history in these rankings (ids); two queries, however often it merged."""
    lineage = lineage_of(unit.pk)
    rows = list(
        RankingRow.objects.filter(ranking__in=in_force, unit__in=ids_in_lineage(unit.pk))
        .select_related("unit", "ranking__round__criteria_set")
        .annotate(ranked_units=_beside(), of_its_rank=_beside(rank=OuterRef("rank")))
        .order_by("-ranking__round__year", "code")
    )
    own, former = lineage.itself(unit.pk), set(lineage.former(unit.pk))
    tracks = {row.unit_id: lineage.itself(row.unit_id)[0] for row in rows}
    years = [
        Year(
            row,
            row.ranking.round.year,
            row.ranked_units,
            max(row.of_its_rank - 1, 0),
            track=tracks[row.unit_id],
            itself=row.unit_id in own,
            later=row.unit_id not in own and row.unit_id not in former,
            until=row.unit.in_force_to if _shares_its_name(row, rows, tracks) else None,
        )
        for row in rows
    ]
    newest = {row.unit_id: row for row in reversed(rows)}
    return History(
        sorted(years, key=lambda year: (-year.year, not year.itself)),
        [
            Became(after, newest.get(after.pk), after.pk in own)
            for after in lineage.became(unit.pk)
            if after.pk not in own or after.name_vi != unit.name_vi
        ],
    )


def _shares_its_name(row: RankingRow, rows: Sequence[RankingRow], tracks: dict[int, int]) -> bool:
    mine = tracks[row.unit_id]
    return any(other.name == row.name and tracks[other.unit_id] != mine for other in rows)


def _beside(**which: OuterRef) -> Coalesce:
    """Returns, for a query of rows, the number of ranked units in its ranking and its block, or of ``which`` of them."""
    rows = RankingRow.objects.filter(
        ranking=OuterRef("ranking"), block=OuterRef("block"), rank__isnull=False, **which
    ).order_by()
    number = Subquery(rows.values("ranking").annotate(number=Count("pk")).values("number"))
    return Coalesce(number, Value(0))


def same_unit(known: Lineage, unit_id: int, lines: Mapping[int, TableLine]) -> TableLine | None:
    """Returns the line of the same unit among another year's, by unit; ``None`` where it had none, or was others."""
    return next((lines[one] for one in known.itself(unit_id) if one in lines), None)


def index_change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Returns the difference in percentage points; ``None`` where either year has no index."""
    return None if now is None or before is None else now - before
