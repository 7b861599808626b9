"""The life of a run of long work: alive, silent so that it may be resumed, or stalled.

The row of a run, of whatever model, sets ``progressed_at`` with each step; everything here follows
from that moment.
"""

import datetime

from django.db import InterfaceError, OperationalError
from django.utils import timezone

from criteria.common.text import Text

RESUME_AFTER = datetime.timedelta(minutes=1)
"""The silence after which a second worker may be sent; longer than any step takes."""
STALLED_AFTER = datetime.timedelta(minutes=10)
"""The silence after which a run has lost its worker, and a new run may take its place."""
DATABASE_AWAY = (OperationalError, InterfaceError)
"""The errors that say nothing of the work itself: the run stays as it is, and its task is tried again."""


def is_alive(progressed_at: datetime.datetime) -> bool:
    """Returns whether a run still has its worker, as far as anybody can know."""
    return timezone.now() - progressed_at < STALLED_AFTER


def is_resumable(progressed_at: datetime.datetime) -> bool:
    """Returns whether a run has been silent for so long that a second worker may go on with it."""
    return timezone.now() - progressed_at >= RESUME_AFTER


def fault_text(error: Exception) -> Text:
    """Returns the reason that is stored with a run that failed by a fault of the program."""
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
