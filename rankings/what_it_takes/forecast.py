"""Computes what a unit's sheet counts now, and what the others have now: live, for the unit's own people.

Its page is the only one that reads live scores: nothing of it is published. ``rankings.computing.totals.leaves``
says what counts for rankings; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from assessments.models import Assessment, Flag, Score
from criteria.common.text import Text
from rankings.computing.totals import live_totals
from rankings.computing.totals.leaves import counted_states
from rankings.models import Ranking
from rankings.rules import rank_of
from rankings.what_it_takes.counting import (
    Possible,
    counted_leaf,
    is_pending,
    possible_leaves,
)
from rankings.what_it_takes.standing import (
    CountedLeaf,
    Key,
    Neighbours,
    Standing,
    extreme,
    neighbours,
    standing,
)
from rankings.what_it_takes.tally import Leaves, Tally


def tally_of(assessment: Assessment, scores: Iterable[Score], basis: str) -> Tally:
    """Returns what the set of a sheet says around its tree; no query where it says nothing."""
    ranking = _as_ranking(assessment, basis)
    ranking.round = assessment.round
    return Tally.of(ranking, [score.criterion for score in scores])


def _as_ranking(assessment: Assessment, basis: str) -> Ranking:
    """Returns the round's ranking on a basis as if it were computed now; it is never stored."""
    return Ranking(pk=0, round_id=assessment.round_id, basis=basis)


def scores_in_order(assessment: Assessment) -> list[Score]:
    """Returns the scores in the order of the set; one query."""
    scores = Score.objects.filter(assessment=assessment).select_related("criterion")
    return list(scores.order_by("criterion__position"))


@dataclass(frozen=True)
class Others:
    """The keys of the other ranked units of the unit's block: their published indices, and what parts equal ones.

    ``worst_keys`` and ``best_keys`` are theirs if every leaf under dispute goes against them, or for them.
    """

    keys: Sequence[Key]
    worst_keys: Sequence[Key]
    best_keys: Sequence[Key]

    @property
    def now(self) -> list[Decimal]:
        return _indices(self.keys)

    @property
    def worst(self) -> list[Decimal]:
        return _indices(self.worst_keys)

    @property
    def best(self) -> list[Decimal]:
        return _indices(self.best_keys)

    @property
    def are_settled(self) -> bool:
        return self.worst_keys == self.best_keys


def _indices(keys: Iterable[Key]) -> list[Decimal]:
    return [Decimal(key[0]) for key in keys]


def others_of(assessment: Assessment, basis: str, tally: Tally | None = None) -> Others:
    """Returns the other units' keys with two queries: their totals, and their leaves under dispute."""
    tally = tally or Tally()
    block = tally.block_of(assessment.unit.kinds) if tally.around.rules.blocks else ""
    sheets = Assessment.objects.filter(
        round=assessment.round_id, ranked=True, status__in=counted_states(basis)
    ).exclude(pk=assessment.pk)
    open_: dict[int, list[Score]] = defaultdict(list)
    gates = {pk for gate in tally.around.gates for pk in (gate.leaf, gate.by)}
    disputed = Score.objects.filter(assessment__in=sheets).order_by()
    disputed = disputed.filter(Q(flag__in=Flag.OPEN) | Q(criterion__in=gates))
    for score in disputed.select_related("criterion"):
        open_[score.assessment_id].append(score)
    now, worst, best = [], [], []
    for one in live_totals(_as_ranking(assessment, basis), tally.around, block):
        if one.row == assessment.pk:
            continue
        leaves = possible_leaves(open_.get(one.row, []), basis, tally)
        now.append(one.key)
        if not leaves:
            worst.append(one.key)
            best.append(one.key)
            continue
        whole = CountedLeaf(one.points, one.maximum)
        # No index at all is worse than any index.
        worst.append(None if _may_vanish(whole, leaves) else _extreme_key(whole, leaves, tally, -1))
        best.append(_extreme_key(whole, leaves, tally, 1))
    present = ([key for key in keys if key is not None] for keys in (now, worst, best))
    return Others(*present)


def _extreme_key(
    whole: CountedLeaf, leaves: Sequence[Possible], tally: Tally, sign: int
) -> Key | None:
    """Returns a key that is worse (``sign`` -1) or better (1) than any that a sheet may end with."""
    index = if_settled(whole, leaves, tally, best=sign > 0).index
    return None if index is None else tally.extreme_key(index, sign)


