"""Reads an uploaded workbook cell by cell; nothing in it is trusted or run."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import IO, Any

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils import get_column_letter

from assessments.sheets.workbook import layout, texts
from assessments.sheets.workbook.identity import MARK, Identity, read_identity
from criteria.common.files.archives import DAMAGED, TOO_MUCH, open_zip
from criteria.common.files.cells import (
    DATE,
    PERCENT,
    Cell,
    DayCell,
    PercentCell,
    Unreadable,
    is_percent_format,
)
from criteria.common.files.workbook_parts import check_parts
from criteria.common.numbers import INTEGER_DIGITS, rounded_figure
from criteria.common.text import Refused, Text

SIZE_LIMIT = 10 * 1024 * 1024
"""The limit in bytes; a workbook with every note at its longest is below 3 MB."""
UNPACKED_LIMIT = 10 * 1024 * 1024
"""The limit in bytes; a full workbook unpacks to about a megabyte, and its longest notes to four more."""
MOST_CELLS = 60_000
"""The limit of the cells in all worksheets, empty ones with a format too.

A full one of a province has 5,000, one of a megabyte below 40,000. So many are read in a second, within the request.
"""
MAX_SHEETS, MAX_ROWS, MAX_COLUMNS = 100, 5000, 30
_MARKED_BY = 60
"""The last row in which the marks are looked for."""

NOT_OURS = Text(
    vi="Tệp không phải là bảng tính XLSX tải về từ phiếu này. Hãy tải tệp về, điền rồi lưu dưới dạng XLSX.",
    en="The file is not an XLSX workbook downloaded from this sheet. Download it, fill it in, save it as XLSX.",
)
TOUCHED = Text(
    vi="Phần nhận dạng ẩn của tệp thiếu hoặc đã bị sửa nên không biết tệp của phiếu nào. "
    "Hãy tải tệp mới về và chép số liệu sang.",
    en="The hidden mark of the file is missing or was changed, so that its sheet is unknown. "
    "Download a new file and copy your figures over.",
)
TOO_LARGE = Text(
    vi="Tệp lớn hơn 10 MB. Hãy bỏ ảnh và nội dung thêm vào, hoặc tải tệp mới về và chép số liệu sang.",
    en="The file is larger than 10 MB. Remove pictures and whatever was added, or download a new file and "
    "copy your figures over.",
)

FORMULA = Unreadable(
    Text(
        vi="ô chứa công thức; hãy gõ thẳng giá trị (với văn bản: gõ dấu nháy đơn ' ở đầu)",
        en="the cell holds a formula; type the value itself (for text: an apostrophe ' before it)",
    )
)
ERROR = Unreadable(
    Text(vi="ô báo lỗi của bảng tính; hãy gõ lại", en="the cell shows an error; type it again")
)
BOOLEAN = Unreadable(
    Text(vi="ô chứa giá trị TRUE/FALSE; hãy gõ lại", en="the cell holds TRUE/FALSE; type it again")
)


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a cell, as its reader finds it: ``sheet`` and ``cell`` (H12)."""

    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class FilledCell:
    """The value of a cell to fill in, with its place."""

    place: Place
    value: Cell


@dataclass(frozen=True)
class ReadWorkbook:
    """The identity, and the cells to fill in by their keys; a copied row gives a key twice."""

    identity: Identity
    cells: dict[str, list[FilledCell]] = field(default_factory=dict)
    points: dict[str, Decimal] = field(default_factory=dict)
    """By the codes of leaves, the points that the spreadsheet counted when it was last saved."""


def exact(value: int | float) -> Decimal:
    """Returns a number as a spreadsheet shows it: 15 digits, and of these at most 6 decimals.

    A negative one stays negative, however small.
    """
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite() or number.adjusted() >= INTEGER_DIGITS:
        return number
    return rounded_figure(number)


