"""Counts the changes of a score, so that no write is lost silently: a stale version gets a conflict."""

from django.utils import timezone

from assessments.models import Score
from assessments.writing.actor import Actor
from criteria.common.text import Refused, Text

STAMP = ("version", "changed_at", "changed_by")


def newer_value_text(who: Text, code: str) -> Text:
    """Returns the sentence that somebody saved a newer value of the leaf ``code`` first."""
    return Text(
        vi=f"{who.vi} vừa lưu giá trị mới hơn cho tiêu chí {code}. Hãy chọn giá trị để giữ.",
        en=f"{who.en} has just saved a newer value of {code}. Choose which one to keep.",
    )


class Conflict(Refused):
    """Raised when somebody saved a newer value first; ``current`` holds it, so that both can be shown."""

    def __init__(self, current: Score) -> None:
        self.current = current
        who = str(current.changed_by or "?")
        super().__init__(newer_value_text(Text(vi=who, en=who), current.criterion.code))


def demand_newest(score: Score, version: int) -> None:
    """Raises ``Conflict`` when somebody has saved since ``version``.

    It must be called only once the person is known to be allowed: the conflict shows the saved value.
    """
    if score.version != version:
        raise Conflict(score)


def is_sent_again(score: Score, actor: Actor, version: int) -> bool:
    """Returns whether the last change, after ``version``, is the actor's own: the answer to it may have been lost."""
    return score.version == version + 1 and score.changed_by_id == actor.user.pk


def stamp(score: Score, actor: Actor) -> None:
    """Counts a change of a score and notes its time and author."""
    score.version += 1
    score.changed_at = timezone.now()
    score.changed_by = actor.user
