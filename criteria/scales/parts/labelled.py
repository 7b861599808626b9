"""A label with its points: an option of a choice, a line of a checklist."""

from dataclasses import dataclass
from decimal import Decimal

from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.amounts import Amount
from criteria.scales.base import JSON
from criteria.scales.definition import Definition
from criteria.scales.fields import Field
from criteria.scales.parts.base import Row


@dataclass(frozen=True, slots=True)
class LabelledPoints:
    """``label`` is in the language of the criteria set and in NFC; ``when`` says in a sentence when it is met."""

    label: str
    amount: Amount | None
    when: str = ""

    @property
    def points(self) -> Decimal:
        """Its points; 0 where something else gives them."""
        return self.amount.points if self.amount else Decimal(0)

    def describe(self) -> Text:
        """Returns the line as people read it: ``Đạt: 1 điểm``."""
        note = f" (đạt khi: {self.when})" if self.when else ""
        note_en = f" (met when: {self.when})" if self.when else ""
        if self.amount is None:
            return Text(f"{self.label}{note}", f"{self.label}{note_en}")
        points = words.points_in_words(self.points)
        return Text(f"{self.label}: {points.vi}{note}", f"{self.label}: {points.en}{note_en}")

    def row(self, field: Field, index: int) -> Row:
        """Returns the line as a table shows it; ``field`` is the input by which it is picked."""
        points = self.amount.points if self.amount else None
        return Row(Text(self.label, self.label), points, self.when, field, index)

    def as_json(self) -> dict[str, JSON]:
        """Returns the line as it is stored."""
        data: dict[str, JSON] = {"label": self.label}
        if self.amount:
            data["points"] = self.amount.as_json()
        if self.when:
            data["when"] = self.when
        return data


def read_labelled(
    parts: list[Definition],
    *,
    needs_points: bool = True,
    optional: tuple[str, ...] = ("when",),
    least: Decimal = Decimal(0),
) -> list[LabelledPoints]:
    """Returns the ``parts`` that can be read; the others, and equal labels, are noted as faults."""
    lines: list[LabelledPoints] = []
    seen: set[str] = set()
    for part in parts:
        required = ["label", "points"] if needs_points else ["label"]
        part.expect(required, [*optional, *([] if needs_points else ["points"])])
        label, amount = part.label(), part.amount(least=least)
        if label is not None and label in seen:
            part.fault(f"nhãn “{label}” bị trùng", f"the label “{label}” is used twice")
        if label is not None:
            seen.add(label)
        if label is not None and (amount is not None or not needs_points):
            lines.append(LabelledPoints(label, amount, part.label("when") or ""))
    return lines
