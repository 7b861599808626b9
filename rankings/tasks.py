"""The tasks that workers do for rankings."""

from typing import Any

from celery import shared_task

from assessments.jobs.run_state import STALLED_AFTER, UNTIL_IT_IS_BACK
from criteria.common.database.patience import patience
from rankings.acts import compute_ranking, deliver_webhooks, draw_cards, run_check


def _has_lost_its_worker(task: Any) -> bool:
    """Returns whether the message comes again, since nobody said that it was done."""
    return bool((task.request.delivery_info or {}).get("redelivered"))


@shared_task(
    bind=True,
    name="rankings.compute",
    ignore_result=True,
    soft_time_limit=int(STALLED_AFTER.total_seconds()) // 2,
    **UNTIL_IT_IS_BACK,
)
@patience()
def compute(self: Any, ranking_id: int) -> None:
    """Computes a ranking; a second delivery of the same message does no harm."""
    compute_ranking(ranking_id, is_again=_has_lost_its_worker(self))


@shared_task(
    bind=True,
    name="rankings.check",
    ignore_result=True,
    soft_time_limit=int(STALLED_AFTER.total_seconds()) // 2,
    **UNTIL_IT_IS_BACK,
)
@patience()
def check_ranking(self: Any, ranking_id: int) -> None:
    """Computes a ranking again and compares; doing it twice does no harm."""
    run_check(ranking_id, is_again=_has_lost_its_worker(self))


@shared_task(bind=True, name="rankings.draw_cards", ignore_result=True, **UNTIL_IT_IS_BACK)
@patience()
def draw_all_cards(self: Any, ranking_id: int) -> None:
    """Draws what other sites show of a publication; doing it twice does no harm."""
    draw_cards(ranking_id, is_again=_has_lost_its_worker(self))


@shared_task(name="rankings.deliver_webhooks", ignore_result=True)
def tell_of_publications() -> None:
    """Tells other systems what has become public; doing it twice does no harm."""
    deliver_webhooks()
