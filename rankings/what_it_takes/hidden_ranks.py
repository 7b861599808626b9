"""Hides ranks from a unit's people between the end of the review and the publication.

The live scores are then the very ones of a ranking under embargo. The page is the same whether such
a ranking waits or not, so that nobody can tell.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef

from assessments import permissions
from assessments.models import Assessment, Round, Status, User
from rankings.models import Ranking, RankingRow
from rankings.what_it_takes.standing import Standing


def hides_ranks(
    user: User,
    assessment: Assessment,
    basis: str,
    now: Standing,
    others: Sequence[Decimal],
    block: str = "",
) -> bool:
    """Returns whether ranks are hidden from the person.

    ``now`` and ``others``, those of the unit's block, are what the page would show; what the public sees too is not hidden.
    """
    if permissions.may_watch(user, assessment.round.owner_id):
        return False
    if assessment.status != Status.FINAL and _goes_on(assessment):
        return False
    in_force = Ranking.objects.in_force_within().filter(round=assessment.round_id)
    if basis == Ranking.Basis.CLAIMED:
        # Claims are frozen at submission, so they tell nothing of a later version.
        return not in_force.exists()
    public = RankingRow.objects.filter(ranking__in=in_force, rank__isnull=False, block=block)
    shown = [*others]
    if assessment.ranked and assessment.status in Status.ASSESSED and now.index is not None:
        shown.append(now.index)
    return sorted(shown) != list(public.order_by("index").values_list("index", flat=True))


def _goes_on(assessment: Assessment) -> bool:
    """Returns whether the round's review goes on; a round that waits for its publication is hidden all the same."""
    sheets = Assessment.objects.filter(round=OuterRef("pk"), status__in=Status.ASSESSED)
    waiting = Ranking.objects.scheduled().filter(round=OuterRef("pk"))
    finished = ~Exists(sheets.exclude(status=Status.FINAL)) & Exists(sheets)
    rounds = Round.objects.filter(pk=assessment.round_id)
    return not rounds.filter(finished | Exists(waiting)).exists()
