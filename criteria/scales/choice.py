"""``choice``: one of several labelled options; the option's points."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from criteria.common.numbers import round_half_up
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, PLACES, Field, Outcome, Scale
from criteria.scales.definition import Definition
from criteria.scales.entries import ABSENT, Entry, read_index
from criteria.scales.labelled import LabelledPoints, read_labelled

_FIELD = Field("option", "option", Text("Phương án", "Option"))


@dataclass(frozen=True, kw_only=True)
class Choice(Scale):
    """The entry is ``{"option": 0}``, the index of the option."""

    kind: ClassVar[str] = "choice"
    options: tuple[LabelledPoints, ...]

    @classmethod
    def read(cls, definition: Definition, max_points: Decimal, allow_na: bool) -> "Choice":
        """Reads the stored JSON; the result counts only if no fault was noted."""
        definition.expect(["options"], ["kind", "allow_na"])
        parts = definition.parts("options", "phương án", "option")
        options = read_labelled(parts, max_points)
        if parts and len(options) == len(parts):
            best = max(option.points for option in options)
            if best < max_points:
                definition.unreachable(best, max_points)
        return cls(max_points=max_points, allow_na=allow_na, options=tuple(options))

    @property
    def fields(self) -> tuple[Field, ...]:
        return (_FIELD,)

    def describe(self) -> tuple[Text, ...]:
        """Returns the options in their order, which is how an entry counts them."""
        return tuple(option.describe() for option in self.options)

    def score(self, entry: Mapping[str, object]) -> Outcome:
        figures = Entry(entry, self.fields)
        value = figures.value(_FIELD)
        index = read_index(value, len(self.options))
        if index is None and value is not ABSENT:
            figures.fault("Phương án không có trong thang điểm", "Option is not on the scale")
        index = figures.settled(index)
        chosen = self.options[index]
        points = words.points_in_words(chosen.points)
        why = Text(f"“{chosen.label}” → {points.vi}", f"“{chosen.label}” → {points.en}")
        return Outcome(round_half_up(chosen.points, PLACES), {"option": index}, why)

    def rules(self) -> dict[str, JSON]:
        return {"options": [option.as_json() for option in self.options]}
