"""``checklist``: any of several labelled lines; the sum of those ticked, at most the maximum."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from criteria.common.numbers import round_half_up, show
from criteria.common.text import Text
from criteria.scales import words
from criteria.scales.base import JSON, PLACES, Field, Outcome, Scale
from criteria.scales.definition import Definition
from criteria.scales.entries import Entry, read_index
from criteria.scales.labelled import LabelledPoints, read_labelled

_FIELD = Field("lines", "lines", Text("Các dòng đạt được", "Lines met"))


@dataclass(frozen=True, kw_only=True)
class Checklist(Scale):
    """The entry is ``{"lines": [0, 2]}``, the indices of the ticked lines; ``[]`` where none is met."""

    kind: ClassVar[str] = "checklist"
    lines: tuple[LabelledPoints, ...]

    @classmethod
    def read(cls, definition: Definition, max_points: Decimal, allow_na: bool) -> "Checklist":
        """Reads the stored JSON; the result counts only if no fault was noted."""
        definition.expect(["lines"], ["kind", "allow_na"])
        parts = definition.parts("lines", "dòng", "line")
        lines = read_labelled(parts, max_points)
        if parts and len(lines) == len(parts):
            best = sum((line.points for line in lines), Decimal(0))
            if best < max_points:
                definition.unreachable(best, max_points)
        return cls(max_points=max_points, allow_na=allow_na, lines=tuple(lines))

    @property
    def fields(self) -> tuple[Field, ...]:
        return (_FIELD,)

    def describe(self) -> tuple[Text, ...]:
        """Returns the lines in their order, which is how an entry counts them; then the cap, if any."""
        texts = [line.describe() for line in self.lines]
        if self._sum(range(len(self.lines))) > self.max_points:
            most = words.points_in_words(self.max_points)
            texts.append(Text(f"Tổng cộng tối đa {most.vi}", f"At most {most.en} in all"))
        return tuple(texts)

    def score(self, entry: Mapping[str, object]) -> Outcome:
        ticked = self._ticked(Entry(entry, self.fields))
        total = self._sum(ticked)
        points = min(total, self.max_points)
        why = Text(self._why(ticked, total, "vi"), self._why(ticked, total, "en"))
        return Outcome(round_half_up(points, PLACES), {"lines": [*ticked]}, why)

    def rules(self) -> dict[str, JSON]:
        return {"lines": [line.as_json() for line in self.lines]}

    def _sum(self, ticked: range | list[int]) -> Decimal:
        return sum((self.lines[index].points for index in ticked), Decimal(0))

    def _ticked(self, figures: Entry) -> list[int]:
        ticked: list[int] = []
        value = figures.data.get(_FIELD.name)
        if value is None:
            figures.fault(
                "Chưa nhập các dòng đạt được (không đạt dòng nào: danh sách rỗng)",
                "Lines met are not entered (none met: an empty list)",
            )
        elif not isinstance(value, list | tuple):
            figures.fault(
                "Các dòng đạt được phải là một danh sách số thứ tự",
                "Lines met must be a list of positions",
            )
        else:
            indices = [read_index(item, len(self.lines)) for item in value]
            ticked = sorted(index for index in indices if index is not None)
            if len(ticked) < len(indices):
                figures.fault(
                    "Các dòng đạt được có dòng không có trong thang điểm",
                    "Lines met name a line that is not on the scale",
                )
            for index in sorted({index for index in ticked if ticked.count(index) > 1}):
                label = self.lines[index].label
                figures.fault(
                    f"Dòng “{label}” được chọn hơn một lần",
                    f"The line “{label}” is ticked more than once",
                )
        figures.done()
        return ticked

    def _why(self, ticked: list[int], total: Decimal, language: str) -> str:
        counted = words.points_in_words(min(total, self.max_points)).in_language(language)
        english = language == "en"
        if not ticked:
            return f"{'No line met' if english else 'Không đạt dòng nào'} → {counted}"
        sums = " + ".join(show(self.lines[index].points, language) for index in ticked)
        if len(ticked) > 1:
            sums += f" = {show(total, language)}"
        met = f"{len(ticked)}/{len(self.lines)}"
        text = f"{met} lines met: {sums}" if english else f"Đạt {met} dòng: {sums}"
        if total > self.max_points:
            most = show(self.max_points, language)
            text += f", capped at {most}" if english else f", tính tối đa {most}"
        return f"{text} → {counted}"
