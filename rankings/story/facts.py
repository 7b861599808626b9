"""What the sentences are made of, taken from what is read of rankings."""

from collections.abc import Sequence
from decimal import Decimal

from criteria.common.text import Text
from rankings.models import Ranking
from rankings.reads.table import TableLine
from rankings.reads.year_before import Earlier
from rankings.story.of_round import RankedUnit, RoundFacts, YearBefore


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
            units.append(RankedUnit(name_of(line), line.index, before))
    return RoundFacts(
        level=ranking.round.criteria_set.level,
        units=units,
        mean=mean,
        before=YearBefore(earlier.year, earlier.mean, earlier.ranked, earlier.same_set)
        if earlier
        else None,
        is_complete=all(line.index is not None for line in lines),
    )
