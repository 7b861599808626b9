"""What has changed between two rankings of a round: who moved, and by which leaves."""

from dataclasses import dataclass, field

from rankings.models import Ranking, RankingLeaf, RankingRow

MOST = 100
"""Units of which the leaves are shown: the largest moves first."""


@dataclass
class LeafChange:
    leaf: RankingLeaf
    before: RankingLeaf | None


@dataclass
class Move:
    """A unit whose result differs; without leaves it is the others that moved.

    One that is new in the ranking has no ``before``, one that is no longer in it no ``row``.
    """

    row: RankingRow | None
    before: RankingRow | None
    leaves: list[LeafChange] = field(default_factory=list)

    @property
    def known(self) -> RankingRow:
        """The unit as it is named now, or was."""
        found = self.row or self.before
        assert found  # noqa: S101  # one of the two made the move
        return found

    @property
    def places(self) -> int | None:
        """Ranks gained; lost ones are negative."""
        if self.before is None or self.row is None:
            return None
        if self.before.rank is None or self.row.rank is None:
            return None
        return self.before.rank - self.row.rank


@dataclass
class Comparison:
    before: Ranking
    moves: list[Move]
    """At most MOST, by rank."""
    count: int


def before_it(ranking: Ranking) -> list[Ranking]:
    """What a draft is compared with: the ranking in force, and the draft before it, if any.

    A version that has been published already, with the version whose place it took.
    """
    others = Ranking.objects.filter(round=ranking.round_id).exclude(pk=ranking.pk).with_state()
    drafts = others.filter(
        status=Ranking.Status.DRAFT, basis=ranking.basis, pk__lt=ranking.pk
    ).order_by("-pk")
    if ranking.version is None:
        place = others.in_force()
    else:
        place = others.filter(version__lt=ranking.version).order_by("-version")
    found = [place.first(), drafts.first()]
    return [one for one in found if one is not None]


def compare(ranking: Ranking, before: Ranking) -> Comparison:
    """Six queries, whatever the number of units."""
    old = {row.unit_id: row for row in before.rows.order_by()}
    new = {row.unit_id: row for row in ranking.rows.order_by()}
    moves = [
        Move(new.get(unit), old.get(unit))
        for unit in dict.fromkeys([*new, *old])
        if _result(new.get(unit)) != _result(old.get(unit))
    ]
    count = len(moves)
    moves.sort(key=lambda move: (-abs(move.places or 0), move.known.code))
    # Those that are no longer in the ranking have no rank and end the list.
    moves = sorted(
        moves[:MOST],
        key=lambda move: (not move.row, move.known.rank is None, move.known.rank or 0),
    )
    now = _leaves([move.row for move in moves if move.row])
    then = _leaves([move.before for move in moves if move.before])
    for move in moves:
        own = then.get(move.before.pk, {}) if move.before else {}
        move.leaves = [
            LeafChange(leaf, own.get(code))
            for code, leaf in (now.get(move.row.pk, {}) if move.row else {}).items()
            if own and _counts(leaf) != _counts(own.get(code))
        ]
    return Comparison(before, moves, count)


def _result(row: RankingRow | None) -> object:
    return row and (row.points, row.max_points, row.index, row.rank, row.ranked)


def _counts(leaf: RankingLeaf | None) -> object:
    return leaf and (leaf.points, leaf.max_points)


def _leaves(rows: list[RankingRow]) -> dict[int, dict[int, RankingLeaf]]:
    found: dict[int, dict[int, RankingLeaf]] = {}
    leaves = RankingLeaf.objects.filter(row__in=[row.pk for row in rows])
    for leaf in leaves.select_related("criterion").order_by("criterion__position"):
        found.setdefault(leaf.row_id, {})[leaf.criterion_id] = leaf
    return found
