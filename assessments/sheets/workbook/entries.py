"""From cells to claims: what each leaf's cells say, or everything that is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.models import Side
from assessments.sheets.workbook import layout
from assessments.sheets.workbook.layout import InputCell, WorkbookLeaf
from assessments.sheets.workbook.reading import FilledCell, Place, ReadWorkbook
from assessments.writing.inputs import checked_note
from criteria.common.files.cells import Unreadable
from criteria.common.numbers import as_typed
from criteria.common.text import Refused, Text
from criteria.scales import Choice, Scale


@dataclass(frozen=True, slots=True)
class WorkbookFault:
    """What is wrong with a leaf in the workbook, and where."""

    code: str
    place: Place
    text: Text


@dataclass(frozen=True, slots=True)
class Claims:
    """What the workbook claims; ``missing`` are leaves whose rows it has no more."""

    by_code: dict[str, Side]
    faults: list[WorkbookFault]
    missing: list[str]


_TICK_WANTED = Text(
    vi="chỉ gõ x để đánh dấu, hoặc để trống", en="type x to tick it, or leave it empty"
)
_NO_OPTION = Text(
    vi="không phải phương án trong danh sách của ô; hãy chọn lại",
    en="is no option of the cell's list; choose again",
)
_NOT_APPLICABLE = Text(
    vi="đã đánh dấu không áp dụng mà vẫn có số liệu; hãy xóa một trong hai",
    en="ticked as not applicable and yet there are figures; clear one of the two",
)
_NONE = Text(
    vi="đã đánh dấu không đạt mục nào mà vẫn có mục được đánh dấu; hãy xóa một trong hai",
    en="ticked as none met and yet lines are ticked; clear one of the two",
)


def claims_of(book: ReadWorkbook, leaves: Mapping[str, WorkbookLeaf]) -> Claims:
    """The claims of all leaves that can be read, every fault of the others."""
    claims: dict[str, Side] = {}
    faults: list[WorkbookFault] = []
    missing = []
    for code, leaf in leaves.items():
        if leaf.scale is None:
            continue
        inputs = layout.inputs_of(leaf.scale)
        rows = {one.name: book.cells.get(layout.key(code, one.name), []) for one in inputs}
        if not any(rows.values()):
            missing.append(code)
            continue
        reader = _LeafReader(code, leaf.scale, inputs, rows)
        claim = reader.claim()
        faults += reader.faults
        if claim and not reader.faults:
            claims[code] = claim
    return Claims(claims, faults, missing)


class _LeafReader:
    """Reads one leaf's cells, gathering faults."""

    def __init__(
        self, code: str, scale: Scale, inputs: list[InputCell], rows: dict[str, list[FilledCell]]
    ) -> None:
        self._code, self._scale, self._inputs = code, scale, inputs
        self.faults: list[WorkbookFault] = []
        self._first = next(found[0].place for found in rows.values() if found)
        self._found = {one.name: self._single(one, rows[one.name]) for one in inputs}

    def claim(self) -> Side | None:
        ticks = {one.name: self._tick(one) for one in self._inputs if one.kind == "tick"}
        figures = {
            one.name: self._figure(one) for one in self._inputs if one.kind in ("number", "whole")
        }
        options = {one.name: self._option(one) for one in self._inputs if one.kind == "option"}
        note = self._note()
        if self.faults:
            return None
        not_applicable = ticks.pop(layout.NOT_APPLICABLE, False)
        none = ticks.pop(layout.NONE, False)
        lines = [int(name.partition(":")[2]) for name, ticked in ticks.items() if ticked]
        if none and lines:
            self._fault(layout.NONE, _NONE)
            return None
        entry: dict[str, Any] = {**figures, **options}
        if ticks:
            entry["lines"] = lines if lines or none else ""
        blank = all(value == "" for value in entry.values())
        if not_applicable:
            if not blank:
                self._fault(layout.NOT_APPLICABLE, _NOT_APPLICABLE)
            return Side(not_applicable=True, note=note)
        if blank:
            return Side(note=note)
        try:
            outcome = self._scale.score(entry)
        except Refused as refused:
            for cause in refused.causes:
                self._fault(self._meant(cause), cause)
            return None
        return Side(outcome.entry, outcome.points, note=note)

    def _single(self, one: InputCell, found: list[FilledCell]) -> FilledCell:
        if not found:
            text = Text(
                vi=f"thiếu dòng “{one.label}” của tiêu chí {self._code}",
                en=f"the row “{one.label}” of {self._code} is missing",
            )
            self.faults.append(WorkbookFault(self._code, self._first, text))
            return FilledCell(self._first, "")
        for other in found[1:]:
            if other.value != found[0].value:
                text = Text(
                    vi=f"dòng “{one.label}” của tiêu chí {self._code} còn ở ô {found[0].place.cell} "
                    f"trang “{found[0].place.sheet}” với giá trị khác; hãy để lại một dòng",
                    en=f"the row “{one.label}” of {self._code} stands in {found[0].place.cell} "
                    f"of “{found[0].place.sheet}” too, with another value; keep one of the rows",
                )
                self.faults.append(WorkbookFault(self._code, other.place, text))
        if isinstance(found[0].value, Unreadable):
            self.faults.append(WorkbookFault(self._code, found[0].place, found[0].value.why))
        return found[0]

    def _fault(self, name: str, text: Text) -> None:
        self.faults.append(WorkbookFault(self._code, self._found[name].place, text))

    def _tick(self, one: InputCell) -> bool:
        value = self._found[one.name].value
        ticked = isinstance(value, str) and value.lower() == layout.TICK
        if not ticked and value != "" and not isinstance(value, Unreadable):
            self._fault(one.name, _TICK_WANTED)
        return ticked

    def _figure(self, one: InputCell) -> str | Decimal:
        value = self._found[one.name].value
        return "" if isinstance(value, Unreadable) else value

    def _option(self, one: InputCell) -> int | str:
        value = self._found[one.name].value
        if value == "" or isinstance(value, Unreadable) or not isinstance(self._scale, Choice):
            return ""
        told = " ".join(str(value).split())
        for index, text in enumerate(layout.option_texts(self._scale)):
            if text == told:
                return index
        typed = as_typed(str(value))
        self._fault(one.name, Text(vi=f"{typed} {_NO_OPTION.vi}", en=f"{typed} {_NO_OPTION.en}"))
        return ""

    def _note(self) -> str:
        value = self._found[layout.NOTE].value
        if isinstance(value, Unreadable):
            return ""
        try:
            return checked_note(str(value))
        except Refused as refused:
            for cause in refused.causes:
                self._fault(layout.NOTE, cause)
            return ""

    def _meant(self, cause: Text) -> str:
        """The input that a fault of the whole entry is about, by the name it says."""
        for one in self._inputs:
            if one.field and one.field.label.vi.casefold() in cause.vi.casefold():
                return one.name
        return self._inputs[0].name
