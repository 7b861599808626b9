"""What the sentences are made of, taken from what is read of rankings."""

from collections.abc import Sequence
from decimal import Decimal

from criteria.common.text import Text
from rankings.models import Ranking
from rankings.reads.over_years import Year
from rankings.reads.table import TableLine
from rankings.reads.unit import UnitResult
from rankings.reads.year_before import Earlier
from rankings.story.of_round import RankedUnit, RoundFacts, YearBefore
from rankings.story.of_unit import DomainFacts, UnitFacts


def name_of(line: TableLine) -> Text:
    """Returns a unit's name, in Vietnamese where it has no other."""
    return Text(line.name_vi, line.name_en or line.name_vi)


def facts_of_round(
    ranking: Ranking, lines: Sequence[TableLine], mean: Decimal | None, earlier: Earlier | None
) -> RoundFacts:
    """Returns the facts of a ranking, of which ``lines`` are all units; no query."""
    units = []
    for line in lines:
        if line.rank is not None and line.index is not None:
            then = earlier.line_of(line.unit_id) if earlier else None
            before = then.index if then else None
            units.append(RankedUnit(name_of(line), line.index, before, line.rank, line.block))
    return RoundFacts(
        level=ranking.round.criteria_set.level,
        units=units,
        mean=mean,
        before=YearBefore(earlier.year, earlier.mean, earlier.ranked, earlier.same_set)
        if earlier
        else None,
        is_complete=all(line.index is not None for line in lines),
    )


def facts_of_unit(
    result: UnitResult, ranked: tuple[int, int], years: Sequence[Year], year_before: int | None
) -> UnitFacts:
    """Returns the facts of a unit's result; no query.

    ``ranked`` says how many units are ranked with it and how many others have its rank; ``years`` are its history, of
    which the year before is one.
    """
    row = result.row
    year = next((one for one in years if one.itself and one.year == year_before), None)
    then = year.row if year else None
    return UnitFacts(
        level=row.ranking.round.criteria_set.level,
        index=row.index,
        rank=row.rank,
        ranked_units=ranked[0],
        tied=ranked[1],
        group=row.group,
        block=row.block,
        domains=[
            DomainFacts(
                Text(line.domain.title_vi, line.domain.title_en or line.domain.title_vi),
                line.index,
                line.mean,
                line.ahead,
            )
            for line in result.domains
            if line.index is not None
        ],
        year_before=year_before if then else None,
        index_before=then.index if then else None,
        rank_before=then.rank if then else None,
        ranked_before=year.units if year else None,
    )
