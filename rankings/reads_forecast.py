"""What a unit's sheet counts now and what the others have now: live, for the unit's own people.

The one page that reads live scores: nothing of it is published. ``rankings.totals.leaves`` states
what counts for rankings; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from assessments.models import Assessment, Score
from assessments.models.scores import OPEN_FLAGS
from criteria.fields import PointsField
from rankings import rules
from rankings.models import Ranking
from rankings.standing import NOTHING, Counted, Neighbours, Standing, extreme, neighbours, standing
from rankings.totals.leaves import counted_states

BY_SURVEY = Q(criterion__source="survey")


def scores_of(assessment: Assessment) -> list[Score]:
    """In the order of the set; one query."""
    found = Score.objects.filter(assessment=assessment).select_related("criterion")
    return list(found.order_by("criterion__position"))


def counted(score: Score, basis: str) -> Counted:
    """One leaf as a basis counts it; the survey's leaves have one side only."""
    if basis == Ranking.Basis.CLAIMED and not score.criterion.is_survey:
        return _side(score.claimed_points, score.claimed_na, score.max_points)
    return _side(score.awarded_points, score.awarded_na, score.max_points)


def _side(points: Decimal | None, absent: bool, maximum: Decimal) -> Counted:
    return NOTHING if absent else Counted(points or Decimal(0), maximum)


def others_of(assessment: Assessment, basis: str) -> list[Decimal]:
    """The published indices, in percent, that the other ranked units of the round have now; one query."""
    absent = Q(awarded_na=True)
    points: F | Case = F("awarded_points")
    if basis == Ranking.Basis.CLAIMED:
        absent = Q(BY_SURVEY, awarded_na=True) | Q(~BY_SURVEY, claimed_na=True)
        points = Case(When(BY_SURVEY, then=F("awarded_points")), default=F("claimed_points"))
    nothing = Value(Decimal(0), output_field=PointsField())
    sums = (
        Score.objects.filter(
            assessment__round=assessment.round_id,
            assessment__ranked=True,
            assessment__status__in=counted_states(basis),
        )
        .exclude(assessment=assessment)
        .order_by()
        .values_list("assessment_id")
        .annotate(
            reached=Sum(
                Case(When(absent, then=nothing), default=Coalesce(points, nothing)),
                output_field=PointsField(),
            ),
            applicable=Sum(
                Case(When(absent, then=nothing), default=F("max_points")),
                output_field=PointsField(),
            ),
        )
    )
    indices = (rules.index_of(points, maximum) for _pk, points, maximum in sums)
    return [index for index in indices if index is not None]


@dataclass(frozen=True)
class Chance:
    """A leaf with points still to be had: what it counts, and where its maximum alone would lead."""

    score: Score
    now: Counted
    at_full: Standing

    @property
    def left(self) -> Decimal:
        return self.now.maximum - self.now.points


@dataclass(frozen=True)
class Outlook:
    """A sheet as it counts now, its chances, and how firm its rank is."""

    now: Standing
    chances: Sequence[Chance]
    neighbours: Neighbours
    disputed: Sequence[Score]
    best: Standing
    worst: Standing


def outlook(
    assessment: Assessment, scores: Sequence[Score], others: Sequence[Decimal], basis: str
) -> Outlook:
    """No query: everything has been read."""
    ranked = assessment.ranked
    leaves = {score.pk: counted(score, basis) for score in scores}
    now = standing(leaves.values(), others, ranked=ranked)
    chances = [
        Chance(score, leaf, _with(leaves, score, others, ranked))
        for score in scores
        if (leaf := leaves[score.pk]).points < leaf.maximum
    ]
    disputed = [score for score in scores if score.flag in OPEN_FLAGS]
    settled = [leaves[score.pk] for score in scores if score.flag not in OPEN_FLAGS]
    sides = [
        [
            _side(score.awarded_points, score.awarded_na, score.max_points),
            _side(score.claimed_points, score.claimed_na, score.max_points),
        ]
        for score in disputed
    ]
    best, worst = (
        standing([*settled, *extreme(settled, sides, best=high)], others, ranked=ranked)
        for high in (True, False)
    )
    return Outlook(
        now=now,
        chances=sorted(chances, key=lambda one: -one.left),
        neighbours=neighbours(now, others),
        disputed=disputed,
        best=best,
        worst=worst,
    )


def _with(
    leaves: dict[int, Counted], score: Score, others: Sequence[Decimal], ranked: bool
) -> Standing:
    full = leaves | {score.pk: Counted(score.max_points, score.max_points)}
    return standing(full.values(), others, ranked=ranked)
