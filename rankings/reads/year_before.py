"""A ranking's units beside the same units of the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.people.lineage import Lineage, lineages_before
from criteria.set_comparison import is_same_set
from rankings.models import Ranking
from rankings.reads.over_years import same_unit
from rankings.reads.table import TableLine, lines_of, mean_indices


@dataclass(frozen=True)
class Earlier:
    """The ranking in force for the year before: its lines by unit, its mean, and who is who."""

    ranking: Ranking
    lines: dict[int, TableLine]
    mean: Decimal | None
    same_set: bool
    known: Lineage

    @property
    def year(self) -> int:
        return self.ranking.round.year

    @property
    def ranked(self) -> int:
        return sum(line.rank is not None for line in self.lines.values())

    def line_of(self, unit_id: int) -> TableLine | None:
        """Returns the line of the same unit; ``None`` where it had none, or was others."""
        return same_unit(self.known, unit_id, self.lines)

    def places_gained(self, line: TableLine) -> int | None:
        """Returns by how many places the same unit stands higher; ``None`` where it lacks a rank in either year."""
        then = self.line_of(line.unit_id)
        return then.rank - line.rank if then and then.rank and line.rank else None


def earlier_of(
    found: Ranking, lines: Sequence[TableLine], earlier: Ranking | None
) -> Earlier | None:
    """Returns it with three queries, and one for each generation of mergers."""
    if earlier is None:
        return None
    return Earlier(
        earlier,
        {line.unit_id: line for line in lines_of(earlier)},
        mean_indices([earlier]).get(earlier.pk),
        is_same_set(earlier.round.criteria_set_id, found.round.criteria_set_id),
        lineages_before(line.unit_id for line in lines),
    )
