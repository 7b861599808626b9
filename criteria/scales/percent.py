"""``percent``: a percentage (SIPAS, survey) ÷ 100 × maximum."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from criteria.common.numbers import EXACT, canonical, round_half_up
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, PLACES, Field, Outcome, Scale
from criteria.scales.definition import Definition
from criteria.scales.entries import Entry

PERCENT = Field("percent", "number", Text("Tỷ lệ (%)", "Percentage"), most=Decimal(100))


@dataclass(frozen=True, kw_only=True)
class Percent(Scale):
    """The entry is ``{"percent": "93.75"}``, from 0 to 100."""

    kind: ClassVar[str] = "percent"

    @classmethod
    def read(cls, definition: Definition, max_points: Decimal, allow_na: bool) -> "Percent":
        """Reads the stored JSON; the result counts only if no fault was noted."""
        definition.expect([], ["kind", "allow_na"])
        return cls(max_points=max_points, allow_na=allow_na)

    @property
    def fields(self) -> tuple[Field, ...]:
        return (PERCENT,)

    def describe(self) -> tuple[Text, ...]:
        most = words.number(self.max_points)
        return (
            Text(
                f"Điểm = tỷ lệ % ÷ 100 × {most.vi}",
                f"Points = percentage ÷ 100 × {most.en}",
            ),
        )

    def score(self, entry: Mapping[str, object]) -> Outcome:
        figures = Entry(entry, self.fields)
        percent = figures.settled(figures.percent(PERCENT))
        exact = EXACT.multiply(percent, self.max_points).scaleb(-2, EXACT)
        points = round_half_up(exact, PLACES)
        percent_text, most, counted = (
            words.percent_in_words(percent),
            words.points_in_words(self.max_points),
            words.points_in_words(points),
        )
        why = Text(
            f"{percent_text.vi} của {most.vi} → {counted.vi}",
            f"{percent_text.en} of {most.en} → {counted.en}",
        )
        return Outcome(points, {"percent": canonical(percent)}, why)

    def rules(self) -> dict[str, JSON]:
        return {}
