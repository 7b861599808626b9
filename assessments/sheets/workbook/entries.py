"""Turns cells into claims: each leaf's claim, or everything that is wrong with its cells."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.models import Side
from assessments.sheets.workbook import layout
from assessments.sheets.workbook.layout import InputCell, WorkbookLeaf
from assessments.sheets.workbook.reading import FilledCell, Place, ReadWorkbook
from assessments.writing.inputs import checked_note
from criteria.common.files.cells import DayCell, PercentCell, Unreadable
from criteria.common.numbers import as_typed, number_as_meant
from criteria.common.text import Refused, Text
from criteria.scales import Field, Scale


@dataclass(frozen=True, slots=True)
class WorkbookFault:
    """A fault of a leaf in the workbook, and its place."""

    code: str
    place: Place
    text: Text


@dataclass(frozen=True, slots=True)
class Claims:
    """The claims of a workbook; ``missing`` are leaves whose rows it no longer has."""

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
    """Returns the claims of all leaves that can be read, and every fault of the others."""
    claims: dict[str, Side] = {}
    faults: list[WorkbookFault] = []
    missing = []
    for code, leaf in leaves.items():
        if leaf.scale is None:
            continue
        inputs = layout.inputs_of(leaf.scale)
        rows = {
            input_cell.name: book.cells.get(layout.key(code, input_cell.name), [])
            for input_cell in inputs
        }
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
    """Reads one leaf's cells, and gathers the faults."""

    def __init__(
        self, code: str, scale: Scale, inputs: list[InputCell], rows: dict[str, list[FilledCell]]
    ) -> None:
        self._code, self._scale, self._inputs = code, scale, inputs
        self.faults: list[WorkbookFault] = []
        self._first = next(cells[0].place for cells in rows.values() if cells)
        self._cells = {
            input_cell.name: self._single(input_cell, rows[input_cell.name])
            for input_cell in inputs
        }

    def claim(self) -> Side | None:
        ticks = {cell.name: self._tick(cell) for cell in self._inputs if cell.kind == "tick"}
        entry, note = self._entry(ticks), self._note()
        if self.faults:
            return None
        not_applicable = ticks.get(layout.NOT_APPLICABLE, False)
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
        return Side.from_outcome(outcome, note)

    def _entry(self, ticks: Mapping[str, bool]) -> dict[str, Any]:
        """Returns the entry that the cells make, empty text where one holds nothing."""
        entry: dict[str, Any] = {
            cell.name: self._option(cell, cell.field)
            if cell.kind == "option"
            else self._figure(cell)
            for cell in self._inputs
            if cell.field and cell.kind != "tick"
        }
        for field in self._scale.fields:
            if field.type == "tick":
                entry[field.name] = ticks[field.name] or ""
            elif field.type == "lines":
                entry[field.name] = self._lines(field, ticks)
        return entry

    def _lines(self, field: Field, ticks: Mapping[str, bool]) -> list[int] | str:
        """Returns the lines that are ticked, none of them, or empty text where nothing is said."""
        lines = [index for index, name in enumerate(layout.line_names(field)) if ticks[name]]
        none = layout.none_name(field)
        if lines and ticks[none]:
            self._fault(none, _NONE)
        return lines if lines or ticks[none] else ""

    def _single(self, input_cell: InputCell, cells: list[FilledCell]) -> FilledCell:
        if not cells:
            text = Text(
                vi=f"thiếu dòng “{input_cell.label}” của tiêu chí {self._code}",
                en=f"the row “{input_cell.label}” of {self._code} is missing",
            )
            self.faults.append(WorkbookFault(self._code, self._first, text))
            return FilledCell(self._first, "")
        for other in cells[1:]:
            if other.value != cells[0].value:
                text = Text(
                    vi=f"dòng “{input_cell.label}” của tiêu chí {self._code} còn ở ô {cells[0].place.cell} "
                    f"trang “{cells[0].place.sheet}” với giá trị khác; hãy để lại một dòng",
                    en=f"the row “{input_cell.label}” of {self._code} stands in {cells[0].place.cell} "
                    f"of “{cells[0].place.sheet}” too, with another value; keep one of the rows",
                )
                self.faults.append(WorkbookFault(self._code, other.place, text))
        if isinstance(cells[0].value, Unreadable) and not _is_meant(input_cell, cells[0].value):
            self.faults.append(WorkbookFault(self._code, cells[0].place, cells[0].value.why))
        return cells[0]

    def _fault(self, name: str, text: Text) -> None:
        self.faults.append(WorkbookFault(self._code, self._cells[name].place, text))

    def _tick(self, input_cell: InputCell) -> bool:
        value = self._cells[input_cell.name].value
        ticked = isinstance(value, str) and value.lower() == layout.TICK
        if not ticked and value != "" and not isinstance(value, Unreadable):
            self._fault(input_cell.name, _TICK_WANTED)
        return ticked

    def _figure(self, input_cell: InputCell) -> Any:
        """Returns a figure as a Vietnamese reader means it: the workbook is written in Vietnamese."""
        value = self._cells[input_cell.name].value
        if isinstance(value, DayCell) and input_cell.kind == "date":
            return value.day
        if isinstance(value, PercentCell) and _is_meant(input_cell, value):
            return value.number
        if isinstance(value, Unreadable):
            return ""
        if input_cell.kind == "date" or not isinstance(value, str):
            return value
        most = input_cell.field.most if input_cell.field else None
        return number_as_meant(value, most=most, language="vi")

    def _option(self, input_cell: InputCell, field: Field | None) -> int | str:
        value = self._cells[input_cell.name].value
        if value == "" or isinstance(value, Unreadable) or field is None:
            return ""
        option_text = " ".join(str(value).split())
        for index, text in enumerate(layout.option_texts(field)):
            if text == option_text:
                return index
        typed = as_typed(str(value))
        self._fault(
            input_cell.name, Text(vi=f"{typed} {_NO_OPTION.vi}", en=f"{typed} {_NO_OPTION.en}")
        )
        return ""

    def _note(self) -> str:
        value = self._cells[layout.NOTE].value
        if isinstance(value, Unreadable):
            return ""
        try:
            return checked_note(str(value))
        except Refused as refused:
            for cause in refused.causes:
                self._fault(layout.NOTE, cause)
            return ""

    def _meant(self, cause: Text) -> str:
        """Returns the name of the input that a fault of the whole entry is about, by the label that the fault mentions."""
        for input_cell in self._inputs:
            if input_cell.field and input_cell.field.label.vi.casefold() in cause.vi.casefold():
                return input_cell.name
        return self._inputs[0].name


def _is_meant(input_cell: InputCell, value: Unreadable) -> bool:
    """Returns whether a cell that is unreadable elsewhere is what its field wants: a day, or a percentage."""
    if isinstance(value, DayCell):
        return input_cell.kind == "date"
    return isinstance(value, PercentCell) and bool(input_cell.field and input_cell.field.percent)
