"""Reads a sheet of an uploaded XLSX; nothing is unpacked before its size is known."""

import operator
import re
from collections.abc import Iterable, Iterator
from typing import IO, Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.cell.read_only import EMPTY_CELL

from criteria.common.files import xml
from criteria.common.files.archives import DAMAGED, open_zip
from criteria.common.files.cells import UNCALCULATED, Cell, cell_of, clean
from criteria.common.files.file_kinds import XLSX, kind_of
from criteria.common.text import Refused, Text

MAX_COLUMNS = 26
"""A to Z: a forged file could otherwise ask for 16,384 cells in each row."""

NOT_A_WORKBOOK = Text(
    vi="Tệp không phải là bảng tính XLSX. Hãy lưu lại dưới dạng XLSX hoặc CSV UTF-8.",
    en="The file is not an XLSX workbook. Save it as XLSX or as CSV UTF-8.",
)


xml.use()

Rows = Iterator[tuple[int, tuple[Cell, ...]]]
_FORMULA = re.compile(rb"[<:]f[ />]")
_CHUNK = 1024 * 1024


def open_workbook(stream: IO[bytes], sheet: int = 0) -> tuple[list[str], Rows]:
    """Returns the names of the sheets, and every row of one sheet with its number, blank ones too.

    Raises ``Refused``.
    """
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML safely only with defusedxml installed")
    kind_of(stream, (XLSX,), otherwise=NOT_A_WORKBOOK)
    rows = _rows(stream, sheet)
    # The names come before the rows, so that a damaged file is refused at once.
    names: Any = next(rows)
    return names, rows  # type: ignore[return-value]  # rows alone are left


def _rows(stream: IO[bytes], sheet: int) -> Iterator[list[str] | tuple[int, tuple[Cell, ...]]]:
    try:
        # The first book has the saved results of formulas; in it, a formula without a result looks
        # like an empty cell. So the formulas are read too, where there are any: it takes twice the time.
        results = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        books = [results]
        if _has_formulas(stream):
            books.append(load_workbook(stream, read_only=True, keep_links=False))
        if not results.worksheets:
            raise Refused(NOT_A_WORKBOOK)
        yield [str(worksheet.title) for worksheet in results.worksheets]
        worksheets = [book.worksheets[sheet] for book in books]
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


def _has_formulas(stream: IO[bytes]) -> bool:
    with open_zip(stream) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as part:
                end = b""
                while chunk := part.read(_CHUNK):
                    if _FORMULA.search(end + chunk):
                        return True
                    end = chunk[-3:]
    return False
