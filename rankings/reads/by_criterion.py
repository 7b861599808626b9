"""A set's nodes over all units of a ranking: what each reached, and at a leaf why."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from criteria.fields import as_stored, points_from_stored
from criteria.models import Criterion
from rankings import rules
from rankings.models import Ranking, RankingLeaf
from rankings.reads import unit
from rankings.reads.unit import LostLeaf

MOST_SUMMED = 1000
"""The largest ranking of which every leaf is summed for a page; above it there are some millions."""


@dataclass(frozen=True)
class SetNode:
    """A node of a set's tree with what is below it."""

    criterion: Criterion
    depth: int
    children: Sequence["SetNode"]

    @property
    def is_leaf(self) -> bool:
        return not self.children

    @property
    def leaves(self) -> list[Criterion]:
        """The leaves below it, or the node itself where it is one."""
        if self.is_leaf:
            return [self.criterion]
        return [leaf for child in self.children for leaf in child.leaves]


def nodes_of(criteria_set_id: int) -> list[SetNode]:
    """Returns every node of a set in its order; one query."""
    rows = list(
        Criterion.objects.filter(criteria_set=criteria_set_id)
        .select_related("reviewing_body")
        .order_by("position", "pk")
    )
    below: dict[int | None, list[Criterion]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def made(parent: int | None, depth: int) -> list[SetNode]:
        return [SetNode(row, depth, made(row.pk, depth + 1)) for row in below.get(parent, [])]

    return list(_flat(made(None, 0)))


def _flat(nodes: Iterable[SetNode]) -> Iterable[SetNode]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


@dataclass(frozen=True)
class PointsShare:
    """Points reached, of the maximum applicable."""

    points: Decimal
    max_points: Decimal

    @property
    def percent(self) -> Decimal | None:
        """The share in percent as an index is rounded; ``None`` where nothing applied."""
        return rules.index_of(self.points, self.max_points)


def shares_of(ranking: Ranking, nodes: Sequence[SetNode]) -> dict[int, PointsShare]:
    """Returns by node (id) what all units together reached of what was applicable to them; one query."""
    sums = (
        _leaves(ranking)
        .values("criterion_id")
        .annotate(reached=Sum(as_stored("points")), most=Sum(as_stored("max_points")))
    )
    by_leaf = {row["criterion_id"]: _reached(row["reached"], row["most"]) for row in sums}
    return {
        node.criterion.pk: _together(by_leaf[leaf.pk] for leaf in node.leaves if leaf.pk in by_leaf)
        for node in nodes
    }


def by_unit(ranking: Ranking, leaves: Sequence[Criterion]) -> dict[int, PointsShare]:
    """Returns by row (id) what each assessed unit reached on these leaves together; one query."""
    sums = (
        _leaves(ranking)
        .filter(criterion__in=[leaf.pk for leaf in leaves])
        .values("row_id")
        .annotate(reached=Sum(as_stored("points")), most=Sum(as_stored("max_points")))
    )
    return {row["row_id"]: _reached(row["reached"], row["most"]) for row in sums}


def reasons_of(leaf: Criterion, ranking: Ranking, rows: Sequence[int]) -> dict[int, LostLeaf]:
    """Returns by row (id) why each unit has its points on a leaf; one query."""
    found = RankingLeaf.objects.filter(row__in=rows, criterion=leaf.pk)
    reasons = {}
    for one in found:
        one.criterion = leaf
        reasons[one.row_id] = unit.lost_leaf(one, ranking.basis)
    return reasons


def counts_of(reached: Mapping[int, PointsShare]) -> list[tuple[Decimal, int]]:
    """Returns the number of units for each number of points, the most points first; of those to whom it applies."""
    counts = Counter(one.points for one in reached.values() if one.max_points)
    return sorted(counts.items(), reverse=True)


def _leaves(ranking: Ranking) -> QuerySet[RankingLeaf]:
    return RankingLeaf.objects.filter(row__ranking=ranking).order_by()


def _reached(points: int, most: int) -> PointsShare:
    return PointsShare(points_from_stored(points), points_from_stored(most))


def _together(parts: Iterable[PointsShare]) -> PointsShare:
    found = list(parts)
    return PointsShare(
        sum((one.points for one in found), Decimal(0)),
        sum((one.max_points for one in found), Decimal(0)),
    )
