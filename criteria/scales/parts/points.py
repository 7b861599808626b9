"""``points``: points typed by hand, within bounds."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from criteria.common.numbers import canonical, show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON
from criteria.scales.definition import Definition
from criteria.scales.expressions import Expression, Quantities, figure_named
from criteria.scales.fields import Field
from criteria.scales.parts.base import Cells, Gain, Part

LABEL = Text("Điểm", "Points")


@dataclass(frozen=True, kw_only=True)
class Points(Part):
    """The entry holds the points under ``key``; it keeps more than 4 decimals, the points are rounded."""

    name: ClassVar[str] = "points"
    optional: ClassVar[tuple[str, ...]] = ("key", "label", "label_en", "min", "max")
    key: str = "points"
    label: Text = LABEL
    least: Decimal = Decimal(0)
    is_capped: bool = False
    """True where the rule has a cap of its own below the leaf's maximum."""

    @classmethod
    def read(cls, definition: Definition) -> "Points | None":
        definition.expect([], ["part", *cls.optional])
        least, cap = definition.amount("min"), definition.amount("max")
        most = cap.points if cap else definition.max_points
        if least is not None and least.points > most:
            definition.fault("“min” lớn hơn “max”", "“min” is above “max”")
        label = definition.label()
        return cls(
            most=most,
            key=definition.key("points"),
            label=Text(label, definition.label("label_en") or label) if label else LABEL,
            least=least.points if least else Decimal(0),
            is_capped=cap is not None,
        )

    @property
    def inputs(self) -> tuple[Field, ...]:
        return (
            Field(
                self.key, "number", self.label, most=self.most, least=self.least, gives_points=True
            ),
        )

    @property
    def best(self) -> Decimal:
        return self.most

    def describe(self) -> tuple[Text, ...]:
        least, most = words.number(self.least), words.number(self.most)
        name = Text("điểm", "points") if self.label == LABEL else self.label
        return (
            Text(
                f"Nhập {name.vi} từ {least.vi} đến {most.vi}",
                f"Enter {name.en} from {least.en} to {most.en}",
            ),
        )

    def lines_reached(self, quantities: Quantities) -> set[int]:
        return {0}

    def score(self, quantities: Quantities) -> Gain:
        typed = Decimal(str(quantities[self.key]))
        why = Text(f"Nhập {show(typed)}", f"Entered {show(typed, 'en')}")
        return Gain(figure_named(self.key).value(quantities), why)

    def rules(self) -> dict[str, JSON]:
        data: dict[str, JSON] = {} if self.key == "points" else {"key": self.key}
        if self.label != LABEL:
            data["label"] = self.label.vi
            if self.label.en != self.label.vi:
                data["label_en"] = self.label.en
        if self.least:
            data["min"] = canonical(self.least)
        if self.is_capped:
            data["max"] = canonical(self.most)
        return data

    def as_formula(self, cells: Cells) -> str:
        return str(cells[self.key])

    @property
    def order(self) -> Expression | None:
        return figure_named(self.key)
