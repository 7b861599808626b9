"""Writes a ranking as a workbook: the table, the domains' points, the means, and how it was computed.

Numbers are written with all their digits (the file holds "68.3217", not a rounded picture of it). They
have at most 15 significant digits, as many as Excel keeps. The format shows 2 to 4 decimals.
"""

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from criteria.common.text import Text, readable
from rankings.exports import lost
from rankings.exports.table import HEAD, INDEX, NUMBER, POINTS, TEXT, Export, ExportColumn, Value

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

FORMATS = {POINTS: "#,##0.00##", INDEX: "0.00", NUMBER: "0", TEXT: "@"}
WIDTHS = {POINTS: 10, INDEX: 9, NUMBER: 7, TEXT: 9}
FACE = "Times New Roman"
_LINE = Side(style="thin", color="999999")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_SHADE = PatternFill("solid", fgColor="DDE6F0")


def xlsx_file(export: Export, language: str) -> bytes:
    """Returns a workbook of five sheets in the reader's language; four for a ranking of more than 1,000 units."""
    book = Workbook(write_only=True)
    _Sheets(book, export, language).write()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class _Sheets:
    def __init__(self, book: Workbook, export: Export, language: str) -> None:
        self.book, self.export, self.language = book, export, language

    def write(self) -> None:
        export = self.export
        indices = [
            ExportColumn(Text(f"LV {domain.code} (%)", f"Domain {domain.code} (%)"), INDEX)
            for domain in export.domains
        ]
        rows = [
            row + [part.index if part else None for part in export.by_domain(result)]
            for result, row in zip(export.results, export.rows(), strict=True)
        ]
        self._sheet(
            Text("Xếp hạng", "Ranking"), [*HEAD, *indices], rows, wide={3: 28, 4: 38, 9: 38}
        )
        self._domains()
        if lost.in_full(export):
            self._sheet(
                Text("Điểm chưa đạt", "Points lost"),
                lost.HEAD,
                lost.lost_point_rows(export),
                wide={2: 24, 4: 44, 9: 44, 10: 44},
                filters=True,
            )
        self._means(indices)
        self._rules()

    def _domains(self) -> None:
        columns = [HEAD[1], HEAD[2]]
        for domain in self.export.domains:
            code = domain.code
            columns.append(ExportColumn(Text(f"LV {code}: điểm", f"Domain {code}: points"), POINTS))
            columns.append(
                ExportColumn(Text(f"LV {code}: tối đa", f"Domain {code}: maximum"), POINTS)
            )
        rows: list[list[Value]] = []
        for result, row in zip(self.export.results, self.export.rows(), strict=True):
            cells = row[1:3]
            for part in self.export.by_domain(result):
                cells += [part.points, part.max_points] if part else [None, None]
            rows.append(cells)
        self._sheet(Text("Điểm lĩnh vực", "Domain points"), columns, rows, wide={2: 28})

    def _means(self, indices: Sequence[ExportColumn]) -> None:
        columns = [
            ExportColumn(Text("Vùng, khối", "Region, block"), TEXT),
            ExportColumn(Text("Số đơn vị", "Units"), NUMBER),
            ExportColumn(Text("Chỉ số (%)", "Index (%)"), INDEX),
            *indices,
        ]
        rows: list[list[Value]] = [
            [region, units, *means] for region, units, means in self.export.means_by_place()
        ]
        self._sheet(Text("Trung bình", "Means"), columns, rows, wide={1: 34})

    def _rules(self) -> None:
        columns = [
            ExportColumn(Text("Nội dung", "Subject"), TEXT),
            ExportColumn(Text("Chi tiết", "Detail"), TEXT),
        ]
        rows: list[list[Value]] = [[name, fact] for name, fact in self.export.facts]
        rows += [
            [
                Text(f"Lĩnh vực {domain.code}", f"Domain {domain.code}"),
                Text(domain.title_vi, domain.title_en or domain.title_vi),
            ]
            for domain in self.export.domains
        ]
        self._sheet(Text("Cách tính", "Method"), columns, rows, wide={1: 28, 2: 90})

    def _sheet(
        self, name: Text, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Value]],
        wide: dict[int, int], *, filters: bool = False,
    ) -> None:  # fmt: skip
        """Writes title and marks, then the table: headings stay in sight, and on paper on every page."""
        sheet = cast("Worksheet", self.book.create_sheet(name.in_language(self.language)))
        round_, marks = self.export.round, self.export.marks
        top = 2 + len(marks)
        # Settings of the whole sheet must be written before its first row.
        for number, column in enumerate(columns, 1):
            width = wide.get(number, WIDTHS[column.kind])
            sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.freeze_panes = f"A{top + 1}"
        sheet.print_title_rows = f"{top}:{top}"
        setup = sheet.page_setup
        setup.orientation, setup.paperSize = "landscape", 9  # A4
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

        head = _cell(sheet, Font(name=FACE, size=14, bold=True))
        title = Text(round_.title_vi, round_.title_en or round_.title_vi)
        sheet.append([self._put(head, title)])
        warning = _cell(sheet, Font(name=FACE, size=11, bold=True, color="B00020"))
        for mark in marks:
            sheet.append([self._put(warning, mark)])
        heads = [_head(sheet) for _ in columns]
        sheet.append(
            [self._put(cell, column.heading) for cell, column in zip(heads, columns, strict=True)]
        )
        # A row is written at once, so its cells, with their styles, serve for the next one too.
        cells = [_body(sheet, column.kind) for column in columns]
        last = top
        for row in rows:
            last += 1
            sheet.append([self._put(cell, value) for cell, value in zip(cells, row, strict=True)])
        if filters:
            sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{last}"

    def _put(self, cell: Cell, value: Value) -> Cell:
        if value is None or isinstance(value, int | Decimal):
            cell.value = value
            return cell
        text = value.in_language(self.language) if isinstance(value, Text) else value
        cell.value = readable(text)
        # The type keeps it text whatever it begins with: a unit's name is never a formula.
        cell.data_type = "s"
        return cell


def _cell(sheet: "Worksheet", font: Font) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.font = font
    return cell


def _head(sheet: "Worksheet") -> Cell:
    cell = _cell(sheet, Font(name=FACE, bold=True))
    cell.fill, cell.border = _SHADE, _BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


def _body(sheet: "Worksheet", kind: str) -> Cell:
    cell = _cell(sheet, Font(name=FACE))
    cell.number_format, cell.border = FORMATS[kind], _BOX
    cell.alignment = Alignment(
        horizontal=None if kind == TEXT else "right", vertical="top", wrap_text=kind == TEXT
    )
    return cell
