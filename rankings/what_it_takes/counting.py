"""Counts the leaves of a sheet on a basis as they are now, and as they may be once what is disputed is settled."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments.models import Flag, Score, Side
from rankings.models import Ranking
from rankings.what_it_takes.standing import NOTHING, CountedLeaf
from rankings.what_it_takes.tally import Tally


def counted_leaf(score: Score, basis: str, tally: Tally | None = None) -> CountedLeaf:
    """Returns one leaf as a basis counts it, its gate aside; the survey's leaves have one side only."""
    side = score.awarded
    if basis == Ranking.Basis.CLAIMED and not score.criterion.is_survey:
        side = score.claimed
    return _counted(side, score, tally or Tally())


def _counted(side: Side, score: Score, tally: Tally) -> CountedLeaf:
    if side.not_applicable:
        return NOTHING
    option = tally.option_of(score.criterion_id, side.input or {})
    return CountedLeaf(side.points or Decimal(0), score.max_points, option)


def is_pending(score: Score, basis: str) -> bool:
    """Returns whether nobody has given a leaf the points that a basis counts: it counts 0, but is not lost."""
    if basis == Ranking.Basis.CLAIMED and not score.criterion.is_survey:
        return not score.is_filled
    return not score.is_reviewed


@dataclass(frozen=True)
class Possible:
    """A leaf under dispute: what it adds to the sheet's totals now, and the ways it may go."""

    now: CountedLeaf
    ways: Sequence[CountedLeaf]


def possible_leaves(scores: Sequence[Score], basis: str, tally: Tally) -> list[Possible]:
    """Returns the leaves that may still count otherwise: those under dispute, and those that wait for one of them.

    ``scores`` hold at least these, and the gates of both. A leaf outside the total is taken without its domain's
    cap, which only makes a difference smaller: what a sheet may end with is never outside of what follows.
    """
    by_leaf = {score.criterion_id: score for score in scores}
    gates = {gate.leaf: by_leaf.get(gate.by) for gate in tally.around.gates}
    found = []
    for score in scores:
        gate = gates.get(score.criterion_id)
        if score.flag not in Flag.OPEN and (gate is None or gate.flag not in Flag.OPEN):
            continue
        now = counted_leaf(score, basis, tally)
        ways = _sides(score, basis, tally)
        if gate is not None:
            if counted_leaf(gate, basis, tally).is_shut:
                now = _without_points(now)
            shut = {way.is_shut for way in _sides(gate, basis, tally)}
            open_ways = ways if False in shut else []
            ways = [*open_ways, *(map(_without_points, ways) if True in shut else ())]
        found.append(Possible(_added(now, score, tally), [_added(w, score, tally) for w in ways]))
    return found


def _sides(score: Score, basis: str, tally: Tally) -> list[CountedLeaf]:
    if score.flag not in Flag.OPEN:
        return [counted_leaf(score, basis, tally)]
    return [_counted(side, score, tally) for side in (score.awarded, score.claimed)]


def _without_points(leaf: CountedLeaf) -> CountedLeaf:
    return replace(leaf, points=Decimal(0))


def _added(leaf: CountedLeaf, score: Score, tally: Tally) -> CountedLeaf:
    """Returns what a leaf adds to points and maximum of the sheet; outside the total it has no maximum."""
    sign = tally.sign(score.criterion_id)
    return CountedLeaf(sign * leaf.points, Decimal(0)) if sign else leaf
