"""What every part's notation has: it reads the clauses that speak of it, and writes the part as clauses."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import ClassVar

from criteria.common.numbers import for_input
from criteria.scales.base import JSON
from criteria.scales.notation.cell import CellText, Part

Figures = Mapping[str, dict[str, JSON]]
Inner = Callable[[Mapping[str, JSON]], str]
"""Writes a part inside a part, whatever it is."""


class PartNotation(ABC):
    """The notation of one part; those of the lowest ``rank`` are asked first."""

    part: ClassVar[str]
    rank: ClassVar[int]

    @abstractmethod
    def read(self, cell: CellText) -> list[Part] | None:
        """Returns the parts that the cell's clauses make; ``None`` where they do not speak of this part."""

    @abstractmethod
    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        """Returns the clauses that read back as the part."""


def number_text(value: object, english: bool) -> str:
    """Returns a stored number as people type it."""
    return for_input(Decimal(str(value)), "en" if english else "vi")


def points_text(value: object, english: bool) -> str:
    """Returns stored points as people type them, with their sign."""
    text = str(value)
    takes, plain = text.startswith("-"), text.lstrip("-")
    if plain == "100%":
        words = ("all", "full") if english else ("trừ hết", "điểm tối đa")
        return ("minus full" if english else words[0]) if takes else words[1]
    share = plain.endswith("%")
    shown = number_text(plain.rstrip("%"), english) + ("%" if share else "")
    return f"{'minus' if english else 'trừ'} {shown}" if takes else shown


def measure_figure(part: Mapping[str, JSON], figures: Figures) -> Mapping[str, JSON]:
    """Returns the figure that a part's measure is, if it is one alone; else nothing."""
    of = part.get("of")
    return figures.get(str(of["figure"]), {}) if isinstance(of, dict) and "figure" in of else {}


def is_percent(part: Mapping[str, JSON], figures: Figures) -> bool:
    """Returns whether the bounds of a part are said in percent."""
    of = part.get("of")
    if isinstance(of, dict) and ("ratio" in of or of.get("percent")):
        return True
    return measure_figure(part, figures).get("type") == "percent"


def bound_unit(part: Mapping[str, JSON], figures: Figures) -> str:
    """Returns what stands behind a bound: a percent sign, or what is counted."""
    if is_percent(part, figures):
        return "%"
    unit = measure_figure(part, figures).get("unit")
    return f" {unit}" if unit else ""


class NotInWords(Exception):
    """Raised where a part has something that the notation has no words for."""


def plain_bound(value: JSON) -> str:
    """Returns a bound that is the same for all units. Raises ``NotInWords``."""
    if isinstance(value, dict):
        raise NotInWords
    return str(value)
