"""The life of a run of long work: alive, silent so that it may be sent again, or stalled.

The row of a run, of whatever model, sets ``progressed_at`` with each step; everything here follows
from that moment.
"""

import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import Q
from django.utils import timezone

from criteria.common.text import Text, cause_of

RESUME_AFTER = datetime.timedelta(minutes=1)
"""The silence after which its page says so, and anybody who may start the work may send a second worker."""
STALLED_AFTER = datetime.timedelta(minutes=10)
"""The silence, longer than any step takes, after which the clock sends a second worker."""
MOST_TRIES = 3
"""The number of workers that work on one thing; when the last is lost too, it has failed."""
DATABASE_AWAY = (OperationalError, InterfaceError)
"""The errors that say nothing of the work itself: the run stays as it is, and its task is tried again."""
UNTIL_IT_IS_BACK: dict[str, Any] = {
    "autoretry_for": DATABASE_AWAY,
    "max_retries": 20,
    "retry_backoff": 1,
    "retry_backoff_max": 30,
    "retry_jitter": False,
}
"""The options of a task that waits for a database: some eight minutes, longer than a restart takes."""


def is_alive(progressed_at: datetime.datetime) -> bool:
    """Returns whether a run still has its worker, as far as anybody can know.

    A moment in the future is no progress: the clock has been set back since.
    """
    return abs(timezone.now() - progressed_at) < RESUME_AFTER


def stalled_runs() -> Q:
    """Returns the condition of rows that the clock hands to a worker again."""
    now = timezone.now()
    return Q(progressed_at__lte=now - STALLED_AFTER) | Q(progressed_at__gte=now + RESUME_AFTER)


def fault_text(error: Exception) -> Text:
    """Returns the reason that is stored with a run that failed by a fault of the program."""
    cause = cause_of(error)[:500]
    return Text(
        vi=f"Lỗi khi thực hiện: {cause}. Hãy thử lại hoặc báo quản trị viên.",
        en=f"A fault while working: {cause}. Try again or tell an administrator.",
    )


QUEUE_AWAY = Text(
    vi="Không giao được việc cho tiến trình nền: hàng đợi không trả lời. Chưa có gì được thực hiện. "
    "Hãy thử lại sau hoặc báo quản trị viên.",
    en="The work could not be handed to a worker: the queue does not answer. Nothing has been done. "
    "Try again later or tell an administrator.",
)
GIVEN_UP = Text(
    vi=f"Đã thực hiện {MOST_TRIES} lần nhưng lần nào tiến trình nền cũng dừng giữa chừng (thường vì hết bộ nhớ). "
    "Không có gì thay đổi. Hãy báo quản trị viên.",
    en=f"It was begun {MOST_TRIES} times, and each time its worker died (mostly for lack of memory). Nothing has "
    "changed. Tell an administrator.",
)
