"""What time itself does, every few minutes: close what is over, remind of what ends, send what waits.

Nothing depends on it running in time: every write asks the clock itself.
"""

import logging
from collections.abc import Callable

from assessments.messages.mails import send_mails
from assessments.review.explanations import close_explanations
from assessments.review.reminders import remind

log = logging.getLogger(__name__)
STEPS: tuple[tuple[str, Callable[[], int]], ...] = (
    ("explanations closed", close_explanations),
    ("reminders", remind),
    ("mails sent", send_mails),
)


def tick() -> dict[str, int | None]:
    """What each step did; ``None`` where it failed, which stops none of the others."""
    found: dict[str, int | None] = {}
    for name, step in STEPS:
        try:
            found[name] = step()
        except Exception:
            log.exception("tick: %s", name)
            found[name] = None
    return found
