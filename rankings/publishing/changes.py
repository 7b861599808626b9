"""Compares two rankings of a round: which units moved, and by which leaves."""

from dataclasses import dataclass, field
from decimal import Decimal

from criteria.common.text import Text
from rankings.models import Ranking, RankingLeaf, RankingRow

MOST = 100
"""The number of units whose leaves are shown: the largest moves come first."""


@dataclass
class LeafChange:
    leaf: RankingLeaf
    before: RankingLeaf | None


@dataclass
class Move:
    """A unit whose result differs; where it has no leaves, only the other units moved.

    A unit that is new in the ranking has no ``before``, one that is no longer in it has no ``row``.
    """

    row: RankingRow | None
    before: RankingRow | None
    leaves: list[LeafChange] = field(default_factory=list)

    @property
    def known(self) -> RankingRow:
        """The row by which the unit is named: the newer one where there is one."""
        row = self.row or self.before
        assert row  # noqa: S101  # a move has one of the two at least
        return row

    @property
    def places(self) -> int | None:
        """The ranks gained; lost ones are negative."""
        if self.before is None or self.row is None:
            return None
        if self.before.rank is None or self.row.rank is None:
            return None
        return self.before.rank - self.row.rank

    @property
    def index_before(self) -> Decimal | None:
        return self.before.index if self.before else None

    @property
    def index_now(self) -> Decimal | None:
        return self.row.index if self.row else None

    @property
    def why(self) -> Text:
        """Why the result differs, where none of the unit's leaves does."""
        if self.row is None:
            return Text("Không còn trong bảng.", "No longer in the ranking.")
        if self.before is None:
            return Text("Đơn vị mới trong bảng.", "New in the ranking.")
        if self.before.assessed and self.row.assessed:
            return Text(
                vi="Điểm không đổi; đơn vị khác thay đổi.",
                en="Its points are the same; others have changed.",
            )
        return Text(
            vi="Phiếu mới được tính hoặc không còn được tính.",
            en="The sheet has come to count, or no longer counts.",
        )


@dataclass
class VersionComparison:
    before: Ranking
    moves: list[Move]
    """The moves by rank, at most MOST."""
    count: int


def before_it(ranking: Ranking) -> list[Ranking]:
    """Returns the rankings with which a draft is compared: the one in force, and the draft before it, if any.

    A version that has been published already is compared with the version whose place it took.
    """
    others = Ranking.objects.filter(round=ranking.round_id).exclude(pk=ranking.pk).with_state()
    drafts = others.filter(
        status=Ranking.Status.DRAFT, basis=ranking.basis, pk__lt=ranking.pk
    ).order_by("-pk")
    if ranking.version is None:
        public = others.in_force_within()
    else:
        public = others.filter(version__lt=ranking.version).order_by("-version")
    candidates = [public.first(), drafts.first()]
    return [other for other in candidates if other is not None]


def compare_versions(ranking: Ranking, before: Ranking) -> VersionComparison:
    """Returns what moved; six queries, whatever the number of units."""
    old = {row.unit_id: row for row in before.rows.order_by()}
    new = {row.unit_id: row for row in ranking.rows.order_by()}
    moves = [
        Move(new.get(unit), old.get(unit))
        for unit in dict.fromkeys([*new, *old])
        if _result(new.get(unit)) != _result(old.get(unit))
    ]
    count = len(moves)
    moves.sort(key=lambda move: (-abs(move.places or 0), move.known.code))
    # Units that are no longer in the ranking have no rank and end the list.
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
    return VersionComparison(before, moves, count)


def _result(row: RankingRow | None) -> object:
    return row and (row.points, row.max_points, row.index, row.rank, row.ranked)


def _counts(leaf: RankingLeaf | None) -> object:
    return leaf and (leaf.points, leaf.max_points)


def _leaves(rows: list[RankingRow]) -> dict[int, dict[int, RankingLeaf]]:
    by_row: dict[int, dict[int, RankingLeaf]] = {}
    leaves = RankingLeaf.objects.filter(row__in=[row.pk for row in rows])
    for leaf in leaves.select_related("criterion").order_by("criterion__position"):
        by_row.setdefault(leaf.row_id, {})[leaf.criterion_id] = leaf
    return by_row