def if_settled(
    whole: CountedLeaf, leaves: Sequence[Possible], tally: Tally, *, best: bool
) -> Standing:
    """Returns the standing of a sheet whose leaves under dispute are as is best, or worst, for it."""
    settled = CountedLeaf(
        whole.points - sum((leaf.now.points for leaf in leaves), Decimal(0)),
        whole.maximum - sum((leaf.now.maximum for leaf in leaves), Decimal(0)),
    )
    ways = extreme([settled], [leaf.ways for leaf in leaves], best=best)
    return standing([settled, *ways], [], ranked=False, capped=tally.around.rules.capped)


def _may_vanish(whole: CountedLeaf, leaves: Sequence[Possible]) -> bool:
    """Returns whether a sheet may end with nothing that applies."""
    applies = whole.maximum - sum((leaf.now.maximum for leaf in leaves), Decimal(0))
    return not applies and all(not all(way.maximum for way in leaf.ways) for leaf in leaves)


@dataclass(frozen=True)
class Chance:
    """A leaf with points still to be had: what it counts, and where the best of it alone would lead."""

    score: Score
    now: CountedLeaf
    full: CountedLeaf
    """What is best for the unit on it: its maximum, or nothing on a leaf of a penalty."""
    at_full: Standing

    @property
    def left(self) -> Decimal:
        return abs(self.full.points - self.now.points)


@dataclass(frozen=True)
class Outlook:
    """A sheet as it counts now, its chances, and how firm its rank is."""

    now: Standing
    chances: Sequence[Chance]
    """The leaves where points were lost, the largest loss first."""
    pending: Sequence[Chance]
    """The leaves to which nobody has given points yet."""
    neighbours: Neighbours
    disputed: Sequence[Score]
    best: Standing
    """The standing if every leaf under dispute goes its way, and against the other units."""
    worst: Standing

    @property
    def rank_range(self) -> Text:
        """Between which ranks the unit stands, whichever way the leaves under dispute go."""
        best, worst = self.best.rank, self.worst.rank
        if best == worst:
            return Text(f"hạng {best}", f"rank {best}")
        return Text(f"hạng {best} đến {worst}", f"rank {best} to {worst}")


def outlook(
    assessment: Assessment,
    scores: Sequence[Score],
    others: Others,
    basis: str,
    tally: Tally | None = None,
) -> Outlook:
    """Returns the outlook without a query: everything has been read."""
    tally = tally or tally_of(assessment, scores, basis)
    block, ranked = tally.block_of(assessment.unit.kinds), assessment.ranked
    leaves = {score.criterion_id: counted_leaf(score, basis, tally) for score in scores}

    def stands(own: Leaves) -> Standing:
        return tally.standing(own, others.keys, ranked=ranked, block=block)

    now, counted = stands(leaves), tally.behind_gates(leaves)
    chances: list[Chance] = []
    pending: list[Chance] = []
    for score in scores:
        full = _full(score, tally)
        own = counted[score.criterion_id]
        if own.points < own.maximum if full.points else own.points > 0:
            chance = Chance(score, own, full, stands(leaves | {score.criterion_id: full}))
            (pending if is_pending(score, basis) else chances).append(chance)
    disputed = [score for score in scores if score.flag in Flag.OPEN]
    best, worst = (
        _range_end(now, possible_leaves(scores, basis, tally), others, tally, ranked, sign)
        for sign in (1, -1)
    )
    return Outlook(
        now=now,
        chances=sorted(chances, key=lambda chance: -chance.left),
        pending=sorted(pending, key=lambda chance: -chance.left),
        neighbours=_neighbours(now, others),
        disputed=disputed,
        best=best,
        worst=worst,
    )


def _full(score: Score, tally: Tally) -> CountedLeaf:
    """Returns what is best for a unit on a leaf: its maximum, or nothing where its points are taken away."""
    is_penalty = tally.sign(score.criterion_id) < 0
    return CountedLeaf(Decimal(0) if is_penalty else score.max_points, score.max_points)


def _range_end(
    now: Standing,
    leaves: Sequence[Possible],
    others: Others,
    tally: Tally,
    ranked: bool,
    sign: int,
) -> Standing:
    """Returns the best standing (``sign`` 1) or the worst (-1), the other units' disputes against it, or for it."""
    against = others.worst_keys if sign > 0 else others.best_keys
    end, key = now, now.key
    if leaves:
        whole = CountedLeaf(now.unheld, now.maximum)
        end = if_settled(whole, leaves, tally, best=sign > 0)
        key = () if end.index is None else tally.extreme_key(end.index, sign)
    return replace(end, rank=rank_of(key, against) if ranked and key else None)


def _neighbours(now: Standing, others: Others) -> Neighbours:
    near = neighbours(now, others.now)
    level = sum(key == now.key for key in others.keys)
    return replace(near, level=level, parted=near.level - level)
