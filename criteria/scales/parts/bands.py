"""``bands``: points by the band that a measure reaches, upwards (``≥``, ``>``) or downwards (``≤``, ``<``)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.amounts import Amount, Bound
from criteria.scales.base import JSON
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities
from criteria.scales.measures import Measure, bound_text, read_measure
from criteria.scales.parts.base import Cells, Gain, Part, Row, Unsayable, number_cells
from criteria.scales.parts.sheets import at_least, at_most

SIDES = ("min", "above", "max", "below")
_DEEPEST = 60
"""The most nested levels; Excel takes 64."""
_ZERO = Amount(Decimal(0))


@dataclass(frozen=True, slots=True)
class Band:
    """One band: ``side`` says on which side of ``bound`` it lies, and whether the bound belongs to it."""

    side: str
    bound: Bound
    amount: Amount

    def holds(self, value: Fraction) -> bool:
        """Returns whether a value lies on the band's side of its bound."""
        bound = Fraction(self.bound.value)
        match self.side:
            case "min":
                return value >= bound
            case "above":
                return value > bound
            case "max":
                return value <= bound
        return value < bound

    @property
    def is_upward(self) -> bool:
        return self.side in ("min", "above")


@dataclass(frozen=True, kw_only=True)
class Bands(Part):
    """The points of the first of ``bands`` that holds, otherwise ``rest``; they may take away, where others give."""

    name: ClassVar[str] = "bands"
    optional: ClassVar[tuple[str, ...]] = ("rest", "from")
    has_levels: ClassVar[bool] = True
    of: Measure
    bands: tuple[Band, ...]
    rest: Amount = _ZERO
    start: Amount = _ZERO
    """What the bands' points are added to: the maximum, where they only take away from it."""

    @classmethod
    def read(cls, definition: Definition) -> "Bands | None":
        definition.expect(["of", "bands"], ["part", *cls.optional])
        of = read_measure(definition)
        bands = read_bands(definition.parts("bands", "mức", "band"))
        if len({band.is_upward for band in bands}) > 1:
            definition.fault(
                "các mức phải cùng một chiều: đều từ … trở lên, hoặc đều từ … trở xuống",
                "bands must go one way: all “or more”, or all “or less”",
            )
        else:
            check_order(definition, bands)
        rest = definition.amount("rest", least=-definition.max_points) or _ZERO
        start = definition.amount("from") or _ZERO
        if of is None:
            return None
        return cls(most=definition.max_points, of=of, bands=tuple(bands), rest=rest, start=start)

    @property
    def measures(self) -> tuple[tuple[Measure, tuple[str, int] | None], ...]:
        return ((self.of, None),)

    @property
    def turns(self) -> tuple[Fraction, ...]:
        return tuple(sorted(Fraction(band.bound.value) for band in self.bands))

    def points_at(self, value: Fraction) -> Fraction:
        amount = next((band.amount for band in self.bands if band.holds(value)), self.rest)
        return self._counted(amount)

    def _counted(self, amount: Amount) -> Fraction:
        points = Fraction(self.start.points + amount.points)
        return max(Fraction(0), points) if self.start.points else points

    @property
    def best(self) -> Decimal:
        best = max([self.rest.points, *(band.amount.points for band in self.bands)])
        return self.start.points + best

    def describe(self) -> tuple[Text, ...]:
        lines = []
        above: Band | None = None
        for band in self.bands:
            points = words.gain_in_words(band.amount.points)
            text = self._first(band) if above is None else self._between(band, above)
            lines.append(Text(f"{text.vi}: {points.vi}", f"{text.en}: {points.en}"))
            above = band
        if above is not None and not self._reaches_all(above):
            text, points = self._rest_of(above), words.gain_in_words(self.rest.points)
            lines.append(Text(f"{text.vi}: {points.vi}", f"{text.en}: {points.en}"))
        return tuple(lines)

    @property
    def rows(self) -> tuple[Row, ...]:
        amounts = [*(band.amount.points for band in self.bands), self.rest.points]
        # A band's words end in its points, which have a column of their own.
        return tuple(
            Row(Text(line.vi.rpartition(": ")[0], line.en.rpartition(": ")[0]), points)
            for line, points in zip(self.describe(), amounts, strict=False)
        )

    def _reaches_all(self, last: Band) -> bool:
        """Returns whether nothing lies beyond the last band: figures begin at 0."""
        return last.side == "min" and last.bound.value <= 0 and not self.rest.points

    def _first(self, band: Band) -> Text:
        bound = bound_text(self.of, band.bound)
        return {
            "min": Text(f"Từ {bound.vi} trở lên", f"{bound.en} or more"),
            "above": Text(f"Trên {bound.vi}", f"Above {bound.en}"),
            "max": Text(f"Từ {bound.vi} trở xuống", f"{bound.en} or less"),
            "below": Text(f"Dưới {bound.vi}", f"Under {bound.en}"),
        }[band.side]

    def _between(self, band: Band, beyond: Band) -> Text:
        near, far = bound_text(self.of, band.bound), bound_text(self.of, beyond.bound)
        if band.is_upward:
            first = (
                Text(f"Từ {near.vi}", f"From {near.en}")
                if band.side == "min"
                else Text(f"Trên {near.vi}", f"Above {near.en}")
            )
            # What belongs to the band above ends this one before it.
            last = (
                Text(f"đến dưới {far.vi}", f"to under {far.en}")
                if beyond.side == "min"
                else Text(f"đến {far.vi}", f"to {far.en}")
            )
        else:
            first = (
                Text(f"Trên {far.vi}", f"Above {far.en}")
                if beyond.side == "max"
                else Text(f"Từ {far.vi}", f"From {far.en}")
            )
            last = (
                Text(f"đến {near.vi}", f"to {near.en}")
                if band.side == "max"
                else Text(f"đến dưới {near.vi}", f"to under {near.en}")
            )
        return Text(f"{first.vi} {last.vi}", f"{first.en} {last.en}")

    def _rest_of(self, last: Band) -> Text:
        bound = bound_text(self.of, last.bound)
        return {
            "min": Text(f"Dưới {bound.vi}", f"Under {bound.en}"),
            "above": Text(f"Từ {bound.vi} trở xuống", f"{bound.en} or less"),
            "max": Text(f"Trên {bound.vi}", f"Above {bound.en}"),
            "below": Text(f"Từ {bound.vi} trở lên", f"{bound.en} or more"),
        }[last.side]

    def lines_reached(self, quantities: Quantities) -> set[int]:
        value = self.of.value(quantities)
        holding = (n for n, band in enumerate(self.bands) if band.holds(value))
        place = next(holding, len(self.bands))
        return {place} if place < len(self.describe()) else set()

    def score(self, quantities: Quantities) -> Gain:
        value = self.of.value(quantities)
        why = self.of.in_words(quantities, value, [band.bound.value for band in self.bands])
        band = next((one for one in self.bands if one.holds(value)), None)
        if band is not None:
            return self._gain(band.amount, why)
        last = self.bands[-1]
        bound = self.of.bound_in_words(last.bound.value)
        if last.is_upward:
            under = Text(
                "dưới mức" if last.side == "min" else "không quá mức",
                "below" if last.side == "min" else "not above",
            )
        else:
            under = Text(
                "trên mức" if last.side == "max" else "không dưới mức",
                "above" if last.side == "max" else "not below",
            )
        why = Text(f"{why.vi}, {under.vi} {bound.vi}", f"{why.en}, {under.en} {bound.en}")
        return self._gain(self.rest, why)

    def _gain(self, amount: Amount, why: Text) -> Gain:
        if self.start.points and amount.points:
            change = words.gain_in_words(amount.points)
            why = Text(f"{why.vi}, {change.vi}", f"{why.en}, {change.en}")
        return Gain(self._counted(amount), why)

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {
            "of": self.of.as_json(),
            "bands": [
                {band.side: band.bound.as_json(), "points": band.amount.as_json()}
                for band in self.bands
            ],
        }
        if self.rest.points:
            data["rest"] = self.rest.as_json()
        if self.start.points:
            data["from"] = self.start.as_json()
        return data

    def as_formula(self, cells: Cells) -> str:
        if len(self.bands) > _DEEPEST:
            raise Unsayable
        measured, formula = self.of.as_formula(number_cells(cells)), f"{self.rest.points:f}"
        for band in reversed(self.bands):
            bound = band.bound.value / self.of.scale
            test = {
                "min": at_least(measured, bound),
                "above": f"NOT({at_most(measured, bound)})",
                "max": at_most(measured, bound),
                "below": f"NOT({at_least(measured, bound)})",
            }[band.side]
            formula = f"IF({test},{band.amount.points:f},{formula})"
        return f"MAX(0,{self.start.points:f}+{formula})" if self.start.points else formula

    @property
    def order(self) -> Expression | None:
        return self.of.expression


