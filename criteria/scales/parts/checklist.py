"""``checklist``: any of several labelled lines; the sum of those ticked, or points by how many are ticked."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

from criteria.common.numbers import show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.amounts import Amount
from criteria.scales.base import JSON
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities
from criteria.scales.fields import Field
from criteria.scales.parts.base import Cells, Gain, Part, Row
from criteria.scales.parts.labelled import LabelledPoints, read_labelled

LABEL = Text("Các dòng đạt được", "Lines met")


@dataclass(frozen=True, slots=True)
class Threshold:
    """The points from ``least`` ticked lines on."""

    least: int
    amount: Amount


@dataclass(frozen=True, kw_only=True)
class Checklist(Part):
    """The entry holds the indices of the ticked lines under ``key``; ``[]`` where none is met."""

    name: ClassVar[str] = "checklist"
    optional: ClassVar[tuple[str, ...]] = ("key", "thresholds")
    key: str = "lines"
    lines: tuple[LabelledPoints, ...]
    thresholds: tuple[Threshold, ...] = ()

    @classmethod
    def read(cls, definition: Definition) -> "Checklist | None":
        definition.expect(["lines"], ["part", *cls.optional])
        counted = "thresholds" in definition.data
        parts = definition.parts("lines", "dòng", "line")
        lines = read_labelled(parts, needs_points=not counted)
        if counted and any(line.amount for line in lines):
            definition.fault(
                "có “thresholds” thì các dòng không có “points”",
                "with “thresholds” the lines have no “points”",
            )
        return cls(
            most=definition.max_points,
            key=definition.key("lines"),
            lines=tuple(lines),
            thresholds=tuple(_thresholds(definition, len(lines))),
        )

    @property
    def inputs(self) -> tuple[Field, ...]:
        options = tuple(
            line.describe()
            if not self.thresholds
            else LabelledPoints(line.label, None, line.when).describe()
            for line in self.lines
        )
        labels = tuple(line.label for line in self.lines)
        conditions = tuple(line.when.vi if line.when else "" for line in self.lines)
        return (
            Field(
                *(self.key, "lines", LABEL), options=options, labels=labels, conditions=conditions
            ),
        )

    @property
    def best(self) -> Decimal:
        if self.thresholds:
            return max(one.amount.points for one in self.thresholds)
        return self._sum(range(len(self.lines)))

    def describe(self) -> tuple[Text, ...]:
        """Returns the lines in their order, which is how an entry counts them; then the cap or the thresholds."""
        texts = [line.describe() for line in self.lines]
        for one, above in zip(self.thresholds, (None, *self.thresholds), strict=False):
            points, least = words.points_in_words(one.amount.points), one.least
            if above is None:
                texts.append(
                    Text(
                        f"Từ {least} dòng trở lên: {points.vi}",
                        f"{least} lines or more: {points.en}",
                    )
                )
            else:
                texts.append(
                    Text(
                        f"Từ {least} đến dưới {above.least} dòng: {points.vi}",
                        f"From {least} to under {above.least} lines: {points.en}",
                    )
                )
        if self.thresholds:
            least = self.thresholds[-1].least
            texts.append(Text(f"Dưới {least} dòng: 0 điểm", f"Under {least} lines: 0 points"))
        elif self.best > self.most:
            most = words.points_in_words(self.most)
            texts.append(Text(f"Tổng cộng tối đa {most.vi}", f"At most {most.en} in all"))
        return tuple(texts)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(one.row(self.inputs[0], index) for index, one in enumerate(self.lines))

    def lines_reached(self, quantities: Quantities) -> set[int]:
        """Returns the ticked lines, and what their number or sum comes to."""
        ticked, after = self._ticked(quantities), len(self.lines)
        if not self.thresholds:
            return {*ticked} | ({after} if self._sum(ticked) > self.most else set())
        number = len(ticked)
        levels = (n for n, one in enumerate(self.thresholds) if number >= one.least)
        return {*ticked, after + next(levels, len(self.thresholds))}

    def score(self, quantities: Quantities) -> Gain:
        ticked = self._ticked(quantities)
        if self.thresholds:
            points = next(
                (t.amount.points for t in self.thresholds if len(ticked) >= t.least), Decimal(0)
            )
            met = f"{len(ticked)}/{len(self.lines)}"
            return Gain(Fraction(points), Text(f"Đạt {met} dòng", f"{met} lines met"))
        total = self._sum(ticked)
        why = Text(self._why(ticked, total, "vi"), self._why(ticked, total, "en"))
        return Gain(Fraction(min(total, self.most)), why)

    def _ticked(self, quantities: Quantities) -> list[int]:
        ticked = quantities[self.key]
        if not isinstance(ticked, list):
            raise TypeError(f"{self.key} is no list")
        return ticked

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {} if self.key == "lines" else {"key": self.key}
        data["lines"] = [line.as_json() for line in self.lines]
        if self.thresholds:
            data["thresholds"] = [
                {"min": f"{one.least}", "points": one.amount.as_json()} for one in self.thresholds
            ]
        return data

    def as_formula(self, cells: Cells) -> str:
        ticks = cells[self.key]
        if self.thresholds:
            formula, count = "0", "+".join(ticks)
            for one in reversed(self.thresholds):
                formula = f"IF({count}>={one.least},{one.amount.points:f},{formula})"
            return formula
        each = (f"{tick}*{line.points:f}" for tick, line in zip(ticks, self.lines, strict=True))
        return f"MIN({self.most:f},{'+'.join(each)})"

    @property
    def order(self) -> Expression | None:
        return None

    def _sum(self, ticked: range | list[int]) -> Decimal:
        return sum((self.lines[index].points for index in ticked), Decimal(0))

    def _why(self, ticked: list[int], total: Decimal, language: str) -> str:
        english = language == "en"
        if not ticked:
            return "No line met" if english else "Không đạt dòng nào"
        sums = " + ".join(show(self.lines[index].points, language) for index in ticked)
        if len(ticked) > 1:
            sums += f" = {show(total, language)}"
        met = f"{len(ticked)}/{len(self.lines)}"
        text = f"{met} lines met: {sums}" if english else f"Đạt {met} dòng: {sums}"
        if total > self.most:
            most = show(self.most, language)
            text += f", capped at {most}" if english else f", tính tối đa {most}"
        return text


def _thresholds(definition: Definition, lines: int) -> list[Threshold]:
    found: list[Threshold] = []
    for part in definition.parts("thresholds", "mức", "threshold"):
        part.expect(["min", "points"])
        least, amount = part.decimal("min"), part.amount()
        if least is None or amount is None:
            continue
        if least != least.to_integral_value() or not 0 < least <= lines:
            part.fault(
                f"ngưỡng {show(least)} phải là số nguyên từ 1 đến số dòng ({lines})",
                f"the minimum {show(least, 'en')} must be whole, from 1 to the number of lines ({lines})",
            )
            continue
        found.append(Threshold(int(least), amount))
    if any(
        upper.least <= lower.least or upper.amount.points <= lower.amount.points
        for upper, lower in pairwise(found)
    ):
        definition.fault(
            "các mức phải xếp từ cao xuống thấp, mức sau ít điểm hơn",
            "thresholds must descend, each with fewer points than the one before",
        )
    return found
