"""A domain's worksheet: its tree from top to bottom, each leaf with its cells to fill in."""

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessments.sheets.workbook import layout, style
from assessments.sheets.workbook.calculation import Calculation
from assessments.sheets.workbook.conditions import is_shown_in_percent
from assessments.sheets.workbook.content import Content
from assessments.sheets.workbook.layout import InputCell, WorkbookLeaf
from assessments.sheets.workbook.style import put_value
from criteria.common.numbers import canonical, show
from criteria.models import Criterion
from criteria.scales import Field, Scale

HEADS = {
    layout.CODE: ("Mã", 7),
    layout.TITLE: ("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", 30),
    layout.MOST: ("Điểm tối đa", 8),
    layout.SCALE: ("Thang điểm", 32),
    layout.EVIDENCE: ("Tài liệu kiểm chứng cần có", 24),
    layout.LABEL: ("Mục cần nhập", 26),
    layout.INPUT: ("Đơn vị nhập vào đây", 36),
    layout.POINTS: ("Điểm tự đánh giá", 14),
}
"""The headings and the widths, in characters."""
_LEAF_COLUMNS = (
    layout.CODE,
    layout.TITLE,
    layout.MOST,
    layout.SCALE,
    layout.EVIDENCE,
    layout.POINTS,
)
_SURVEY = "Điều tra xã hội học: đơn vị không cần tự đánh giá"


