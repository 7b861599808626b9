"""``points``: points typed by hand, between 0 and the maximum."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from criteria.common.numbers import canonical, round_half_up, show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, PLACES, Field, Outcome, Scale
from criteria.scales.definition import Definition
from criteria.scales.entries import Entry


@dataclass(frozen=True, kw_only=True)
class Points(Scale):
    """The entry is ``{"points": "0.5"}``; it keeps more than 4 decimals, the points are rounded."""

    kind: ClassVar[str] = "points"

    @classmethod
    def read(cls, definition: Definition, max_points: Decimal, allow_na: bool) -> "Points":
        """Reads the stored JSON; the result counts only if no fault was noted."""
        definition.expect([], ["kind", "allow_na"])
        return cls(max_points=max_points, allow_na=allow_na)

    @property
    def fields(self) -> tuple[Field, ...]:
        return (Field("points", "number", Text("Điểm", "Points"), most=self.max_points),)

    def describe(self) -> tuple[Text, ...]:
        most = words.number(self.max_points)
        return (Text(f"Nhập điểm từ 0 đến {most.vi}", f"Enter points from 0 to {most.en}"),)

    def score(self, entry: Mapping[str, object]) -> Outcome:
        figures = Entry(entry, self.fields)
        typed = figures.number(self.fields[0])
        if typed is not None and typed > self.max_points:
            most = words.number(self.max_points)
            figures.fault(
                f"Điểm {show(typed)} vượt điểm tối đa {most.vi}",
                f"Points {show(typed, 'en')} exceed the maximum of {most.en}",
            )
        typed = figures.settled(typed)
        points = round_half_up(typed, PLACES)
        counted = words.points_in_words(points)
        why = Text(
            f"Nhập {show(typed)} → {counted.vi}", f"Entered {show(typed, 'en')} → {counted.en}"
        )
        return Outcome(points, {"points": canonical(typed)}, why)

    def rules(self) -> dict[str, JSON]:
        return {}
