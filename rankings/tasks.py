"""What workers do for rankings."""

from celery import shared_task
from django.db import OperationalError

from rankings.actions import STALLED_AFTER, compute_ranking


@shared_task(
    name="rankings.compute",
    ignore_result=True,
    autoretry_for=(OperationalError,),
    max_retries=3,
    retry_backoff=2,
    soft_time_limit=int(STALLED_AFTER.total_seconds()) // 2,
)
def compute(ranking_id: int) -> None:
    """Compute a ranking; a second delivery of the same message does no harm."""
    compute_ranking(ranking_id)
