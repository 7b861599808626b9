"""Lists every leaf below its maximum in a whole ranking, and the reason, in the words of each unit's page."""

from collections.abc import Iterator, Sequence

from django.db.models import F

from criteria.models import Criterion
from rankings.models import Ranking, RankingLeaf, RankingRow
from rankings.reads import unit

CHUNK = 2000
"""The number of leaves in memory at a time."""


def lost_of(ranking: Ranking, rows: Sequence[RankingRow]) -> Iterator[unit.LostLeaf]:
    """Yields them by rank, each unit in the order of the set; two queries. ``rows`` are all of the ranking's."""
    by_key = {row.pk: row for row in rows}
    criteria = Criterion.objects.filter(criteria_set=ranking.round.criteria_set_id).in_bulk()
    leaves = RankingLeaf.objects.filter(row__ranking=ranking, points__lt=F("max_points"))
    outside = [row.pk for row in criteria.values() if row.is_outside]
    if outside:
        leaves = leaves.exclude(criterion__in=outside)
    leaves = leaves.order_by(
        F("row__rank").asc(nulls_last=True),
        F("row__index").desc(nulls_last=True),
        "row__code",
        "row",
        "criterion__position",
    )
    for leaf in leaves.iterator(CHUNK):
        # Shared objects, so that nothing is read twice and a leaf's scale is parsed once for all units.
        leaf.criterion, leaf.row = criteria[leaf.criterion_id], by_key[leaf.row_id]
        yield unit.lost_leaf(leaf, ranking.basis)
