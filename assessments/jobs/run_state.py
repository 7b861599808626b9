"""How a run of long work stands, whatever row keeps it: alive, silent so that it may be resumed, or stalled.

A row writes ``progressed_at`` with each step; the state follows from that moment.
"""

import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from criteria.common.text import Text

RESUME_AFTER = datetime.timedelta(minutes=1)
"""Longer than any step takes: a worker may be sent after one that has been silent for so long."""
STALLED_AFTER = datetime.timedelta(minutes=10)
"""Without a step for this long a run has lost its worker, and a new one may take its place."""
DATABASE_AWAY = (OperationalError, InterfaceError)
"""Faults of the database, not of the work: the run stays as it is, and its task is tried again."""


def is_alive(progressed_at: datetime.datetime) -> bool:
    """Returns whether a run still has its worker, as far as anybody can know."""
    return timezone.now() - progressed_at < STALLED_AFTER


def is_resumable(progressed_at: datetime.datetime) -> bool:
    """Returns whether a run has been silent for so long that a second worker may go on with it."""
    return timezone.now() - progressed_at >= RESUME_AFTER


def fault_text(error: Exception) -> Text:
    """Returns the reason kept with a run that failed by a fault of the program."""
    cause = f"{type(error).__name__}: {error}"[:500]
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
