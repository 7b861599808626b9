"""Computes where a plan would have put its unit: the arithmetic of "what it takes", on a published ranking.

The other units' results stay as they were published; so does what another leaf without points kept from counting.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from criteria.common.numbers import show
from criteria.common.text import Text
from rankings.models import RankingLeaf, RankingRow
from rankings.what_it_takes.standing import CountedLeaf, Key, Standing
from rankings.what_it_takes.tally import Leaves, Tally, keys_beside


@dataclass(frozen=True)
class PlanOutcome:
    """What a plan would have given: ``won`` in points of its leaves; no standing where nothing was assessed."""

    row: RankingRow
    won: Decimal
    then: Standing | None

    @property
    def sentence(self) -> Text:
        """The index and rank in one sentence, as the head of the plan says it."""
        if self.then is None or self.then.index is None:
            return Text(
                f"Với các giải pháp này: thêm {show(self.won)} điểm.",
                f"With these remedies: {show(self.won, 'en')} more points.",
            )
        was, then = self.row, self.then
        index = self.then.index
        if was.rank is None:
            return Text(
                f"Với các giải pháp này: chỉ số {show(index, places=2)} thay vì {_index(was, 'vi')}.",
                f"With these remedies: index {show(index, 'en', places=2)} instead of {_index(was, 'en')}.",
            )
        if was.rank == then.rank:
            rank = Text(f"vẫn hạng {then.rank}", f"still rank {then.rank}")
        else:
            rank = Text(
                f"hạng {then.rank} thay vì {was.rank}", f"rank {then.rank} instead of {was.rank}"
            )
        return Text(
            f"Với các giải pháp này: {show(index, places=2)}, {rank.vi}; "
            "kết quả của đơn vị khác giữ nguyên.",
            f"With these remedies: {show(index, 'en', places=2)}, {rank.en}; "
            "the results of the others unchanged.",
        )


def _index(row: RankingRow, language: str) -> str:
    return "–" if row.index is None else show(row.index, language, places=2)


@dataclass(frozen=True)
class PublishedResult:
    """A unit's published result, ready to be counted again with other points."""

    row: RankingRow
    tally: Tally
    leaves: Leaves
    others: Sequence[Key]
    """The keys of the other ranked units of its block."""

    def with_points(self, points: Mapping[int, Decimal]) -> PlanOutcome:
        """Returns what other points on some leaves (criteria's ids) would have given the unit."""
        changed = {pk: replace(self.leaves[pk], points=value) for pk, value in points.items()}
        won = sum(
            (leaf.points - self.leaves[pk].points for pk, leaf in changed.items()), Decimal(0)
        )
        row = self.row
        if row.points is None:
            return PlanOutcome(row, won, None)
        return PlanOutcome(
            row,
            won,
            self.tally.standing(
                {**self.leaves, **changed}, self.others, ranked=row.ranked, block=row.block
            ),
        )


def published_result(row: RankingRow, leaves: Sequence[RankingLeaf]) -> PublishedResult:
    """Returns a unit's result, of which all leaves are given; one query, and two more where the set has rules."""
    tally = Tally.of(row.ranking, [leaf.criterion for leaf in leaves])
    return PublishedResult(
        row,
        tally,
        {
            leaf.criterion_id: CountedLeaf(leaf.points, leaf.max_points, leaf.option)
            for leaf in leaves
        },
        keys_beside(row, tally),
    )
