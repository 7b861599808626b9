"""Counts the changes of a score, so that no write is lost silently: a stale version gets a conflict."""

from django.utils import timezone

from assessments.models import Score
from assessments.writing.actor import Actor
from criteria.common.text import Refused, Text

STAMP = ("version", "changed_at", "changed_by")


class Conflict(Refused):
    """Raised when somebody saved a newer value first; ``current`` holds it, so that both can be shown."""

    def __init__(self, current: Score) -> None:
        self.current = current
        who = current.changed_by or "?"
        super().__init__(
            Text(
                vi=f"{who} vừa lưu giá trị mới hơn cho tiêu chí {current.criterion.code}. Hãy chọn giá trị để giữ.",
                en=f"{who} has just saved a newer value of {current.criterion.code}. Choose which one to keep.",
            )
        )


def demand_newest(score: Score, version: int) -> None:
    """Raises ``Conflict`` when somebody has saved since ``version``.

    It must be called only once the person is known to be allowed: the conflict shows the saved value.
    """
    if score.version != version:
        raise Conflict(score)


def stamp(score: Score, actor: Actor) -> None:
    """Counts a change of a score and notes its time and author."""
    score.version += 1
    score.changed_at = timezone.now()
    score.changed_by = actor.user
