"""A label with its points: an option of a choice, a line of a checklist."""

from dataclasses import dataclass
from decimal import Decimal

from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.amounts import Amount
from criteria.scales.base import JSON, both_stored
from criteria.scales.definition import Definition
from criteria.scales.fields import Field
from criteria.scales.parts.base import Row


@dataclass(frozen=True, slots=True)
class LabelledPoints:
    """``label`` is in NFC, and in Vietnamese alone where the set has no English; ``when`` says when it is met."""

    label: Text
    amount: Amount | None
    when: Text | None = None

    @property
    def points(self) -> Decimal:
        """Its points; 0 where something else gives them."""
        return self.amount.points if self.amount else Decimal(0)

    def describe(self) -> Text:
        """Returns the line as people read it: ``Đạt: 1 điểm``."""
        note = f" (đạt khi: {self.when.vi})" if self.when else ""
        note_en = f" (met when: {self.when.en})" if self.when else ""
        if self.amount is None:
            return Text(f"{self.label.vi}{note}", f"{self.label.en}{note_en}")
        points = words.points_in_words(self.points)
        return Text(f"{self.label.vi}: {points.vi}{note}", f"{self.label.en}: {points.en}{note_en}")

    def row(self, field: Field, index: int) -> Row:
        """Returns the line as a table shows it; ``field`` is the input by which it is picked."""
        points = self.amount.points if self.amount else None
        return Row(self.label, points, self.when, field, index)

    def as_json(self) -> dict[str, JSON]:
        """Returns the line as it is stored."""
        data = both_stored("label", self.label)
        if self.amount:
            data["points"] = self.amount.as_json()
        if self.when:
            data |= both_stored("when", self.when)
        return data


WORDS = ("label_en", "when", "when_en")
"""The keys that a line may have beside its label and its points."""


def read_labelled(
    parts: list[Definition],
    *,
    needs_points: bool = True,
    optional: tuple[str, ...] = WORDS,
    least: Decimal = Decimal(0),
) -> list[LabelledPoints]:
    """Returns the ``parts`` that can be read; the others, and equal labels, are noted as faults."""
    lines: list[LabelledPoints] = []
    seen: set[str] = set()
    for part in parts:
        required = ["label", "points"] if needs_points else ["label"]
        part.expect(required, [*optional, *([] if needs_points else ["points"])])
        label, amount = part.words("label"), part.amount(least=least)
        if label is not None and label.vi in seen:
            part.fault(f"nhãn “{label.vi}” bị trùng", f"the label “{label.vi}” is used twice")
        if label is not None:
            seen.add(label.vi)
        if label is not None and (amount is not None or not needs_points):
            lines.append(LabelledPoints(label, amount, part.words("when")))
    return lines
