"""The work that falls due by time alone, done every few minutes: closes what is over, reminds of deadlines, sends waiting mails,
sends work again that has lost its worker, and seals what was written.

Nothing depends on its running in time: every write asks the clock itself.
"""

import datetime
import logging
from collections.abc import Callable

from django.core.cache import cache
from django.utils import timezone

from assessments.chain.sealing import seal_record
from assessments.jobs.resuming import resume_stalled_jobs
from assessments.messages.mails import send_mails
from assessments.review.explanations import close_explanations
from assessments.review.reminders import remind

log = logging.getLogger(__name__)
LAST_TICK = "clock:last"
STEPS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("explanations closed", close_explanations),
    ("reminders", remind),
    ("mails sent", send_mails),
    ("jobs sent again", resume_stalled_jobs),
    ("lines sealed", seal_record),
)


def tick() -> dict[str, int | None]:
    """Runs every step and returns its count; ``None`` for a step that failed, which stops none of the others."""
    counts: dict[str, int | None] = {}
    for name, step in STEPS:
        try:
            counts[name] = step()
        except Exception:
            log.exception("tick: %s", name)
            counts[name] = None
    cache.set(LAST_TICK, timezone.now(), None)
    return counts


def last_tick() -> datetime.datetime | None:
    """Returns when the clock last ran, as far as the cache still knows."""
    found: datetime.datetime | None = cache.get(LAST_TICK)
    return found
