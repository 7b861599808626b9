"""The only place that writes the record of changes."""

from typing import Any

from assessments.models import Assessment, Change, Round, Score
from assessments.writing.actor import Actor
from assessments.writing.acts import Act

OWNER = "owner"
"""The key under which a line on no round says to whose own rounds it belongs; one without it is the nation's."""


def change_line(
    actor: Actor,
    act: Act,
    *,
    on: Score | Assessment | Round | None = None,
    before: Any = None,
    after: Any = None,
    reason: str = "",
    owner_id: int | None = None,
) -> Change:
    """Returns one unsaved line of the record, with its place filled in from the row that the act was done ``on``.

    Acts on units, people and the like are done on no such row; ``after`` names what they changed, and ``owner_id``
    whose they are where they belong to a unit that runs its own rounds.
    """
    if owner_id is not None:
        after = {**after, OWNER: owner_id}
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
