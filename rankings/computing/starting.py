"""Starts and resumes computations; a worker makes them, or this process when there is none."""

from django.db import transaction
from django.db.models import F

from assessments import permissions
from assessments.jobs.handing_over import hand_over, hand_over_again
from assessments.jobs.run_state import is_alive, stalled_runs
from assessments.models import Round
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.moments import vietnam_time
from criteria.common.text import Refused, Text
from rankings.computing.steps import STEPS, fail
from rankings.models import Ranking

START_RANKING = Act("start_ranking", Text(vi="Tính xếp hạng", en="Computed a ranking"))
RESUME_RANKING = Act("resume_ranking", Text(vi="Tính tiếp xếp hạng", en="Continued a computation"))


def start_ranking(*, actor: Actor, round_id: int, basis: str) -> Ranking:
    """Starts a computation; a worker makes it, or this process when there is none.

    Returns the ranking as it stands then. It has failed, with the cause, when no worker could be
    reached. Raises ``NotAllowed`` or, while another run of the round is under way, ``Refused``.
    """
    with transaction.atomic():
        # Of two people who press at once the second waits here; ``no_key`` leaves the round's other rows writable.
        round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
        permissions.demand(permissions.reasons_against_coordinating(actor.user, round_.owner_id))
        if basis not in Ranking.Basis.values:
            raise Refused(Text(vi="Cơ sở xếp hạng không hợp lệ.", en="Unknown basis of a ranking."))
        _clear_the_way(round_)
        ranking = Ranking.objects.create(round=round_, basis=basis, started_by=actor.user)
        record(actor, START_RANKING, on=round_, after={"ranking": ranking.pk, "basis": basis})
        hand_over("rankings.compute", ranking.pk, on_failure=fail)
    ranking.refresh_from_db()
    return ranking


def has_stopped(ranking: Ranking) -> bool:
    """Returns whether a run makes no progress, so that it may be handed to a worker again."""
    computing = ranking.status == Ranking.Status.COMPUTING
    return computing and not is_alive(ranking.progressed_at)


def resume_ranking(*, actor: Actor, ranking_id: int) -> Ranking:
    """Hands a run that has stopped to a worker again; it goes on after its last finished step.

    Even if the first worker still lives, each step is done once. Raises ``NotAllowed`` or, where
    the ranking is not being computed or makes progress, ``Refused``.
    """
    with transaction.atomic():
        ranking = Ranking.objects.select_related("round").get(pk=ranking_id)
        permissions.demand(
            permissions.reasons_against_coordinating(actor.user, ranking.round.owner_id)
        )
        if not has_stopped(ranking):
            raise Refused(
                Text(
                    vi="Chỉ tính tiếp được lần tính đã dừng hơn một phút.",
                    en="Only a run without progress for a minute can be continued.",
                )
            )
        record(actor, RESUME_RANKING, on=ranking.round, after={"ranking": ranking.pk})
        hand_over("rankings.compute", ranking.pk, on_failure=fail)
    ranking.refresh_from_db()
    return ranking


def resume_stalled_rankings() -> int:
    """Hands every run that has stalled to a worker again, for the clock; returns their number."""
    runs = Ranking.objects.filter(stalled_runs(), status=Ranking.Status.COMPUTING).order_by("pk")
    runs.update(tries=F("tries") + 1)
    return hand_over_again("rankings.compute", runs.values_list("pk", flat=True))


def _clear_the_way(round_: Round) -> None:
    """Raises ``Refused`` while a run is alive, and fails one that has stopped."""
    running = Ranking.objects.filter(round=round_, status=Ranking.Status.COMPUTING)
    other = running.select_for_update(of=("self",)).select_related("started_by").first()
    if other is None:
        return
    if is_alive(other.progressed_at):
        since = vietnam_time(other.started_at)
        raise Refused(
            Text(
                vi=f"{other.started_by} đang tính xếp hạng của kỳ này từ {since.vi}. "
                "Hãy chờ tính xong.",
                en=f"{other.started_by} has been ranking this round since {since.en} (Vietnam time). "
                "Wait until it is done.",
            )
        )
    fail(
        other.pk,
        Text(
            vi=f"Dừng giữa chừng ở bước {other.step + 1}/{len(STEPS)}; "
            "đã được thay bằng lần tính mới.",
            en=f"Stopped at step {other.step + 1} of {len(STEPS)}; a new run has taken its place.",
        ),
    )
