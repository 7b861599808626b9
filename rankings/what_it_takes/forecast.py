"""Computes what a unit's sheet counts now, and what the others have now: live, for the unit's own people.

Its page is the only one that reads live scores: nothing of it is published. ``rankings.computing.totals.leaves``
says what counts for rankings; a test holds the two together.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Flag, Score, Side
from assessments.models.conditions import is_by_survey
from criteria.common.text import Text
from criteria.fields import PointsField
from criteria.models import CriteriaSet, Criterion
from criteria.set_rules import TODAY, set_rules_of
from rankings.computing.totals.leaves import counted_states
from rankings.models import Ranking
from rankings.what_it_takes.standing import (
    NOTHING,
    CountedLeaf,
    Neighbours,
    Standing,
    extreme,
    neighbours,
    standing,
)


def reasons_against_forecasting(
    criteria_set: CriteriaSet, leaves: Iterable[Criterion]
) -> list[Text]:
    """Returns why no forecast can be made: it counts by the tree alone, and the set says more around it.

    Leaves count as their domains do, and only leaves have gates, so they tell without a query.
    """
    rules = replace(set_rules_of(criteria_set.rules), places=TODAY.places)
    if rules == TODAY and not any(leaf.is_outside or leaf.gate for leaf in leaves):
        return []
    return [
        Text(
            vi="Bộ tiêu chí này có quy tắc ngoài cây tiêu chí (điểm cộng, điểm trừ, xếp loại, khối) nên "
            "không dự kiến được thứ hạng.",
            en="This set has rules around its tree (bonus, penalty, classes, blocks), so no rank can be "
            "forecast.",
        )
    ]


def scores_in_order(assessment: Assessment) -> list[Score]:
    """Returns the scores in the order of the set; one query."""
    scores = Score.objects.filter(assessment=assessment).select_related("criterion")
    return list(scores.order_by("criterion__position"))


def counted_leaf(score: Score, basis: str) -> CountedLeaf:
    """Returns one leaf as a basis counts it; the survey's leaves have one side only."""
    if basis == Ranking.Basis.CLAIMED and not score.criterion.is_survey:
        return _counted(score.claimed, score.max_points)
    return _counted(score.awarded, score.max_points)


def _counted(side: Side, maximum: Decimal) -> CountedLeaf:
    return NOTHING if side.not_applicable else CountedLeaf(side.points or Decimal(0), maximum)


def is_pending(score: Score, basis: str) -> bool:
    """Returns whether nobody has given a leaf the points that a basis counts: it counts 0, but is not lost."""
    if basis == Ranking.Basis.CLAIMED and not score.criterion.is_survey:
        return not score.is_filled
    return not score.is_reviewed


@dataclass(frozen=True)
class Others:
    """The published indices, in percent, of the other ranked units of the round.

    ``worst`` and ``best`` are theirs if every leaf under dispute goes against them, or for them.
    """

    now: Sequence[Decimal]
    worst: Sequence[Decimal]
    best: Sequence[Decimal]

    @property
    def are_settled(self) -> bool:
        return self.worst == self.best


def others_of(assessment: Assessment, basis: str) -> Others:
    """Returns the other units' indices with two queries: their sums, and their leaves under dispute."""
    sheets = Assessment.objects.filter(
        round=assessment.round_id, ranked=True, status__in=counted_states(basis)
    ).exclude(pk=assessment.pk)
    scores = Score.objects.filter(assessment__in=sheets).order_by()
    disputed: dict[int, list[Score]] = defaultdict(list)
    for score in scores.filter(flag__in=Flag.OPEN).select_related("criterion"):
        disputed[score.assessment_id].append(score)
    now, worst, best = [], [], []
    for sheet, points, maximum in _sums(scores, basis):
        whole, open_ = CountedLeaf(points, maximum), disputed.get(sheet, [])
        now.append(_index([whole]))
        if not open_:
            worst.append(now[-1])
            best.append(now[-1])
            continue
        low, high = (_index(_if_settled(whole, open_, basis, best=way)) for way in (False, True))
        # No index at all is worse than any index.
        worst.append(None if _may_vanish(whole, open_, basis) else low)
        best.append(high)
    present = ([index for index in indices if index is not None] for indices in (now, worst, best))
    return Others(*present)


