"""Computes the mean indices of each block of units from what a ranking keeps, which its digest holds; not stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, QuerySet, Sum

from criteria.common.text import Text
from rankings.models import DomainIndex, Ranking, RankingRow
from rankings.rules import mean_of

OTHERS = Text("Các đơn vị còn lại", "All other units")


@dataclass(frozen=True)
class BlockMeans:
    """The means of a block's assessed units in percent: by domain, ``None`` is the whole set."""

    block: str
    units: int
    indices: Mapping[int | None, Decimal]

    @property
    def name(self) -> Text:
        """The kind of its units in the set's own word, or that they have none of these kinds."""
        return Text(self.block, self.block) if self.block else OTHERS

    @property
    def index(self) -> Decimal:
        """The mean of the whole set."""
        return self.indices[None]


def block_means(ranking: Ranking) -> list[BlockMeans]:
    """Returns the means of each block that has an assessed unit, in the set's order, the other units last.

    Two queries, and none where the set has no blocks. They average the exact quotients, as those of regions do.
    """
    blocks = ranking.set_rules.blocks
    if not blocks:
        return []
    rows = RankingRow.objects.filter(ranking=ranking, max_points__gt=0)
    parts = DomainIndex.objects.filter(row__ranking=ranking, index__isnull=False)
    sums: dict[str, dict[int | None, list[tuple[Fraction, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for block, most, points, count in _summed(rows, "block", "max_points"):
        sums[block][None].append((Fraction(points) / Fraction(most), count))
    for block, domain, most, points, count in _summed(
        parts, "row__block", "domain_id", "max_points"
    ):
        sums[block][domain].append((Fraction(points) / Fraction(most), count))
    found = []
    for block in (*blocks, ""):
        if block not in sums:
            continue
        units = {key: sum(count for _, count in own) for key, own in sums[block].items()}
        indices = {
            key: mean_of(sum((one for one, _ in own), Fraction(0)), units[key])
            for key, own in sums[block].items()
        }
        found.append(BlockMeans(block, units[None], indices))
    return found


def _summed(rows: QuerySet[Any], *keys: str) -> Iterable[tuple[Any, ...]]:
    """Returns the keys with the sum of points over one and the same maximum, and the number of its rows."""
    found = rows.order_by().values_list(*keys)
    summed: QuerySet[Any, tuple[Any, ...]] = found.annotate(
        reached=Sum("points"), count=Count("pk")
    )
    return summed
