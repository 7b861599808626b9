"""Typed points in a cell: ``nhập điểm``, ``Chấm từ 0 đến điểm tối đa``, ``0-5 điểm, do người có thẩm quyền quyết định``."""

import re
from collections.abc import Mapping
from typing import ClassVar

from criteria.scales.base import JSON
from criteria.scales.notation.base import Figures, Inner, PartNotation, number_text
from criteria.scales.notation.cell import CellText, Part
from criteria.scales.notation.heads import head_text
from criteria.scales.notation.words import FULL, NUMBER, POINTS

_RANGE = re.compile(
    rf"(?:(?P<said>chấm|chấm điểm|cho điểm|nhập điểm|nhập|enter points|points|người có thẩm quyền quyết định,?)\s*:?\s*)?"
    rf"(?:từ|from)?\s*(?P<min>{NUMBER})\s*(?:điểm)?\s*(?:-|đến|to)\s*(?:(?P<max>{NUMBER})|(?P<full>{FULL}))"
    r"\s*(?P<unit>điểm|points?)?\s*(?P<by>,?\s*(?:do|theo|by)\b.*)?"
)


class PointsNotation(PartNotation):
    part: ClassVar[str] = "points"
    rank: ClassVar[int] = 10

    def read(self, cell: CellText) -> list[Part] | None:
        if len(cell.clauses) != 1 or cell.clauses[0].quoted:
            return None
        [clause] = cell.clauses
        if clause.word in POINTS:
            return [{"part": "points", **cell.head}]
        match = _RANGE.fullmatch(clause.plain)
        if match is None or not (
            cell.head or match["said"] or match["unit"] or match["full"] or match["by"]
        ):
            return None
        data: Part = {"part": "points", **cell.head}
        least = cell.faults.number(clause, match["min"].rstrip(".,"))
        most = None if match["full"] else cell.faults.number(clause, match["max"].rstrip(".,"))
        if least is not None and least != "0":
            data["min"] = least
        if most is not None:
            data["max"] = most
        return [data]

    def write(self, part: Mapping[str, JSON], figures: Figures, english: bool, inner: Inner) -> str:
        head = head_text(POINTS[english], part)
        if not {"min", "max"} & {*part} and not head:
            return POINTS[english]
        least = number_text(part.get("min", "0"), english)
        most = (
            number_text(part["max"], english)
            if "max" in part
            else ("full" if english else "điểm tối đa")
        )
        if english:
            return f"{head}{'' if head else 'enter points '}from {least} to {most}"
        return f"{head}{'' if head else 'chấm '}từ {least} đến {most}"
