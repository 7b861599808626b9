"""A table read by its headings: it knows where each column is, and gathers every fault."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import IO

from openpyxl.utils import get_column_letter

from criteria.common.files.cells import Cell
from criteria.common.files.rows import Table, open_tables
from criteria.common.tables.columns import Column
from criteria.common.tables.faults import FAULT_LIMIT, CellFault, TableFaults
from criteria.common.text import Text, fold

MAX_ROWS = 10_000
"""Three people of each of 3,321 communes fit; a preview of so many takes two to three seconds, within its request."""
MAX_SHEETS = 20


_BELOW_TABLE = Text(
    vi="nếu là dòng ký tên, ghi chú hoặc trung bình ở dưới bảng, hãy xóa dòng này",
    en="a signature, a remark or a mean below the table has to be removed",
)
UNDER_NO_HEADING = Text(
    vi="ô này không nằm dưới tiêu đề nào nên sẽ bị bỏ sót; hãy xóa ô hoặc ghi tiêu đề cho cột",
    en="this cell stands under no heading and would be lost; clear it or give its column a heading",
)
SPLIT_BY_COMMA = Text(
    vi="dòng có nhiều ô hơn dòng tiêu đề: số có dấu phẩy thập phân đã bị tách thành hai ô; "
    "hãy lưu tệp dạng XLSX, hoặc CSV với dấu chấm phẩy (;), hoặc đặt số trong ngoặc kép",
    en="the row has more cells than the heading row: a number with a decimal comma was cut in two; "
    "save the file as XLSX, as CSV with semicolons (;), or put such numbers in quotes",
)


def heading(text: object) -> str:
    """Returns a heading as it is compared: letters and digits alone, without accents."""
    return _bare(text) if isinstance(text, str) else ""


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(text))


class Grid:
    """The rows of a table under its headings; the rows that stand above the headings are in ``above``."""

    def __init__(
        self,
        stream: IO[bytes],
        columns: Sequence[Column],
        *,
        least: int = 1,
        max_rows: int = MAX_ROWS,
        fault_limit: int = FAULT_LIMIT,
    ) -> None:
        """Reads up to the headings: the first row that has ``least`` of the columns, on any sheet.

        Raises ``Refused`` for a file that is no table, ``TableFaults`` where headings are missing.
        """
        self._limit = fault_limit
        self.columns = {column.key: column for column in columns}
        self.places: dict[str, int] = {}
        self._faults: list[CellFault] = []
        self._more = 0
        self._blamed: set[tuple[int, str]] = set()
        self._row: tuple[int, dict[str, Cell]] = (0, {})
        """The row that is being read, until one of its cells is at fault."""
        first = ""
        for table in islice(open_tables(stream, max_rows=max_rows), MAX_SHEETS):
            if self._starts(table, least):
                return
            first = first or table.sheet
        self.sheet, self.head = first, 1
        self._judge({})

    def _starts(self, table: Table, least: int) -> bool:
        """Reads up to the headings, and returns whether they stand somewhere in the table."""
        self.sheet, self._rows, self._separator = table.sheet, table.rows, table.separator
        self.above: list[tuple[int, tuple[Cell, ...]]] = []
        for number, cells in table.rows:
            places = self._columns_in(cells)
            if len(places) >= least:
                self.head, self.places = number, {key: at[0] for key, at in places.items()}
                self._names = {key: str(cells[at[0]]) for key, at in places.items()}
                self._fields = len(cells)
                self._width = max(at for at, cell in enumerate(cells) if cell != "") + 1
                self._judge(places)
                return True
            self.above.append((number, cells))
        return False

    def _columns_in(self, cells: tuple[Cell, ...]) -> dict[str, list[int]]:
        headings = [heading(cell) for cell in cells]
        places: dict[str, list[int]] = {}
        for column in self.columns.values():
            wanted = {heading(name) for name in column.names}
            if at := [index for index, name in enumerate(headings) if name in wanted]:
                places[column.key] = at
        return places

    def _judge(self, places: Mapping[str, list[int]]) -> None:
        for column in self.columns.values():
            listed = ", ".join(f"“{name}”" for name in column.names)
            if len(places.get(column.key, ())) > 1:
                text = Text(
                    vi=f"có {len(places[column.key])} cột cùng nghĩa; chỉ để lại một trong: {listed}",
                    en=f"{len(places[column.key])} columns mean the same; keep one of: {listed}",
                )
                self._note(self.head, column.key, text)
            elif self._lacks(column, places):
                text = Text(
                    vi=f"thiếu cột này ở dòng tiêu đề; tên được nhận: {listed}",
                    en=f"this column is missing in the heading row; accepted names: {listed}",
                )
                self._note(self.head, column.key, text)
        self.done()

    @staticmethod
    def _lacks(column: Column, places: Mapping[str, object]) -> bool:
        return column.required and column.key not in places and column.unless not in places

    def has(self, key: str) -> bool:
        """Returns whether the file has this column."""
        return key in self.places

    def rows(self) -> Iterator[tuple[int, dict[str, Cell]]]:
        """Yields each row with its number: the cells of the columns that the file has, by key."""
        for number, cells in self._rows:
            if len(cells) > self._width:
                self._judge_surplus(number, cells)
            self._row = (
                number,
                {key: cells[at] if at < len(cells) else "" for key, at in self.places.items()},
            )
            yield self._row

    def _judge_surplus(self, number: int, cells: tuple[Cell, ...]) -> None:
        """Notes cells under no heading: in a CSV they move all others, so what stands there would be read wrongly."""
        surplus = cells[self._width :]
        # Between commas even an empty field too many tells of a decimal comma that cut a number in two.
        commas = self._separator == "," and len(cells) > self._fields
        if not commas and surplus.count("") == len(surplus):
            return
        at = next((at for at, cell in enumerate(cells) if at >= self._width and cell != ""), None)
        letter = get_column_letter((len(cells) - 1 if at is None else at) + 1)
        text = SPLIT_BY_COMMA if commas else UNDER_NO_HEADING
        self._keep(CellFault(self.sheet, number, letter, "", text))

    def blamed(self, row: int, key: str) -> bool:
        """Returns whether this cell already has a fault."""
        return (row, key) in self._blamed

    def fault(self, row: int, key: str, *texts: Text) -> None:
        """Notes what is wrong with a cell, or with the whole row where ``key`` is empty."""
        for text in texts:
            self._note(row, key, text)

    def fault_above(self, row: int, at: int, name: str, text: Text) -> None:
        """Notes what is wrong with a cell above the headings, in the column ``at`` (from 0)."""
        self._keep(CellFault(self.sheet, row, get_column_letter(at + 1), name, text))

    def _note(self, row: int, key: str, text: Text) -> None:
        self._blamed.add((row, key))
        text = self._with_hint(row, text)
        letter = get_column_letter(self.places[key] + 1) if key in self.places else ""
        column = self.columns.get(key)
        name = self._names[key] if letter else column.names[0] if column else ""
        self._keep(CellFault(self.sheet, row, letter, name, text))

    def _with_hint(self, row: int, text: Text) -> Text:
        """Returns the first fault of a row with so few cells that it may be none of the table, with what to do then."""
        number, cells = self._row
        if number != row:
            return text
        self._row = (0, {})
        filled = sum(cell != "" for cell in cells.values())
        if filled > 2 or len(cells) < 3:
            return text
        return Text(f"{text.vi}; {_BELOW_TABLE.vi}", f"{text.en}; {_BELOW_TABLE.en}")

    def _keep(self, fault: CellFault) -> None:
        if len(self._faults) < self._limit:
            self._faults.append(fault)
        else:
            self._more += 1

    def done(self) -> None:
        """Raises ``TableFaults``, in the order of rows and columns, if there is any fault."""
        if self._faults:
            order = sorted(
                self._faults, key=lambda fault: (fault.row, len(fault.letter), fault.letter)
            )
            raise TableFaults(order, self._more)
