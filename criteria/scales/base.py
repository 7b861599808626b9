"""What every module of scales speaks of: stored JSON, and what an entry comes to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from criteria.common.text import Text

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"

PLACES = 4
"""The number of decimals that points keep; they are rounded half up at the leaf."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an entry: its ``points`` (4 decimals, 0…maximum), the entry in its one spelling, and the reason.

    Where the leaf does not apply (a denominator of 0, if its set says so) there are 0 points and no maximum.
    """

    points: Decimal
    entry: dict[str, JSON]
    why: Text
    not_applicable: bool = False
