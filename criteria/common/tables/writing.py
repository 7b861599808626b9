"""Writes a table as XLSX or CSV in the layout that is read back; no text becomes a formula."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from criteria.common.csv_files import csv_bytes
from criteria.common.files.file_kinds import XLSX
from criteria.common.tables.columns import CellValue, Column
from criteria.common.text import readable

XLSX_TYPE = XLSX.content_type
_SHADE = PatternFill("solid", fgColor="FFD9E2F3")
_WRAP = Alignment(vertical="top", wrap_text=True)


def as_xlsx(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    *,
    above: Sequence[Sequence[CellValue]] = (),
    guide: Sequence[tuple[str, str]] = (),
) -> bytes:
    """Returns a workbook of one sheet (and ``Hướng dẫn``, when there is a guide); text is never a formula."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]  # a new book has one
    sheet.title = title
    number = 0
    for number, row in enumerate(above, start=1):
        _write(sheet, number, row)
        sheet.cell(number, 1).font = Font(bold=True)
        sheet.cell(number, 2).alignment = Alignment(horizontal="left")
    head = number + 2 if above else 1
    _write(sheet, head, [column.names[0] for column in columns])
    for at, column in enumerate(columns, start=1):
        cell: Cell = sheet.cell(head, at)  # type: ignore[assignment]  # nothing is merged here
        cell.font, cell.fill = Font(bold=True), _SHADE
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    for row_number, row in enumerate(rows, start=head + 1):
        _write(sheet, row_number, row)
    if not above:
        sheet.freeze_panes = f"A{head + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]  # always there
    sheet.print_title_rows = f"{head}:{head}"
    if guide:
        _guide(book.create_sheet("Hướng dẫn"), guide)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, number: int, row: Sequence[CellValue]) -> None:
    for at, value in enumerate(row, start=1):
        if value == "":
            continue
        cell: Cell = sheet.cell(number, at)  # type: ignore[assignment]  # nothing is merged here
        cell.alignment = _WRAP
        if isinstance(value, str):
            # The quote prefix keeps it text: Excel makes dates of 1.1 and formulas of =A1 when a cell is edited.
            cell.value = readable(value)
            cell.data_type, cell.number_format = "s", "@"
            cell.quotePrefix = True
        else:
            cell.value = value


def _guide(sheet: Worksheet, guide: Sequence[tuple[str, str]]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 100
    for number, row in enumerate(guide, start=1):
        _write(sheet, number, row)
        sheet.cell(number, 1).font = Font(bold=True)


def as_csv(
    columns: Sequence[Column],
    rows: Iterable[Sequence[CellValue]],
    *,
    above: Sequence[Sequence[CellValue]] = (),
) -> bytes:
    """Returns the same table as CSV, with an empty row below the rows that stand above it."""
    heads = [column.names[0] for column in columns]
    return csv_bytes([*above, *([[]] if above else []), heads, *rows])


def empty_table_file(title: str, columns: Sequence[Column]) -> bytes:
    """Returns an empty table to fill in, with a sheet that says what each column takes."""
    return table_file(title, columns, ())


def table_file(title: str, columns: Sequence[Column], rows: Iterable[Sequence[CellValue]]) -> bytes:
    """Returns the same table with rows in it."""
    guide = [(column.names[0], column.help) for column in columns]
    return as_xlsx(title, columns, rows, guide=guide)
