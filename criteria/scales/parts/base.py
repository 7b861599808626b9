"""The interface of every part of a scale: all that the rest of the program asks of it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from criteria.common.text import NO_TEXT, Text
from criteria.scales.base import JSON
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities
from criteria.scales.fields import Field
from criteria.scales.measures import Measure

Cells = Mapping[str, str | list[str]]
"""Spreadsheet expressions by the names of fields: a number, the number (from 1) of an option, a tick (1 or 0) each."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a part gives: exact points (taken away where negative), and how they come about."""

    points: Fraction
    why: Text


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a part as a table shows it: its points in a column of their own, where it has some.

    Where it is picked from, ``field`` and ``index`` say what an input of it sends.
    """

    label: Text
    points: Decimal | None = None
    when: Text | None = None
    field: Field | None = None
    index: int = 0


@dataclass(frozen=True, slots=True)
class Course:
    """How points run with one measure: exact at any value, and where they jump or bend, ascending.

    ``option`` is the label of the option that holds them; ``note`` says what else they suppose. With
    ``in_steps`` the measure is a count, and points stay the same from one turn to the next.
    """

    measure: Measure
    turns: tuple[Fraction, ...]
    points_at: Callable[[Fraction], Fraction]
    option: Text | None = None
    note: Text = NO_TEXT
    in_steps: bool = False


class Unsayable(Exception):
    """Raised where a spreadsheet cannot count a part: it is counted when the workbook comes back."""


@dataclass(frozen=True, kw_only=True)
class Part(ABC):
    """A part of a scale; ``most`` is the most that it may give: the leaf's maximum, or less."""

    name: ClassVar[str]
    optional: ClassVar[tuple[str, ...]] = ()
    """The keys that its JSON may have beside those that it must have."""
    has_levels: ClassVar[bool] = False
    """True where more points are a next level, not the maximum that is approached."""
    most: Decimal

    @classmethod
    @abstractmethod
    def read(cls, definition: Definition) -> "Part | None":
        """Reads the stored JSON, noting every fault; the result counts only if there was none."""

    @property
    def inputs(self) -> tuple[Field, ...]:
        """The inputs that are the part's own, beside its figures."""
        return ()

    @property
    def measures(self) -> tuple[tuple[Measure, tuple[str, int] | None], ...]:
        """What it looks at, each with the option (field, index) that asks for it, if one does."""
        return ()

    @property
    def turns(self) -> tuple[Fraction, ...]:
        """The values of its one measure at which its points jump or bend, ascending; none where there is no curve."""
        return ()

    def points_at(self, value: Fraction) -> Fraction:
        """Returns the exact points at a value of its measure; only a part that has ``turns`` is asked."""
        raise NotImplementedError

    @property
    def courses(self) -> tuple[Course, ...]:
        """What a picture shows of it; nothing where no figure gives its points."""
        if not self.turns:
            return ()
        [(measure, _when)] = self.measures
        return (Course(measure, self.turns, self.points_at),)

    @property
    @abstractmethod
    def best(self) -> Decimal:
        """The most points that any entry gives."""

    @abstractmethod
    def describe(self) -> tuple[Text, ...]:
        """Returns the part line by line, highest points first."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """The lines of ``describe`` that a table shows; those behind them say what holds for all."""
        return tuple(Row(line) for line in self.describe())

    @abstractmethod
    def lines_reached(self, quantities: Quantities) -> set[int]:
        """Returns the places of the lines of ``describe`` that an entry reaches. Raises ``DividesByZero``."""

    @abstractmethod
    def score(self, quantities: Quantities) -> Gain:
        """Returns what the entry's quantities give. Raises ``DividesByZero``."""

    @abstractmethod
    def rules(self) -> dict[str, JSON]:
        """Returns the keys that only this part has, as they are stored."""

    @abstractmethod
    def as_formula(self, cells: Cells) -> str:
        """Returns the spreadsheet's formula of its points. Raises ``Unsayable``."""

    @property
    @abstractmethod
    def order(self) -> Expression | None:
        """What puts entries in order where people compare them: its measure; ``None`` stands for the points."""

    def as_json(self) -> dict[str, JSON]:
        """Returns the part as it is stored."""
        return {"part": self.name, **self.rules()}


def number_cells(cells: Cells) -> dict[str, str]:
    """Returns the cells that hold one number each."""
    return {name: cell for name, cell in cells.items() if isinstance(cell, str)}
