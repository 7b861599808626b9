"""One input of a scale: enough to draw its form, to read what is typed into it, and to store it."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from criteria.common.numbers import canonical, for_input, number_as_meant, read_number
from criteria.common.text import Text
from criteria.scales.base import JSON

FieldType = Literal["number", "whole", "date", "option", "lines", "tick"]
Value = Decimal | int | bool | list[int] | datetime.date
"""What a field's entry means: a number, the place of an option, the places of lines, a tick, a day."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a scale; ``name`` is the entry's key.

    ``number`` and ``whole`` are typed, ``date`` as dd/mm/yyyy; ``option`` is the index of one of ``options``,
    ``lines`` the list of those ticked, ``tick`` true or not there. Of the options, ``labels`` are without points,
    and ``conditions`` say when each is met. ``most`` is the largest value allowed, where there is one. ``when``
    names the option (field, index) to which alone the input belongs.
    """

    name: str
    type: FieldType
    label: Text
    most: Decimal | None = None
    least: Decimal = Decimal(0)
    unit: Text | None = None
    options: tuple[Text, ...] = ()
    labels: tuple[Text, ...] = ()
    conditions: tuple[str, ...] = ()
    hint: Text | None = None
    when: tuple[str, int] | None = None
    gives_points: bool = False
    percent: bool = False
    """True for a percentage, behind which a percent sign may stand."""

    @property
    def is_picked(self) -> bool:
        """Returns whether the input is picked from options rather than typed."""
        return self.type in ("option", "lines", "tick")

    def stored(self, value: Value) -> JSON:
        """Returns a value as entries store it."""
        if isinstance(value, Decimal):
            return canonical(value)
        if isinstance(value, datetime.date):
            return value.isoformat()
        return [*value] if isinstance(value, list) else value

    def as_meant(self, typed: str, language: str) -> str | Decimal:
        """Returns what readers of ``language`` mean by ``typed``; what is no number stays text, to be read or refused."""
        if self.type not in ("number", "whole") or not typed:
            return typed
        return number_as_meant(typed, most=self.most, language=language)

    def in_input(self, stored: object, language: str) -> str:
        """Returns a stored value of a typed field as its input shows it: ``0,75``, ``23/11/2026``."""
        if self.type == "date":
            return datetime.date.fromisoformat(str(stored)).strftime("%d/%m/%Y")
        return for_input(read_number(str(stored)), language)


def is_shown(field: Field, entry: object) -> bool:
    """Returns whether an entry has chosen the option that a field belongs to, if it belongs to one."""
    if field.when is None or not isinstance(entry, dict):
        return True
    name, index = field.when
    return str(entry.get(name)) == str(index)
