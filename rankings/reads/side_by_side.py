"""Units of one ranking side by side, down to the leaves in which they differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from criteria.common.text import fold
from criteria.models import Criterion
from rankings.models import Ranking, RankingLeaf, RankingRow
from rankings.reads.table import Name, TableLine, english_name

MOST = 5
"""The largest number of units at a time: as many as there are patterns that tell them apart."""


@dataclass(frozen=True)
class LeafRow:
    """One leaf of every unit compared; the cell of a unit that was not assessed is ``None``."""

    leaf: Criterion
    cells: Sequence[RankingLeaf | None]

    @property
    def differs(self) -> bool:
        return len({(cell.points, cell.max_points) if cell else None for cell in self.cells}) > 1


def leaf_rows(lines: Sequence[TableLine]) -> list[LeafRow]:
    """Returns the leaves in the order of the set; one query."""
    rows = RankingLeaf.objects.filter(row__in=[line.pk for line in lines])
    by_leaf: dict[int, dict[int, RankingLeaf]] = {}
    criteria: dict[int, Criterion] = {}
    for leaf in rows.select_related("criterion").order_by("criterion__position"):
        criteria[leaf.criterion_id] = leaf.criterion
        by_leaf.setdefault(leaf.criterion_id, {})[leaf.row_id] = leaf
    return [
        LeafRow(criterion, [by_leaf[pk].get(line.pk) for line in lines])
        for pk, criterion in criteria.items()
    ]


def choices_of(ranking: Ranking) -> list[tuple[str, Name]]:
    """Returns the code and name of every unit of a ranking, sorted by name; one query."""
    rows = RankingRow.objects.filter(ranking=ranking).order_by("code")
    choices = [
        (code, Name(name, english_name(name, now_vi, now_en)))
        for code, name, now_vi, now_en in rows.values_list(
            "code", "name", "unit__name_vi", "unit__name_en"
        )
    ]
    return sorted(choices, key=lambda choice: fold(choice[1].name_vi))
