"""What every module of scales speaks of: stored JSON, and what an entry comes to."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from criteria.common.text import Text

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"

PLACES = 4
"""The number of decimals that points keep; they are rounded half up at the leaf."""


def both_stored(key: str, text: Text) -> "dict[str, JSON]":
    """Returns a text as it is stored: under ``key``, its English beside it where it has any of its own."""
    both: dict[str, JSON] = {key: text.vi}
    if text.en != text.vi:
        both[f"{key}_en"] = text.en
    return both


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an entry: its ``points`` (4 decimals, 0…maximum), the entry in its one spelling, and the reason.

    Where the leaf does not apply (a denominator of 0, if its set says so) there are 0 points and no maximum.
    """

    points: Decimal
    entry: dict[str, JSON]
    why: Text
    not_applicable: bool = False
