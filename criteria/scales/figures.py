"""Figures: what a person enters on a leaf, in the words of the decision."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from criteria.common.numbers import canonical, show_figure
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, both_stored
from criteria.scales.fields import Field

FigureType = Literal["whole", "decimal", "percent", "date"]
Quantity = Decimal | datetime.date
"""What a figure is: a number, or a day."""
FIGURE_TYPES: tuple[FigureType, ...] = ("decimal", "whole", "percent", "date")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``unit`` is what a number of it counts ("hồ sơ đúng hạn").

    A reference value is given by the round ("mức bình quân cả nước"), and not entered by the unit.
    """

    key: str
    label: Text
    unit: Text | None = None
    type: FigureType = "decimal"
    most: Decimal | None = None
    is_reference: bool = False

    @property
    def limit(self) -> Decimal | None:
        """The largest value allowed, if there is one."""
        return _HUNDRED if self.most is None and self.type == "percent" else self.most

    def field_when(self, when: tuple[str, int] | None) -> Field:
        """Returns the input into which the figure is typed, for one option alone where ``when`` names it."""
        kinds: dict[str, Literal["whole", "date"]] = {"whole": "whole", "date": "date"}
        return Field(
            self.key,
            kinds.get(self.type, "number"),
            self.label,
            most=self.limit,
            when=when,
            percent=self.type == "percent",
            unit=Text("%", "%") if self.type == "percent" and not self._says_percent else self.unit,
        )

    @property
    def _says_percent(self) -> bool:
        return "%" in self.label.vi

    def in_words(self, value: Decimal) -> Text:
        """Returns a number of it with what it counts: ``105 cơ quan``."""
        if self.type == "percent":
            return words.percent_in_words(value)
        vi, en = show_figure(value), show_figure(value, "en")
        if self.unit is None:
            return Text(vi, en)
        return Text(f"{vi} {self.unit.vi}", f"{en} {self.unit.en}")

    def quantity_of(self, stored: Decimal) -> Quantity | None:
        """Returns what a reference value stands for as it is stored: of a date, the day of that number since 1/1/1.

        ``None`` for a number that is no day.
        """
        if self.type != "date":
            return stored
        try:
            return datetime.date.fromordinal(int(stored)) if stored == int(stored) else None
        except (ValueError, OverflowError):
            return None

    def in_quantity(self, value: object) -> Text:
        """Returns an entered value in words, a day as dd/mm/yyyy."""
        if isinstance(value, datetime.date):
            day = value.strftime("%d/%m/%Y")
            return Text(day, day)
        return self.in_words(Decimal(str(value)))

    @property
    def has_name(self) -> bool:
        """Returns whether the decision calls it by words of its own, not just "numerator" or "denominator"."""
        return self not in (NUMERATOR, DENOMINATOR)

    def as_json(self) -> JSON:
        """Returns the figure as it is stored."""
        data: dict[str, JSON] = {"key": self.key, **both_stored("label", self.label)}
        if self.unit:
            data |= both_stored("unit", self.unit)
        if self.type != "decimal":
            data["type"] = self.type
        if self.most is not None:
            data["most"] = canonical(self.most)
        if self.is_reference:
            data["reference"] = True
        return data


NUMERATOR = Figure("numerator", Text("Tử số", "Numerator"))
DENOMINATOR = Figure("denominator", Text("Mẫu số", "Denominator"))
"""The figures of a ratio whose rule does not name them."""
