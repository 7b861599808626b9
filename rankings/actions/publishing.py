"""Publishing a ranking."""

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.actor import Actor
from assessments.models import Assessment, Round
from assessments.record import record
from criteria.text import Refused, Text
from rankings.guards import barriers
from rankings.models import Ranking


@transaction.atomic
def publish_ranking(*, actor: Actor, ranking_id: int, decision_number: str = "") -> Ranking:
    """Publish a draft; it supersedes what was published of its round and never changes again.

    Raises ``NotAllowed`` or ``Refused`` with every cause.
    """
    permissions.demand(permissions.to_coordinate(actor.user))
    round_id = Ranking.objects.values_list("round_id", flat=True).get(pk=ranking_id)
    round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
    ranking = Ranking.objects.select_for_update(of=("self",)).get(pk=ranking_id)
    # Every save of a score locks its sheet, so none can change between these looks and the end.
    list(Assessment.objects.select_for_update(of=("self",)).filter(round=round_).order_by("pk"))
    causes = barriers(ranking)
    decision_number = decision_number.strip()
    if len(decision_number) > 100 or not decision_number.isprintable():
        causes.append(
            Text(
                vi="Số quyết định dài quá 100 ký tự hoặc chứa ký tự không hợp lệ.",
                en="The decision's number is longer than 100 characters or holds invalid ones.",
            )
        )
    if causes:
        raise Refused(*causes)
    Ranking.objects.all().supersede(round_.pk)
    ranking.status = Ranking.Status.PUBLISHED
    ranking.published_at = timezone.now()
    ranking.decision_number = decision_number
    ranking.save()
    record(
        actor,
        "publish_ranking",
        on=round_,
        after={
            "ranking": ranking.pk,
            "digest": ranking.digest,
            "decision_number": decision_number,
        },
    )
    return ranking