class DomainSheet:
    """Writes one domain into its worksheet, and its leaves' rows into the calculation."""

    def __init__(
        self,
        sheet: Worksheet,
        content: Content,
        domain: Criterion,
        calculation: Calculation,
        closed: Set[str] = frozenset(),
    ) -> None:
        self._sheet, self._content, self._domain = sheet, content, domain
        self._calculation, self._closed = calculation, closed
        self._row = layout.FIRST
        self._checks: dict[str, DataValidation] = {}

    def write(self, head: str) -> None:
        """Writes the worksheet; ``head`` names the unit and the round on top of every page."""
        sheet = self._sheet
        sheet.cell(layout.MARKS, layout.KEY).value = layout.KEY_MARK
        sheet.cell(layout.MARKS, layout.INPUT).value = layout.INPUT_MARK
        sheet.row_dimensions[layout.MARKS].hidden = True
        put_value(sheet, 2, layout.CODE, head, font=style.BOLD, box=False)
        sheet.cell(2, layout.CODE).alignment = Alignment(wrap_text=False)
        for column, (text, width) in HEADS.items():
            put_value(
                sheet,
                layout.HEADINGS,
                column,
                text,
                font=style.HEAD,
                fill=style.HEAD_FILL,
                align="center",
            )
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.row_dimensions[layout.HEADINGS].height = 2 * style.LINE + 4
        for column in (layout.KEY, layout.STATE):
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        groups: list[tuple[Criterion, int]] = []
        for node in self._content.below(self._domain):
            leaf = self._content.leaves.get(node.code)
            if node is self._domain or not leaf:
                groups.append((node, self._group(node)))
            if leaf and leaf.scale:
                self._leaf(leaf, leaf.scale)
            elif leaf:
                self._survey(leaf)
        for node, row in groups:
            self._subtotal(node, row)
        for check in self._checks.values():
            sheet.add_data_validation(check)
        self._shades()
        self._page()

    def _next(self) -> int:
        self._row += 1
        return self._row - 1

    def _group(self, node: Criterion) -> int:
        row = self._next()
        fill = style.DOMAIN_FILL if node is self._domain else style.GROUP_FILL
        for column in HEADS:
            put_value(self._sheet, row, column, None, font=style.BOLD, fill=fill)
        self._fixed(row, node, style.BOLD, fill)
        lines = style.lines_in(node.title_vi, HEADS[layout.TITLE][1])
        self._sheet.row_dimensions[row].height = lines * style.LINE + 4
        return row

    def _subtotal(self, node: Criterion, row: int) -> None:
        codes = [
            code
            for code in self._content.own
            if code == node.code or code.startswith(f"{node.code}.")
        ]
        cell = self._sheet.cell(row, layout.POINTS)
        if codes:
            cell.value = f"=ROUND(SUM({self._calculation.span(codes, 'D')}),4)"
        else:
            cell.value = "–"
        cell.alignment = Alignment(horizontal="right", vertical="top")

    def _fixed(
        self, row: int, node: Criterion, font: Font = style.PLAIN, fill: PatternFill | None = None
    ) -> None:
        for column, value in (
            (layout.CODE, node.code),
            (layout.TITLE, node.title_with_printed_code),
            (layout.MOST, node.max_points),
        ):
            align = "right" if column == layout.MOST else "left"
            put_value(self._sheet, row, column, value, font=font, fill=fill, align=align)

    def _survey(self, leaf: WorkbookLeaf) -> None:
        row = self._next()
        for column in HEADS:
            put_value(self._sheet, row, column, None, fill=style.QUIET_FILL)
        self._fixed(row, leaf.node, fill=style.QUIET_FILL)
        put_value(self._sheet, row, layout.LABEL, _SURVEY, font=style.QUIET, fill=style.QUIET_FILL)
        self._sheet.merge_cells(
            start_row=row, end_row=row, start_column=layout.LABEL, end_column=layout.INPUT
        )
        put_value(self._sheet, row, layout.POINTS, "–", fill=style.QUIET_FILL, align="right")
        lines = style.lines_in(leaf.node.title_vi, HEADS[layout.TITLE][1])
        self._sheet.row_dimensions[row].height = max(1, lines) * style.LINE + 4

    def _leaf(self, leaf: WorkbookLeaf, scale: Scale) -> None:
        sheet, node, first = self._sheet, leaf.node, self._row
        inputs = layout.inputs_of(scale)
        rows = {input_cell.name: self._next() for input_cell in inputs}
        last = rows[layout.NOTE]
        scale_text = "\n".join(line.vi for line in scale.describe())
        for column in _LEAF_COLUMNS:
            for row in range(first, last + 1):
                put_value(sheet, row, column, None)
        self._fixed(first, node)
        put_value(sheet, first, layout.SCALE, scale_text)
        put_value(sheet, first, layout.EVIDENCE, node.evidence_vi)
        for column in _LEAF_COLUMNS:
            if last > first:
                at = get_column_letter(column)
                # merge_cells() would also style the merged cells, which takes as long as all the rest.
                sheet.merged_cells.add(f"{at}{first}:{at}{last}")
        here = quote_sheetname(sheet.title)
        at = get_column_letter(layout.INPUT)
        cells = {name: f"{here}!${at}${row}" for name, row in rows.items()}
        options = {
            field.name: self._calculation.list_options(layout.option_texts(field))
            for field in scale.fields
            if field.type == "option"
        }
        self._calculation.add(node.code, scale, cells, options)
        values = filled_in(leaf, scale)
        for input_cell in inputs:
            self._input(
                leaf,
                scale,
                input_cell,
                rows[input_cell.name],
                values.get(input_cell.name),
                options.get(input_cell.name, ""),
            )
        self._points(leaf, first)
        self._heights(leaf, scale_text, inputs, rows)

    def _input(
        self,
        leaf: WorkbookLeaf,
        scale: Scale,
        input_cell: InputCell,
        row: int,
        value: str | Decimal | None,
        options: str,
    ) -> None:
        sheet, state = self._sheet, self._calculation.state(leaf.node.code)
        key_cell = sheet.cell(row, layout.KEY)
        key_cell.value, key_cell.data_type = layout.key(leaf.node.code, input_cell.name), "s"
        put_value(sheet, row, layout.LABEL, input_cell.label)
        wide = input_cell.kind in ("note", "option")
        cell = put_value(sheet, row, layout.INPUT, value, align="left" if wide else "right")
        closed = leaf.node.code in self._closed
        if closed:
            # No state is written beside it: a shade by state would hide that the cell is locked.
            cell.fill = style.QUIET_FILL
        else:
            cell.protection = style.OPEN
        if input_cell.kind == "note":
            cell.number_format = "@"
            if scale.allow_na and not closed:
                at = f"{get_column_letter(layout.INPUT)}{row}"
                sheet.cell(
                    row, layout.STATE
                ).value = f'=IF(AND({state}="na",TRIM({at})=""),"empty","")'
            return
        if input_cell.field and input_cell.field.percent:
            # Only in a cell without a format of its own does every spreadsheet show by one that 87% was typed.
            cell.number_format = "General"
        elif input_cell.kind in ("number", "whole"):
            cell.number_format = "#,##0"
        elif input_cell.kind == "date":
            # As text: a spreadsheet would read 03/04 by its own language.
            cell.number_format = "@"
        if closed:
            pass
        elif input_cell.name == layout.NOT_APPLICABLE:
            sheet.cell(
                row, layout.STATE
            ).value = f'=IF({state}="bad","bad",IF({state}="na","na",""))'
        else:
            sheet.cell(row, layout.STATE).value = f"={state}"
        if input_cell.kind != "date":
            self._check(input_cell, options).add(cell.coordinate)

    def _check(self, input_cell: InputCell, options: str) -> DataValidation:
        """Returns the rule that the spreadsheet itself applies to a cell; cells of one rule share it."""
        most = input_cell.field.most if input_cell.field else None
        name = f"{input_cell.kind} {options} {most}"
        if name not in self._checks:
            self._checks[name] = _rule(input_cell, options, most)
        return self._checks[name]

    def _points(self, leaf: WorkbookLeaf, row: int) -> None:
        state = self._calculation.state(leaf.node.code)
        points = self._calculation.points(leaf.node.code)
        cell = self._sheet.cell(row, layout.POINTS)
        cell.value = (
            f'=IF({state}="ok",IF({points}="","Tính khi tải lên",{points}),'
            f'IF({state}="na","Không áp dụng",IF({state}="bad","Kiểm tra ô nhập","Chưa nhập")))'
        )
        cell.font = style.BOLD
        cell.alignment = Alignment(horizontal="right", vertical="top", wrap_text=True)

    def _heights(
        self, leaf: WorkbookLeaf, scale_text: str, inputs: list[InputCell], rows: Mapping[str, int]
    ) -> None:
        """Sets the heights: the rows of a leaf are together as high as its longest text; the note takes the rest."""
        needed = max(
            style.lines_in(text, HEADS[column][1])
            for text, column in (
                (leaf.node.title_vi, layout.TITLE),
                (scale_text, layout.SCALE),
                (leaf.node.evidence_vi, layout.EVIDENCE),
            )
        )
        used = 0
        for input_cell in inputs[:-1]:
            lines = style.lines_in(input_cell.label, HEADS[layout.LABEL][1])
            if input_cell.kind == "option":
                lines = max(lines, 2)
            self._sheet.row_dimensions[rows[input_cell.name]].height = lines * style.LINE + 4
            used += lines
        note = style.lines_in(leaf.score.claimed_note, HEADS[layout.INPUT][1])
        left = max(3, note, needed - used)
        self._sheet.row_dimensions[rows[layout.NOTE]].height = min(
            left * style.LINE + 4, style.HIGHEST
        )

    def _shades(self) -> None:
        at, state = get_column_letter(layout.INPUT), get_column_letter(layout.STATE)
        span = f"{at}{layout.FIRST}:{at}{self._row}"
        for name, shade in style.SHADES.items():
            formula = f'${state}{layout.FIRST}="{name}"'
            self._sheet.conditional_formatting.add(
                span, Rule(type="expression", dxf=shade, formula=[formula])
            )
        here = f"{at}{layout.FIRST}"
        percent = is_shown_in_percent(here)
        broken = f"IF(ISNUMBER({here}),AND({here}<>INT({here}),NOT({percent})),FALSE)"
        self._sheet.conditional_formatting.add(
            span, Rule(type="expression", dxf=style.FRACTION, formula=[broken])
        )

    def _page(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes = f"{get_column_letter(layout.MOST)}{layout.HEADINGS + 1}"
        last = get_column_letter(layout.POINTS)
        sheet.print_area = f"B2:{last}{self._row - 1}"
        sheet.print_title_rows = f"{layout.HEADINGS}:{layout.HEADINGS}"
        prepare(sheet, landscape=True)


def prepare(sheet: Worksheet, *, landscape: bool) -> None:
    """Sets the page to A4, fitted to its width, and locks all but the open cells, without a password."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    # In inches, as quotients of whole numbers: literals with a decimal point are forbidden in this code.
    sheet.page_margins = PageMargins(
        left=2 / 5, right=2 / 5, top=1 / 2, bottom=3 / 4, header=1 / 4, footer=1 / 3
    )
    # An empty footer is falsy, but it is there.
    if sheet.oddFooter is not None and sheet.oddFooter.right is not None:
        sheet.oddFooter.right.text = "&P/&N"
    sheet.protection.sheet = True
    # The reader may still change widths and heights.
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def filled_in(leaf: WorkbookLeaf, scale: Scale) -> dict[str, str | Decimal]:
    """Returns the values of a leaf's cells as the sheet is now, by the cells' names."""
    score = leaf.score
    values: dict[str, str | Decimal] = {layout.NOTE: score.claimed_note}
    entry: dict[str, Any] = score.claimed_input or {}
    if score.claimed_na and not entry:
        values[layout.NOT_APPLICABLE] = layout.TICK
    for field in scale.fields:
        value = entry.get(field.name)
        if value is None:
            continue
        if field.type == "lines":
            values |= {f"{field.name}:{index}": layout.TICK for index in value}
            if not value:
                values[layout.none_name(field)] = layout.TICK
        else:
            values[field.name] = _in_cell(field, value)
    return values


def _in_cell(field: Field, value: Any) -> str | Decimal:
    match field.type:
        case "option":
            return layout.option_texts(field)[int(value)]
        case "tick":
            return layout.TICK
        case "date":
            return field.in_input(value, "vi")
    return _figure(str(value))


def _figure(value: str) -> str | Decimal:
    """Returns a number, or its text where a spreadsheet would keep only its first 15 digits."""
    number = Decimal(value)
    digits = len(number.as_tuple().digits)
    return number if digits <= 15 else value.replace(".", ",")


def _rule(input_cell: InputCell, options: str, most: Decimal | None) -> DataValidation:
    if input_cell.kind == "option":
        rule = DataValidation(type="list", formula1=options, allow_blank=True)
        rule.error = "Hãy chọn một phương án trong danh sách."
    elif input_cell.kind == "tick":
        rule = DataValidation(type="list", formula1=f'"{layout.TICK}"', allow_blank=True)
        rule.error = "Gõ x để đánh dấu, hoặc để trống."
    else:
        low, high = "0", canonical(most) if most is not None else "999999999999999"
        rule = DataValidation(
            type="whole" if input_cell.kind == "whole" else "decimal",
            operator="between",
            formula1=low,
            formula2=high,
            allow_blank=True,
        )
        noun = "số nguyên" if input_cell.kind == "whole" else "số"
        range_end = f"đến {show(most)}" if most is not None else "trở lên"
        rule.error = f"Hãy nhập {noun} từ 0 {range_end}."
    rule.errorTitle, rule.showErrorMessage = "Chưa đúng", True
    return rule
