"""A change that a table asks for: as people read it, as the record stores it, and the function that makes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from criteria.common.tables.preview import PreviewLine
from criteria.common.text import Text


def nothing() -> None:
    """Does nothing, for steps without a second part."""


@dataclass(frozen=True)
class RosterStep:
    """A change. ``apply`` is called in the order of rows; ``link`` after all of them, for the rows that they refer to."""

    entry: PreviewLine
    apply: Callable[[], None]
    link: Callable[[], None] = nothing

    @property
    def before(self) -> dict[str, Any] | None:
        """The record's state before; ``None`` where something is new."""
        sides = {detail.label.en: detail.before for detail in self.entry.details}
        return None if self.entry.what == "add" else {"name": self.entry.name, **sides}

    @property
    def after(self) -> dict[str, Any]:
        sides = {detail.label.en: detail.after for detail in self.entry.details}
        return {"name": self.entry.name, **sides}


@dataclass(frozen=True)
class Plan:
    """The steps of a table; ``same`` counts the rows that change nothing, ``also`` holds further counts for the reader.

    ``finish`` creates in bulk the rows that steps leave to it.
    """

    steps: list[RosterStep]
    same: int
    finish: Callable[[], None] = nothing
    also: tuple[tuple[Text, int], ...] = ()
