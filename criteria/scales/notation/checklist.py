"""Lines to tick in a cell: ``chọn nhiều: Có kế hoạch = 0,5; Đúng hạn = 0,25``, or points by how many are ticked."""

from collections.abc import Mapping
from typing import ClassVar

from criteria.scales.base import JSON
from criteria.scales.notation.base import Figures, Inner, NotInWords, PartNotation, points_text
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.choice import labels_of, labels_text
from criteria.scales.notation.clauses import Clause
from criteria.scales.notation.heads import head_text
from criteria.scales.notation.intervals import span_of
from criteria.scales.notation.words import ANY_OF

LINES = ("dòng", "lines")
_UNITS = (*LINES, "line", "mục", "nội dung", "items")


class ChecklistNotation(PartNotation):
    part: ClassVar[str] = "checklist"
    rank: ClassVar[int] = 60

    def read(self, cell: CellText) -> list[Part] | None:
        counted = [clause for clause in cell.clauses if _least(clause) is not None]
        lines: list[JSON] = []
        for clause in cell.clauses:
            if clause in counted:
                continue
            line = labels_of(cell, clause)
            if not counted or clause.right is not None:
                line["points"] = cell.faults.points(clause)
            lines.append(line)
        data: Part = {"part": "checklist", **cell.head, "lines": lines}
        if counted:
            data["thresholds"] = [
                {"min": _least(clause), "points": cell.faults.points(clause)} for clause in counted
            ]
        return [data]

    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        clauses, lines, thresholds = [], part["lines"], part.get("thresholds", [])
        if not isinstance(lines, list) or not isinstance(thresholds, list):
            raise NotInWords
        for line in lines:
            if not isinstance(line, dict):
                raise NotInWords
            points = f" = {points_text(line['points'], english)}" if "points" in line else ""
            clauses.append(f"{labels_text(line)}{points}")
        for one in thresholds:
            if isinstance(one, dict):
                points = points_text(one["points"], english)
                clauses.append(f"≥{one['min']} {LINES[english]} = {points}")
        head = head_text(ANY_OF[english], part) or f"{ANY_OF[english]}: "
        return f"{head}{'; '.join(clauses)}"


def _least(clause: Clause) -> str | None:
    """Returns from how many lines on a clause gives its points."""
    span = span_of(clause.left) if clause.right is not None and not clause.quoted else None
    if span is None or span.high is not None or span.lead or span.unit not in _UNITS:
        return None
    return span.low
