"""Reads the sheets of an uploaded XLSX; nothing is unpacked before its size is known."""

import operator
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from criteria.common.files import xml
from criteria.common.files.archives import DAMAGED
from criteria.common.files.cells import UNCALCULATED, Cell, cell_of, clean
from criteria.common.files.workbook_parts import check_parts
from criteria.common.text import Refused, Text

MAX_COLUMNS = 26
"""A to Z: a forged file could otherwise ask for 16,384 cells in each row."""
CELLS_A_ROW = 13
"""The cells that a row may have on average, half of the columns that are read."""

NOT_A_WORKBOOK = Text(
    vi="Tệp không phải là bảng tính XLSX. Hãy lưu lại dưới dạng XLSX hoặc CSV UTF-8.",
    en="The file is not an XLSX workbook. Save it as XLSX or as CSV UTF-8.",
)


xml.use()

Rows = Iterator[tuple[int, tuple[Cell, ...]]]


@dataclass(frozen=True, slots=True)
class OpenWorkbook:
    """A workbook that was loaded once: its sheets are read when they are asked for, each in a few columns."""

    names: list[str]
    _books: list[Any]

    def rows(self, sheet: int) -> Rows:
        """Yields every row of one sheet (from 0) with its number, blank ones too. Raises ``Refused``."""
        try:
            worksheets = [book.worksheets[sheet] for book in self._books]
            for worksheet in worksheets:
                # A file's own word on its extent cannot be trusted.
                worksheet.reset_dimensions()
            rows = (worksheet.iter_rows(max_col=MAX_COLUMNS) for worksheet in worksheets)
            last: tuple[Any, ...] = (None,)
            cells: tuple[Cell, ...] = ()
            for number, versions in enumerate(zip(*rows, strict=True), start=1):
                # Before a stray cell far down come a million missing rows, which are one and the same object.
                if not all(map(operator.is_, versions, last)):
                    cells = tuple(_cells(versions))
                last = versions
                yield number, cells
        except Refused:
            raise
        except Exception as error:
            # Damaged or forged parts come up as nearly any exception from below.
            raise Refused(DAMAGED) from error


def open_workbook(stream: IO[bytes], *, max_rows: int) -> OpenWorkbook:
    """Loads an uploaded workbook of about ``max_rows`` rows at most. Raises ``Refused``."""
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML safely only with defusedxml installed")
    has_formulas = check_parts(stream, most_cells=max_rows * CELLS_A_ROW, otherwise=NOT_A_WORKBOOK)
    try:
        # The first book has the saved results of formulas; in it, a formula without a result looks
        # like an empty cell. So the formulas are read too, where there are any: it takes twice the time.
        results = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        books = [results]
        if has_formulas:
            books.append(load_workbook(stream, read_only=True, keep_links=False))
        names = [str(worksheet.title) for worksheet in results.worksheets]
    except Exception as error:
        # As above.
        raise Refused(DAMAGED) from error
    if not names:
        raise Refused(NOT_A_WORKBOOK)
    return OpenWorkbook(names, books)


def _cells(versions: tuple[Iterable[Any], ...]) -> Iterator[Cell]:
    """Yields the cells of a row, from its results and, where there are two versions, its formulas."""
    results, formulas = versions[0], versions[-1]
    for cell, source in zip(results, formulas, strict=True):
        # Most cells are empty: rows are as wide as the widest that is read.
        if cell is EMPTY_CELL is source:
            yield ""
            continue
        value = cell.value
        if value is None:
            yield UNCALCULATED if source.data_type == "f" else ""
        elif isinstance(value, str):
            yield clean(value)
        else:
            yield cell_of(value, cell.number_format or "")
