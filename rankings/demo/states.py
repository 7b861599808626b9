"""The states of the sheets in the demo's open rounds."""

import enum
from collections.abc import Sequence

from assessments.models import Unit
from rankings.demo.plans import rng_for


class State(enum.Enum):
    """The progress of a unit's sheet; all but ``EMPTY`` hold figures."""

    EMPTY = enum.auto()
    DRAFTING = enum.auto()
    COMPLETE = enum.auto()
    RETURNED = enum.auto()
    SUBMITTED = enum.auto()
    IN_REVIEW = enum.auto()
    FINAL = enum.auto()
    EXPLAINING = enum.auto()
    ANSWERED = enum.auto()
    DISPUTED = enum.auto()
    COUNCIL = enum.auto()
    DECIDED = enum.auto()

    @property
    def is_complete(self) -> bool:
        return self not in (State.EMPTY, State.DRAFTING)


EXPLAINED = (State.EXPLAINING, State.ANSWERED, State.DISPUTED, State.COUNCIL, State.DECIDED)
"""The states after a whole first review, with questions to the unit."""

PROVINCES = {
    State.EMPTY: 6,
    State.COMPLETE: 4,
    State.RETURNED: 1,
    State.SUBMITTED: 9,
    State.IN_REVIEW: 8,
    State.FINAL: 4,
    State.EXPLAINING: 2,
    State.ANSWERED: 2,
    State.DISPUTED: 1,
    State.COUNCIL: 2,
    State.DECIDED: 1,
}
MINISTRIES = {
    State.EMPTY: 2,
    State.COMPLETE: 1,
    State.RETURNED: 1,
    State.SUBMITTED: 3,
    State.IN_REVIEW: 3,
    State.FINAL: 3,
    State.ANSWERED: 1,
    State.COUNCIL: 1,
}


HEALTH = "BYT"


def states_by_unit(name: str, units: Sequence[Unit], counts: dict[State, int]) -> dict[str, State]:
    """Returns a state for each unit by its code.

    The Ministry of Health explains; the demo's provinces, and units without a state, draft.
    """
    free = [unit.code for unit in units if unit.code not in ("22", "01", HEALTH)]
    rng_for(name, "states").shuffle(free)
    states = [state for state, count in counts.items() for _ in range(count)]
    by_code = {unit.code: State.DRAFTING for unit in units}
    return (
        by_code
        | dict(zip(free, states, strict=False))
        | ({HEALTH: State.EXPLAINING} if HEALTH in by_code else {})
    )