def read_bands(parts: list[Definition], *, sides: tuple[str, ...] = SIDES) -> list[Band]:
    """Returns the bands that can be read; the others are noted as faults."""
    bands = []
    for part in parts:
        side = next((side for side in sides if side in part.data), sides[0])
        part.expect([side, "points"])
        bound = part.bound(side)
        plain = len(sides) == 1
        points = part.points() if plain else None
        amount = (
            (None if points is None else Amount(points))
            if plain
            else part.amount(least=-part.max_points)
        )
        if bound is not None and bound.value < 0:
            part.fault(
                f"ngưỡng {show(bound.value)} là số âm",
                f"the minimum {show(bound.value, 'en')} is negative",
            )
        if bound is not None and amount is not None:
            bands.append(Band(side, bound, amount))
    return bands


def check_order(definition: Definition, bands: list[Band]) -> None:
    """Notes bounds used twice, and bands that do not follow each other down to fewer points."""
    seen: set[Decimal] = set()
    for band in bands:
        if band.bound.value in seen:
            definition.fault(
                f"ngưỡng {show(band.bound.value)} bị trùng",
                f"the minimum {show(band.bound.value, 'en')} is used twice",
            )
        seen.add(band.bound.value)
    upward = all(band.is_upward for band in bands)
    if any(
        (upper.bound.value < lower.bound.value) is upward and upper.bound.value != lower.bound.value
        for upper, lower in pairwise(bands)
    ):
        order = ("giảm dần", "descending") if upward else ("tăng dần", "ascending")
        definition.fault(
            f"các mức phải xếp theo ngưỡng {order[0]}",
            f"bands must be in {order[1]} order of minimum",
        )
    if any(upper.amount.points <= lower.amount.points for upper, lower in pairwise(bands)):
        definition.fault(
            "điểm của mức sau phải thấp hơn mức trước",
            "each band must give fewer points than the one before",
        )
