"""The columns of a table, each defined once: for its export, its template and its import."""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import TextChoices

from criteria.common.labels import both
from criteria.common.numbers import canonical
from criteria.common.text import Text, readable

CellValue = str | int | Decimal
"""The value that is written into a cell of a file; numbers stay numbers."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``names`` are the accepted headings, the first is the one written; ``width`` is in letters.

    ``unless`` is the key of another column in whose presence this one is not required.
    """

    key: str
    names: tuple[str, ...]
    required: bool = True
    width: int = 16
    help: str = ""
    """What to write into it, as the template of a file says; ``help_en`` says it on pages in English."""
    help_en: str = ""
    unless: str = ""
    en: str = ""
    """The heading in English, where it is not the second name."""
    most: int = 0
    """The number of characters that fit; 0 for any number."""
    choices: type[TextChoices] | None = None
    value: Callable[[Any], Any] | None = None
    """A function from a row to its value in this column; by default it is the row's attribute or item ``key``."""
    words: Callable[[Any], str] | None = None
    """A function that writes a value for people, where ``plain_words`` does not know it."""
    exported: str = ""
    """The heading in an export for programs; by default ``key``."""

    @property
    def label(self) -> Text:
        """Returns the heading in both languages."""
        return Text(vi=self.names[0], en=self.en or self.names[1])

    @property
    def guidance(self) -> Text:
        """Returns what to write into it, in both languages."""
        return Text(vi=self.help, en=self.help_en or self.help)

    def value_in(self, row: Any) -> Any:
        """Returns the value of a row, as Python has it."""
        if self.value:
            return self.value(row)
        return row[self.key] if isinstance(row, Mapping) else getattr(row, self.key)

    def say(self, value: Any) -> CellValue:
        """Returns a value as people write it: a choice by its Vietnamese label, a day as 31/12/2025."""
        if value is not None and self.words:
            return self.words(value)
        if self.choices and value in self.choices.values:
            return both(self.choices(value).label).vi
        return plain_words(value)


def labels_by_key(columns: Iterable[Column]) -> dict[str, Text]:
    """Returns the headings in both languages by key."""
    return {column.key: column.label for column in columns}


def written_row(columns: Sequence[Column], row: Any) -> list[CellValue]:
    """Returns a row as people write it, which the import reads back."""
    return [column.say(column.value_in(row)) for column in columns]


def plain_words(value: Any) -> CellValue:
    """Returns a value of no column in particular as people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, list):
        return "; ".join(value)
    if not isinstance(value, CellValue):
        raise TypeError(f"{value!r} has no words")
    return value


def for_programs(value: Any) -> str:
    """Returns a value as programs read it: exact, the same in every language."""
    match value:
        case None:
            return ""
        case bool():
            return str(int(value))
        case datetime.date():
            return value.isoformat()
        case Decimal():
            return canonical(value)
        case dict():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case list():
            return ";".join(value)
        case _:
            return readable(str(value))


@cache
def choice_names(choices: type[TextChoices]) -> dict[str, str]:
    """Returns each choice by its value and by its label in both languages."""
    return {
        name: choice.value
        for choice in choices
        for name in (choice.value, both(choice.label).vi, both(choice.label).en)
    }


@cache
def choice_labels(choices: type[TextChoices]) -> tuple[Text, ...]:
    """Returns the labels of all choices."""
    return tuple(both(choice.label) for choice in choices)
