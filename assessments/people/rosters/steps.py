"""A change that a table asks for: as people read it, as the record keeps it, and how it is made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from criteria.common.tables.preview import Entry
from criteria.common.text import Text


def nothing() -> None:
    """For steps without a second part."""


@dataclass(frozen=True)
class Step:
    """``apply`` is called in the order of rows; ``link`` after all of them, for what they refer to."""

    entry: Entry
    apply: Callable[[], None]
    link: Callable[[], None] = nothing

    @property
    def before(self) -> dict[str, Any] | None:
        """For the record: nothing where something is new."""
        sides = {detail.label.en: detail.before for detail in self.entry.details}
        return None if self.entry.what == "add" else {"name": self.entry.name, **sides}

    @property
    def after(self) -> dict[str, Any]:
        sides = {detail.label.en: detail.after for detail in self.entry.details}
        return {"name": self.entry.name, **sides}


@dataclass(frozen=True)
class Plan:
    """``same`` counts the rows that change nothing, ``also`` what else a reader wants to know;
    ``finish`` makes in bulk what steps leave to it."""

    steps: list[Step]
    same: int
    finish: Callable[[], None] = nothing
    also: tuple[tuple[Text, int], ...] = ()
