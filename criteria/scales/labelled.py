"""A label with its points: an option of a choice, a line of a checklist."""

from dataclasses import dataclass
from decimal import Decimal

from criteria.common.numbers import canonical
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON
from criteria.scales.definition import Definition


@dataclass(frozen=True, slots=True)
class LabelledPoints:
    """``label`` is in the language of the criteria set and in NFC."""

    label: str
    points: Decimal

    def describe(self) -> Text:
        """Returns the line as people read it: ``Đạt: 1 điểm``."""
        points = words.points_in_words(self.points)
        return Text(f"{self.label}: {points.vi}", f"{self.label}: {points.en}")

    def as_json(self) -> JSON:
        """Returns the line as it is stored."""
        return {"label": self.label, "points": canonical(self.points)}


def read_labelled(parts: list[Definition], max_points: Decimal) -> list[LabelledPoints]:
    """Returns the ``parts`` that can be read; the others, and equal labels, are noted as faults."""
    lines: list[LabelledPoints] = []
    seen: set[str] = set()
    for part in parts:
        part.expect(["label", "points"])
        label, points = part.label(), part.points(max_points)
        if label is not None and label in seen:
            part.fault(f"nhãn “{label}” bị trùng", f"the label “{label}” is used twice")
        if label is not None:
            seen.add(label)
        if label is not None and points is not None:
            lines.append(LabelledPoints(label, points))
    return lines
