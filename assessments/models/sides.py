"""One side of a score as a value: what the unit claims, or what the reviewer awards."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from criteria.common.numbers import canonical


@dataclass(frozen=True, slots=True)
class Side:
    """The figures entered on a leaf, the points that they give, and the words to it."""

    input: dict[str, Any] | None = None
    points: Decimal | None = None
    not_applicable: bool = False
    note: str = ""

    @property
    def is_given(self) -> bool:
        """Whether it says anything of the leaf: points, or that it does not apply."""
        return self.points is not None or self.not_applicable

    def as_award(self, note: str) -> "Side":
        """The award that accepts this claim; a leaf left empty is awarded 0 points."""
        points = None if self.not_applicable else (self.points or Decimal(0))
        return Side(self.input, points, self.not_applicable, note)

    def as_record(self) -> dict[str, Any]:
        """The side as the record of changes and the snapshots keep it."""
        return {
            "input": self.input,
            "points": None if self.points is None else canonical(self.points),
            "not_applicable": self.not_applicable,
            "note": self.note,
        }

    @classmethod
    def from_record(cls, kept: Mapping[str, Any]) -> "Side":
        """The side that ``as_record`` wrote; what is not there was not given."""
        points = kept.get("points")
        return cls(
            kept.get("input"),
            None if points is None else Decimal(points),
            kept.get("not_applicable", False),
            kept.get("note", ""),
        )


def columns_of(side: str) -> tuple[str, ...]:
    """The columns that hold one side ("claimed" or "awarded") of a score."""
    return tuple(f"{side}_{part}" for part in ("input", "points", "na", "note"))


CLAIMED = columns_of("claimed")
AWARDED = columns_of("awarded")
