"""``linear``: ratio ÷ 100 × maximum, capped at the maximum; 0 below the floor."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

from criteria.common.numbers import as_typed, canonical, round_half_up, show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, PLACES, Field, Outcome, Scale
from criteria.scales.definition import Definition
from criteria.scales.entries import Entry
from criteria.scales.percent import PERCENT
from criteria.scales.ratio import RATIO_FIELDS, read_ratio

_WHOLE = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Linear(Scale):
    """The entry is that of ``bands`` of a ratio, or ``{"percent": "93.75"}``; ``floor`` is in percent."""

    kind: ClassVar[str] = "linear"
    of: Literal["ratio", "percent"] = "ratio"
    floor: Decimal | None = None

    @classmethod
    def read(cls, definition: Definition, max_points: Decimal, allow_na: bool) -> "Linear":
        """Reads the stored JSON; the result counts only if no fault was noted."""
        definition.expect([], ["kind", "allow_na", "floor", "of"])
        of = definition.data.get("of", "ratio")
        if of not in ("ratio", "percent"):
            typed = as_typed(str(of))
            definition.fault(
                f"“of” phải là ratio hoặc percent, không phải {typed}",
                f"“of” must be ratio or percent, not {typed}",
            )
        floor = definition.decimal("floor")
        if floor is not None and not 0 <= floor <= 100:
            definition.fault(
                f"mức sàn {show(floor)}% phải từ 0% đến 100%",
                f"the floor of {show(floor, 'en')}% must be from 0% to 100%",
            )
        return cls(
            max_points=max_points,
            allow_na=allow_na,
            of="percent" if of == "percent" else "ratio",
            floor=floor,
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        return (PERCENT,) if self.of == "percent" else RATIO_FIELDS

    def describe(self) -> tuple[Text, ...]:
        most = words.number(self.max_points)
        texts = [
            Text(
                f"Điểm = tỷ lệ % ÷ 100 × {most.vi}, tối đa {most.vi} điểm",
                f"Points = percentage ÷ 100 × {most.en}, at most {most.en}",
            )
        ]
        if self.floor:
            floor = words.percent_in_words(self.floor)
            texts.append(Text(f"Dưới {floor.vi}: 0 điểm", f"Under {floor.en}: 0 points"))
        return tuple(texts)

    def score(self, entry: Mapping[str, object]) -> Outcome:
        figures = Entry(entry, self.fields)
        stored: dict[str, JSON]
        if self.of == "percent":
            typed = figures.settled(figures.percent(PERCENT))
            reached, stored = Fraction(typed), {"percent": canonical(typed)}
            reached_text = words.percent_in_words(typed)
        else:
            ratio = read_ratio(figures, self.allow_na)
            bounds = [_WHOLE] if self.floor is None else [self.floor, _WHOLE]
            reached, stored, reached_text = ratio.percent, ratio.entry, ratio.plain_words(bounds)
        below = self.floor is not None and reached < Fraction(self.floor)
        exact = Fraction(0) if below else min(reached, Fraction(100)) / 100
        points = round_half_up(exact * Fraction(self.max_points), PLACES)
        return Outcome(points, stored, self._why(reached_text, reached, below, points))

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {} if self.of == "ratio" else {"of": self.of}
        if self.floor is not None:
            data["floor"] = canonical(self.floor)
        return data

    def _why(self, reached_text: Text, reached: Fraction, below: bool, points: Decimal) -> Text:
        counted, most = words.points_in_words(points), words.points_in_words(self.max_points)
        if below and self.floor is not None:
            floor = words.percent_in_words(self.floor)
            note = Text(f", dưới mức sàn {floor.vi}", f", below the floor of {floor.en}")
        elif reached > 100:
            note = Text(", tính tối đa 100%", ", capped at 100%")
        else:
            note = Text(f" của {most.vi}", f" of {most.en}")
        return Text(
            f"{reached_text.vi}{note.vi} → {counted.vi}",
            f"{reached_text.en}{note.en} → {counted.en}",
        )
