"""One side of a score as a value: the unit's claim or the reviewer's award."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from criteria.common.numbers import canonical
from criteria.scales import Outcome


@dataclass(frozen=True, slots=True)
class Side:
    """The figures entered on a leaf, the points that they give, and the note to them."""

    input: dict[str, Any] | None = None
    points: Decimal | None = None
    not_applicable: bool = False
    note: str = ""

    @classmethod
    def from_outcome(cls, outcome: Outcome, note: str) -> "Side":
        """Returns the side that an entry makes; one by which the leaf does not apply has figures and no points."""
        points = None if outcome.not_applicable else outcome.points
        return cls(outcome.entry, points, outcome.not_applicable, note)

    @property
    def is_given(self) -> bool:
        """Returns whether the side says anything of the leaf: points, or that it does not apply."""
        return self.points is not None or self.not_applicable

    def as_award(self, note: str) -> "Side":
        """Returns the award that accepts this claim; a leaf left empty is awarded 0 points."""
        points = None if self.not_applicable else (self.points or Decimal(0))
        return Side(self.input, points, self.not_applicable, note)

    def as_record(self) -> dict[str, Any]:
        """Returns the side as the record of changes and the snapshots store it."""
        return {
            "input": self.input,
            "points": None if self.points is None else canonical(self.points),
            "not_applicable": self.not_applicable,
            "note": self.note,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Side":
        """Returns the side that ``as_record`` wrote; a missing key means that nothing was given."""
        points = record.get("points")
        return cls(
            record.get("input"),
            None if points is None else Decimal(points),
            record.get("not_applicable", False),
            record.get("note", ""),
        )


def columns_of(side: str) -> tuple[str, ...]:
    """Returns the columns that hold one side ("claimed" or "awarded") of a score."""
    return tuple(f"{side}_{part}" for part in ("input", "points", "na", "note"))


CLAIMED = columns_of("claimed")
AWARDED = columns_of("awarded")
