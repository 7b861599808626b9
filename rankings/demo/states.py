"""Who has come how far in the demo's open rounds."""

import enum
from collections.abc import Sequence

from assessments.models import Unit
from rankings.demo.plans import rng_for


class State(enum.Enum):
    """How far a unit's sheet has come; all but ``EMPTY`` hold figures."""

    EMPTY = enum.auto()
    DRAFTING = enum.auto()
    COMPLETE = enum.auto()
    RETURNED = enum.auto()
    SUBMITTED = enum.auto()
    IN_REVIEW = enum.auto()
    FINAL = enum.auto()

    @property
    def is_complete(self) -> bool:
        return self not in (State.EMPTY, State.DRAFTING)

    @property
    def is_reviewed(self) -> bool:
        return self in (State.IN_REVIEW, State.FINAL)


PROVINCES = {
    State.EMPTY: 6,
    State.COMPLETE: 4,
    State.RETURNED: 1,
    State.SUBMITTED: 9,
    State.IN_REVIEW: 8,
    State.FINAL: 4,
}
MINISTRIES = {
    State.EMPTY: 2,
    State.COMPLETE: 1,
    State.RETURNED: 1,
    State.SUBMITTED: 3,
    State.IN_REVIEW: 3,
    State.FINAL: 3,
}


def spread(name: str, units: Sequence[Unit], counts: dict[State, int]) -> dict[str, State]:
    """A state for each unit by its code; the demo's own units, and the rest, are drafting."""
    free = [unit.code for unit in units if unit.code not in ("22", "01", "BYT")]
    rng_for(name, "states").shuffle(free)
    states = [state for state, count in counts.items() for _ in range(count)]
    found = {unit.code: State.DRAFTING for unit in units}
    return found | dict(zip(free, states, strict=False))
