"""What a unit's page and its pictures are made of, read once for both."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rankings import charts
from rankings.models import Ranking, RankingRow
from rankings.reads import over_years, table, unit
from rankings.reads.over_years import History, Year
from rankings.reads.table import Name
from rankings.reads.unit import UnitResult
from rankings.serving.publications import Publications


@dataclass(frozen=True)
class UnitReading:
    """A unit's result in a ranking, and its history."""

    row: RankingRow
    name: Name
    result: UnitResult
    mean: Decimal | None
    history: History
    ranked: tuple[int, int]
    """How many units are ranked with it, and how many others of them have its rank."""
    assessed: int

    @property
    def ranking(self) -> Ranking:
        return self.row.ranking


def read_unit(public: Publications, row: RankingRow) -> UnitReading:
    """Returns it with six queries, however often the unit was merged; one more for a version replaced."""
    found = row.ranking
    public.tell(found)
    means = table.table_means(found)
    assessed = max((mean.units for mean in means.whole), default=0)
    result = unit.result_of(row, means.of_all, in_full=assessed <= charts.MOST_DOTS)
    level = found.round.criteria_set.level
    history = over_years.history_of(row.unit, public.in_force_of(level))
    return UnitReading(
        row=row,
        name=table.unit_name(row),
        result=result,
        mean=means.of_all.get(None),
        history=history,
        ranked=_ranked(row, history.years),
        assessed=assessed,
    )


def _ranked(row: RankingRow, years: Sequence[Year]) -> tuple[int, int]:
    """Returns how many units are ranked with it and how many share its rank, which the history has counted in force."""
    known = ((year.units, year.tied) for year in years if year.row.pk == row.pk)
    return next(known, None) or unit.ranked_beside(row)
