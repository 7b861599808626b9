"""The acts on rankings: start a computation, compute, publish."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from assessments import permissions
from assessments.actor import Actor
from assessments.models import Assessment, Round
from assessments.record import record
from criteria.text import Refused, Text
from rankings import totals
from rankings.digest import digest_of
from rankings.guards import barriers
from rankings.models import Ranking, RankingMean, RankingRow

__all__ = ["STEPS", "barriers", "compute_ranking", "publish_ranking", "start_ranking"]

logger = logging.getLogger(__name__)

STALLED_AFTER = datetime.timedelta(minutes=10)
"""A step takes seconds; a run without progress for this long has lost its worker."""


@dataclass(frozen=True)
class Step:
    """One step of a computation, as its readers see it."""

    label: Text
    run: Callable[[Ranking], None]


STEPS = (
    Step(Text(vi="Cộng điểm từng lĩnh vực", en="Sum each domain"), totals.sum_domains),
    Step(Text(vi="Tính chỉ số từng đơn vị", en="Index each unit"), totals.sum_units),
    Step(Text(vi="Xếp hạng", en="Rank"), totals.rank_units),
    Step(Text(vi="Tính chỉ số trung bình", en="Average"), totals.average),
)


def start_ranking(*, actor: Actor, round_id: int, basis: str) -> Ranking:
    """Start a computation; a worker does it, or this process when there is none.

    Answers the ranking as it stands then. It is failed, with the cause, when no worker could be
    told. Raises ``NotAllowed`` or, while another run of the round is under way, ``Refused``.
    """
    with transaction.atomic():
        # Two pressers meet here; ``no_key`` lets the round's other rows be written meanwhile.
        round_ = Round.objects.select_for_update(no_key=True).get(pk=round_id)
        permissions.demand(permissions.to_coordinate(actor.user))
        if basis not in Ranking.Basis.values:
            raise Refused(Text(vi="Cơ sở xếp hạng không hợp lệ.", en="Unknown basis of a ranking."))
        _clear_the_way(round_)
        ranking = Ranking.objects.create(round=round_, basis=basis, started_by=actor.user)
        record(actor, "start_ranking", on=round_, after={"ranking": ranking.pk, "basis": basis})
        transaction.on_commit(partial(_send, ranking.pk))
    ranking.refresh_from_db()
    return ranking


def _clear_the_way(round_: Round) -> None:
    """Refuse while a run is alive; take over from one that has stopped."""
    running = Ranking.objects.filter(round=round_, status=Ranking.Status.COMPUTING)
    other = running.select_for_update(of=("self",)).select_related("started_by").first()
    if other is None:
        return
    if timezone.now() - other.progressed_at < STALLED_AFTER:
        since = permissions.local(other.started_at)
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


def _send(ranking_id: int) -> None:
    from rankings.tasks import compute

    try:
        compute.apply_async((ranking_id,), retry=False)
    except QueueAway:
        logger.exception("Ranking %s could not be handed to a worker", ranking_id)
        fail(
            ranking_id,
            Text(
                vi="Không giao được việc cho tiến trình nền: hàng đợi không trả lời. "
                "Hãy thử lại sau hoặc báo quản trị viên.",
                en="The work could not be handed to a worker: the queue does not answer. "
                "Try again later or tell an administrator.",
            ),
        )


def compute_ranking(ranking_id: int) -> None:
    """Take a ranking through its remaining steps, each in a transaction of its own.

    Safe to run twice, even at the same time: a step and its count are committed together. Where
    the ranking is not being computed (any more), nothing happens. A fault leaves it failed, with
    its cause and without rows; only when the database itself is away does this raise.
    """
    try:
        while _advance(ranking_id):
            pass
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        logger.exception("Ranking %s failed", ranking_id)
        cause = f"{type(error).__name__}: {error}"[:500]
        fail(ranking_id, Text(vi=f"Lỗi khi tính: {cause}", en=f"Error while computing: {cause}"))


@transaction.atomic
def _advance(ranking_id: int) -> bool:
    """Make the next step; answers whether there may be another."""
    ranking = _being_computed(ranking_id)
    if ranking is None:
        return False
    STEPS[ranking.step].run(ranking)
    ranking.step += 1
    ranking.progressed_at = timezone.now()
    done = ranking.step == len(STEPS)
    if done:
        ranking.digest = digest_of(ranking)
        ranking.computed_at = ranking.progressed_at
        ranking.status = Ranking.Status.DRAFT
    ranking.save()
    return not done


def _being_computed(ranking_id: int) -> Ranking | None:
    return (
        Ranking.objects.select_for_update(of=("self",))
        .filter(pk=ranking_id, status=Ranking.Status.COMPUTING)
        .first()
    )


@transaction.atomic
def fail(ranking_id: int, cause: Text) -> None:
    """Mark a ranking that is being computed as failed; nothing of its rows stays."""
    ranking = _being_computed(ranking_id)
    if ranking is None:
        return
    RankingRow.objects.filter(ranking=ranking).delete()
    RankingMean.objects.filter(ranking=ranking).delete()
    ranking.status = Ranking.Status.FAILED
    ranking.failure = {"vi": cause.vi, "en": cause.en}
    ranking.save()


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