def _sums(scores: QuerySet[Score], basis: str) -> Iterable[tuple[int, Decimal, Decimal]]:
    """Yields (sheet, points, applicable maximum) of each sheet."""
    absent = Q(awarded_na=True)
    points: F | Case = F("awarded_points")
    if basis == Ranking.Basis.CLAIMED:
        absent = Q(is_by_survey(), awarded_na=True) | Q(~is_by_survey(), claimed_na=True)
        points = Case(When(is_by_survey(), then=F("awarded_points")), default=F("claimed_points"))
    nothing = Value(Decimal(0), output_field=PointsField())
    return scores.values_list("assessment_id").annotate(
        reached=Sum(
            Case(When(absent, then=nothing), default=Coalesce(points, nothing)),
            output_field=PointsField(),
        ),
        applicable=Sum(
            Case(When(absent, then=nothing), default=F("max_points")),
            output_field=PointsField(),
        ),
    )


def _index(leaves: Iterable[CountedLeaf]) -> Decimal | None:
    return standing(leaves, [], ranked=False).index


def _if_settled(
    whole: CountedLeaf, disputed: Sequence[Score], basis: str, *, best: bool
) -> list[CountedLeaf]:
    """Returns a sheet with its leaves under dispute as they are best, or worst, for it."""
    leaves = [counted_leaf(score, basis) for score in disputed]
    settled = CountedLeaf(
        whole.points - sum((leaf.points for leaf in leaves), Decimal(0)),
        whole.maximum - sum((leaf.maximum for leaf in leaves), Decimal(0)),
    )
    return [settled, *extreme([settled], [_sides(score) for score in disputed], best=best)]


def _may_vanish(whole: CountedLeaf, disputed: Sequence[Score], basis: str) -> bool:
    """Returns whether a sheet may end with nothing that applies."""
    applies = whole.maximum - sum(
        (counted_leaf(score, basis).maximum for score in disputed), Decimal(0)
    )
    return not applies and all(not all(way.maximum for way in _sides(score)) for score in disputed)


def _sides(score: Score) -> list[CountedLeaf]:
    return [
        _counted(score.awarded, score.max_points),
        _counted(score.claimed, score.max_points),
    ]


@dataclass(frozen=True)
class Chance:
    """A leaf with points still to be had: what it counts, and where its maximum alone would lead."""

    score: Score
    now: CountedLeaf
    at_full: Standing

    @property
    def left(self) -> Decimal:
        return self.now.maximum - self.now.points


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


def outlook(assessment: Assessment, scores: Sequence[Score], others: Others, basis: str) -> Outlook:
    """Returns the outlook without a query: everything has been read."""
    ranked = assessment.ranked
    leaves = {score.pk: counted_leaf(score, basis) for score in scores}
    now = standing(leaves.values(), others.now, ranked=ranked)
    below = [score for score in scores if leaves[score.pk].points < leaves[score.pk].maximum]
    chances, pending = (
        sorted(
            (
                Chance(score, leaves[score.pk], _with(leaves, score, others.now, ranked))
                for score in below
                if is_pending(score, basis) == awaited
            ),
            key=lambda chance: -chance.left,
        )
        for awaited in (False, True)
    )
    disputed = [score for score in scores if score.flag in Flag.OPEN]
    whole = CountedLeaf(now.points, now.maximum)
    best, worst = (
        standing(_if_settled(whole, disputed, basis, best=high), against, ranked=ranked)
        for high, against in ((True, others.worst), (False, others.best))
    )
    return Outlook(
        now=now,
        chances=chances,
        pending=pending,
        neighbours=neighbours(now, others.now),
        disputed=disputed,
        best=best,
        worst=worst,
    )


def _with(
    leaves: dict[int, CountedLeaf], score: Score, others: Sequence[Decimal], ranked: bool
) -> Standing:
    full = leaves | {score.pk: CountedLeaf(score.max_points, score.max_points)}
    return standing(full.values(), others, ranked=ranked)
