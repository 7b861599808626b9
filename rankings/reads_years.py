"""A unit over the years, with the units it was formed from: only what is in force and published."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from assessments.models import Unit
from rankings.models import Ranking, RankingRow
from rankings.reads_table import Name, name_of


@dataclass(frozen=True)
class Year:
    """One unit in one published year, and whether it is the unit itself or one it was formed from."""

    row: RankingRow
    year: int
    units: int
    """Units ranked that year."""
    itself: bool

    @property
    def name(self) -> Name:
        return name_of(self.row)


def former_of(unit_ids: Iterable[int]) -> dict[int, list[int]]:
    """For each unit those it was formed from, as far back as is known; one query a merger deep."""
    pairs = Unit.formed_from.through.objects.order_by("to_unit__code")
    formed: dict[int, list[int]] = defaultdict(list)
    asked: set[int] = set()
    wanted = list(unit_ids)
    asking = set(wanted)
    while asking:
        asked |= asking
        links = list(pairs.filter(from_unit__in=asking).values_list("from_unit_id", "to_unit_id"))
        for unit, former in links:
            formed[unit].append(former)
        asking = {former for _unit, former in links} - asked
    return {unit: _below(unit, formed, set()) for unit in wanted}


def _below(unit: int, formed: dict[int, list[int]], seen: set[int]) -> list[int]:
    found = []
    for former in formed.get(unit, []):
        if former not in seen:
            seen.add(former)
            found += [former, *_below(former, formed, seen)]
    return found


def years_of(unit: Unit, level: str) -> Sequence[Year]:
    """Newest year first; in each the unit itself, then those it was formed from. Four queries."""
    lineage = former_of([unit.pk])[unit.pk]
    rankings = Ranking.objects.latest_published().filter(round__criteria_set__level=level)
    rows = list(
        RankingRow.objects.filter(ranking__in=rankings.values("pk"), unit__in=[unit.pk, *lineage])
        .select_related("unit", "ranking__round__criteria_set")
        .order_by("-ranking__round__year", "code")
    )
    counts = _ranked({row.ranking_id for row in rows})
    years = [
        Year(
            row,
            row.ranking.round.year,
            counts.get(row.ranking_id, 0),
            itself=row.unit_id == unit.pk,
        )
        for row in rows
    ]
    return sorted(years, key=lambda one: (-one.year, not one.itself))


def _ranked(ranking_ids: set[int]) -> dict[int, int]:
    rows = RankingRow.objects.filter(ranking__in=ranking_ids, rank__isnull=False).order_by()
    return dict(rows.values_list("ranking_id").annotate(Count("pk")))


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Percentage points; none where either year has no index."""
    return None if now is None or before is None else now - before
