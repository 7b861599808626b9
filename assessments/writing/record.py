"""The only place that writes the record of changes."""

from typing import Any

from assessments.models import Assessment, Change, Round, Score
from assessments.writing.actor import Actor
from assessments.writing.acts import Act


def change_line(
    actor: Actor,
    act: Act,
    *,
    on: Score | Assessment | Round | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> Change:
    """Returns one unsaved line of the record, with its place filled in from the row that the act was done ``on``.

    Acts on units, people and the like are done on no such row; ``after`` names what they changed.
    """
    score = on if isinstance(on, Score) else None
    assessment = score.assessment if score else on if isinstance(on, Assessment) else None
    round_ = assessment.round if assessment else on if isinstance(on, Round) else None
    return Change(
        by=actor.user,
        door=actor.door,
        act=act.name,
        round=round_,
        assessment=assessment,
        score=score,
        before=before,
        after=after,
        reason=reason,
    )


def record(actor: Actor, act: Act, **kwargs: Any) -> Change:
    """Writes one line of the record and returns it; ``change_line`` describes the arguments."""
    line = change_line(actor, act, **kwargs)
    line.save()
    return line