def read_book(stream: IO[bytes]) -> ReadWorkbook:
    """Returns everything that was filled in. Raises ``Refused`` for a file that is not a workbook of ours."""
    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML safely only with defusedxml installed")
    if stream.seek(0, 2) > SIZE_LIMIT:
        raise Refused(TOO_LARGE)
    stream.seek(0)
    check_parts(stream, most_cells=MOST_CELLS, otherwise=NOT_OURS)
    with open_zip(stream) as archive:
        if sum(member.file_size for member in archive.infolist()) > UNPACKED_LIMIT:
            raise Refused(TOO_MUCH)
    stream.seek(0)
    try:
        book = _read(stream)
        stream.seek(0)
        return replace(book, points=_counted_points(stream))
    except Refused:
        raise
    except Exception as error:
        # Damaged or forged parts raise nearly any exception in the library.
        raise Refused(DAMAGED) from error


def _read(stream: IO[bytes]) -> ReadWorkbook:
    # Reads the formulas and not their results: an input cell with a formula is a fault.
    book = load_workbook(stream, read_only=True, keep_links=False)
    identity: Identity | None = None
    cells: dict[str, list[FilledCell]] = {}
    for sheet in book.worksheets[:MAX_SHEETS]:
        # The extent that a file declares is not to be trusted.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
        columns: tuple[int, int] | None = None
        for number, row in enumerate(rows, start=1):
            if number == 1 and row and row[0].value == MARK:
                identity = read_identity([MARK, *(str(line[0].value) for line in rows if line)])
                break
            if columns:
                _take(cells, sheet.title, number, row, columns)
            elif number <= _MARKED_BY:
                columns = _marked(row)
            else:
                break
    if identity is None:
        raise Refused(TOUCHED if cells else NOT_OURS)
    return ReadWorkbook(identity, cells)


def _counted_points(stream: IO[bytes]) -> dict[str, Decimal]:
    """Returns the results of the live points; nothing from a file that no spreadsheet has counted through."""
    # A workbook is read either by its formulas or by their results.
    book = load_workbook(stream, read_only=True, keep_links=False, data_only=True)
    if layout.CALCULATION not in book.sheetnames:
        return {}
    sheet = book[layout.CALCULATION]
    sheet.reset_dimensions()
    points = {}
    for row in sheet.iter_rows(max_row=MAX_ROWS, max_col=3, values_only=True):
        match row:
            case (str(code), _, int() | float() as value) if not isinstance(value, bool):
                number = exact(value)
                if number.is_finite() and number.adjusted() < INTEGER_DIGITS:
                    points[code] = number
    return points


def _marked(row: Iterable[Any]) -> tuple[int, int] | None:
    """Returns the columns of keys and of inputs, wherever inserted columns have moved them."""
    values = [cell.value for cell in row]
    if layout.KEY_MARK in values and layout.INPUT_MARK in values:
        return values.index(layout.KEY_MARK), values.index(layout.INPUT_MARK)
    return None


def _take(
    cells: dict[str, list[FilledCell]],
    title: str,
    number: int,
    row: tuple[Any, ...],
    columns: tuple[int, int],
) -> None:
    at, into = columns
    key = row[at].value if at < len(row) else None
    if not isinstance(key, str) or "|" not in key:
        return
    place = Place(title, f"{get_column_letter(into + 1)}{number}")
    name = key.rpartition("|")[2]
    value = _value(row[into], note=name == layout.NOTE) if into < len(row) else ""
    cells.setdefault(key, []).append(FilledCell(place, value))


def _value(cell: Any, *, note: bool) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return ERROR
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        # A date in a note is text; in place of a number it could mean anything.
        if note:
            return _date(value)
        if not isinstance(value, datetime.date):
            return DATE
        return DayCell(DATE.why, value.date() if isinstance(value, datetime.datetime) else value)
    if isinstance(value, int | float):
        if not note and is_percent_format(cell.number_format or ""):
            return PercentCell(PERCENT, exact(value * 100))
        return f"{exact(value).normalize():f}" if note else exact(value)
    return texts.text_from_cell(str(value))


def _date(value: datetime.date | datetime.time | datetime.timedelta) -> str:
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return str(value)
