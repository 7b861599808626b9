"""``bands``: the points of the first band whose minimum the ratio or the count reaches, otherwise 0."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar, Literal

from criteria.common.numbers import as_typed, canonical, round_half_up, show, show_figure
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, PLACES, Field, Outcome, Scale
from criteria.scales.definition import Definition
from criteria.scales.entries import Entry
from criteria.scales.ratio import RATIO_FIELDS, read_ratio

_COUNT = Field("count", "whole", Text("Số lượng", "Count"))


@dataclass(frozen=True, slots=True)
class Band:
    """One band. ``min`` is in percent or a count; the band reaches from there up to the band above."""

    min: Decimal
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class Bands(Scale):
    """The entry is ``{"numerator": "75", "denominator": "80"}`` or ``{"count": "3"}``, as ``of`` says."""

    kind: ClassVar[str] = "bands"
    of: Literal["ratio", "count"]
    bands: tuple[Band, ...]

    @classmethod
    def read(cls, definition: Definition, max_points: Decimal, allow_na: bool) -> "Bands":
        """Reads the stored JSON; the result counts only if no fault was noted."""
        definition.expect(["of", "bands"], ["kind", "allow_na"])
        of = definition.data.get("of")
        if "of" in definition.data and of not in ("ratio", "count"):
            typed = as_typed(str(of))
            definition.fault(
                f"“of” phải là ratio hoặc count, không phải {typed}",
                f"“of” must be ratio or count, not {typed}",
            )
        parts = definition.parts("bands", "mức", "band")
        bands = _read_bands(parts, max_points, whole=of == "count")
        _check_order(definition, bands)
        if parts and len(bands) == len(parts):
            best = max(band.points for band in bands)
            if best < max_points:
                definition.unreachable(best, max_points)
        return cls(
            max_points=max_points,
            allow_na=allow_na,
            of="count" if of == "count" else "ratio",
            bands=tuple(bands),
        )

    @property
    def fields(self) -> tuple[Field, ...]:
        return (_COUNT,) if self.of == "count" else RATIO_FIELDS

    def describe(self) -> tuple[Text, ...]:
        lines = []
        above: Text | None = None
        for band in self.bands:
            least, points = self._bound(band), words.points_in_words(band.points)
            if above is None:
                lines.append(
                    Text(f"Từ {least.vi} trở lên: {points.vi}", f"{least.en} or more: {points.en}")
                )
            else:
                lines.append(
                    Text(
                        f"Từ {least.vi} đến dưới {above.vi}: {points.vi}",
                        f"From {least.en} to under {above.en}: {points.en}",
                    )
                )
            above = least
        if above is not None and self.bands[-1].min > 0:
            lines.append(Text(f"Dưới {above.vi}: 0 điểm", f"Under {above.en}: 0 points"))
        return tuple(lines)

    def score(self, entry: Mapping[str, object]) -> Outcome:
        figures = Entry(entry, self.fields)
        stored: dict[str, JSON]
        if self.of == "count":
            count = figures.settled(figures.number(_COUNT))
            reached, stored = Fraction(count), {"count": canonical(count)}
            reached_text = Text(
                f"Số lượng {show_figure(count)}", f"Count {show_figure(count, 'en')}"
            )
        else:
            ratio = read_ratio(figures, self.allow_na)
            reached, stored = ratio.percent, ratio.entry
            reached_text = ratio.plain_words([band.min for band in self.bands])
        points = next((b.points for b in self.bands if reached >= Fraction(b.min)), None)
        if points is None:
            lowest = self._bound(self.bands[-1])
            reached_text = Text(
                f"{reached_text.vi}, dưới mức {lowest.vi}", f"{reached_text.en}, below {lowest.en}"
            )
            points = Decimal(0)
        points_text = words.points_in_words(points)
        why = Text(f"{reached_text.vi} → {points_text.vi}", f"{reached_text.en} → {points_text.en}")
        return Outcome(round_half_up(points, PLACES), stored, why)

    def rules(self) -> dict[str, JSON]:
        bands: list[JSON] = [
            {"min": canonical(band.min), "points": canonical(band.points)} for band in self.bands
        ]
        return {"of": self.of, "bands": bands}

    def _bound(self, band: Band) -> Text:
        return words.number(band.min) if self.of == "count" else words.percent_in_words(band.min)


def _read_bands(parts: list[Definition], max_points: Decimal, whole: bool) -> list[Band]:
    bands = []
    for part in parts:
        part.expect(["min", "points"])
        least, points = part.decimal("min"), part.points(max_points)
        if least is not None and least < 0:
            part.fault(
                f"ngưỡng {show(least)} là số âm", f"the minimum {show(least, 'en')} is negative"
            )
        if least is not None and whole and least != least.to_integral_value():
            part.fault(
                f"ngưỡng {show(least)} phải là số nguyên",
                f"the minimum {show(least, 'en')} must be a whole number",
            )
        if least is not None and points is not None:
            bands.append(Band(least, points))
    return bands


def _check_order(definition: Definition, bands: list[Band]) -> None:
    seen: set[Decimal] = set()
    for band in bands:
        if band.min in seen:
            definition.fault(
                f"ngưỡng {show(band.min)} bị trùng",
                f"the minimum {show(band.min, 'en')} is used twice",
            )
        seen.add(band.min)
    if any(upper.min < lower.min for upper, lower in pairwise(bands)):
        definition.fault(
            "các mức phải xếp theo ngưỡng giảm dần", "bands must be in descending order of minimum"
        )
    if any(upper.points <= lower.points for upper, lower in pairwise(bands)):
        definition.fault(
            "điểm của mức sau phải thấp hơn mức trước",
            "each band must give fewer points than the one before",
        )
