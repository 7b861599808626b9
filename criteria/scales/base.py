"""The interface that every scale has, whatever its kind."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, TypeAlias

from criteria.common.text import Text

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"

PLACES = 4
"""The number of decimals that points keep; they are rounded half up at the leaf."""

FieldType = Literal["number", "whole", "option", "lines"]


@dataclass(frozen=True, slots=True)
class Field:
    """One input of a scale, enough to draw a form: ``name`` is the entry's key.

    ``number`` and ``whole`` are typed, ``option`` is the index of one option, ``lines`` the list
    of indices of the ticked lines. ``most`` is the largest value allowed, where there is one.
    """

    name: str
    type: FieldType
    label: Text
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of an entry: its ``points`` (4 decimals, 0…maximum), the entry in its one spelling, and the reason."""

    points: Decimal
    entry: dict[str, JSON]
    why: Text


@dataclass(frozen=True, kw_only=True)
class Scale(ABC):
    """The rule by which an entry becomes points, from 0 to exactly ``max_points``; ``parse_scale`` makes it."""

    kind: ClassVar[str]
    max_points: Decimal
    allow_na: bool = False

    @property
    @abstractmethod
    def fields(self) -> tuple[Field, ...]:
        """The inputs, in the order in which a form shows them."""

    @abstractmethod
    def describe(self) -> tuple[Text, ...]:
        """Returns the scale line by line, highest points first."""

    @abstractmethod
    def score(self, entry: Mapping[str, object]) -> Outcome:
        """Returns the outcome of ``entry``. Raises ``Refused`` with every fault of the entry."""

    @abstractmethod
    def rules(self) -> dict[str, JSON]:
        """Returns the keys that only this kind has, as ``as_json`` stores them."""

    def as_json(self) -> dict[str, JSON]:
        """Returns the scale as stored: NFC labels, canonical numbers; ``parse_scale`` reads it back."""
        data: dict[str, JSON] = {"kind": self.kind, **self.rules()}
        if self.allow_na:
            data["allow_na"] = True
        return data
