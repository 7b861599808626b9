"""When a unit's people are shown no ranks: from the end of the review until they are public.

The live scores are then the very ones that a ranking under embargo is made of. Whether one waits
makes no difference to what is shown, so that nobody can tell.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef

from assessments import permissions
from assessments.models import Assessment, Round, Status, User
from rankings.models import Ranking, RankingRow
from rankings.what_it_takes.standing import Standing


def hides_ranks(
    user: User, assessment: Assessment, basis: str, now: Standing, others: Sequence[Decimal]
) -> bool:
    """``now`` and ``others`` are what the page would show; what the public sees too is not hidden."""
    if permissions.may_watch(user):
        return False
    if assessment.status != Status.FINAL and _goes_on(assessment):
        return False
    in_force = Ranking.objects.in_force().filter(round=assessment.round_id)
    if basis == Ranking.Basis.CLAIMED:
        # Frozen at submission: they tell of no later version.
        return not in_force.exists()
    public = RankingRow.objects.filter(ranking__in=in_force, rank__isnull=False).order_by("index")
    shown = [*others]
    if assessment.ranked and assessment.status in Status.ASSESSED and now.index is not None:
        shown.append(now.index)
    return sorted(shown) != list(public.values_list("index", flat=True))


def _goes_on(assessment: Assessment) -> bool:
    """Whether the round's review does; what waits for its publication is hidden all the same."""
    sheets = Assessment.objects.filter(round=OuterRef("pk"), status__in=Status.ASSESSED)
    waiting = Ranking.objects.scheduled().filter(round=OuterRef("pk"))
    done = ~Exists(sheets.exclude(status=Status.FINAL)) & Exists(sheets)
    rounds = Round.objects.filter(pk=assessment.round_id)
    return not rounds.filter(done | Exists(waiting)).exists()
