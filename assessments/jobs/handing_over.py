"""Hands a row to a worker."""

import logging
from collections.abc import Callable, Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as QueueAway

from assessments.jobs.run_state import QUEUE_AWAY
from criteria.common.text import Text

logger = logging.getLogger(__name__)


def hand_over(task: str, row_id: int, *, on_failure: Callable[[int, Text], None]) -> None:
    """Gives a row to the task of that name once the row is committed; without workers, does the task here.

    A name is taken because the module of a task imports the act that the task calls: an act that imported
    the task would close a circle. ``on_failure`` is called with the row's id and the reason where the
    queue does not answer.
    """
    transaction.on_commit(partial(_send, task, row_id, on_failure))


def hand_over_again(task: str, row_ids: Iterable[int]) -> int:
    """Gives rows that have stalled to the task of that name, for the clock; returns their number.

    A queue that is away is asked again at the next tick.
    """
    ids = list(row_ids)
    for row_id in ids:
        hand_over(task, row_id, on_failure=_leave)
    return len(ids)


def _leave(_row_id: int, _reason: Text) -> None:
    """Leaves the row as it is."""


def _send(task: str, row_id: int, on_failure: Callable[[int, Text], None]) -> None:
    try:
        current_app.tasks[task].apply_async((row_id,), retry=False)
    except QueueAway:
        logger.exception("%s could not be handed to a worker with %s", task, row_id)
        on_failure(row_id, QUEUE_AWAY)
