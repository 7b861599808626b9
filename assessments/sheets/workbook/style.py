"""The look of the workbook's cells, and the one function that puts text into them."""

from decimal import Decimal
from math import ceil
from typing import cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from assessments.sheets.workbook.texts import is_active, text_for_cell

FONT = "Times New Roman"
LINE = 15
"""The height of a line, in points of type."""
HIGHEST = 400
"""The greatest height of a row, in points of type; Excel takes up to 409."""

_edge = Side(style="thin", color="BFBFBF")
BOX = Border(left=_edge, right=_edge, top=_edge, bottom=_edge)
OPEN = Protection(locked=False)
TITLE = Font(name=FONT, size=16, bold=True)
PLAIN, BOLD = Font(name=FONT, size=11), Font(name=FONT, size=11, bold=True)
QUIET = Font(name=FONT, size=11, italic=True, color="595959")
HEAD_FILL, DOMAIN_FILL, GROUP_FILL, INPUT_FILL, QUIET_FILL = (
    PatternFill("solid", start_color=color)
    for color in ("1F4E79", "DDEBF7", "F2F2F2", "FFFFFF", "F2F2F2")
)
HEAD = Font(name=FONT, size=11, bold=True, color="FFFFFF")


def _shade(color: str) -> DifferentialStyle:
    return DifferentialStyle(fill=PatternFill("solid", start_color=color, end_color=color))


SHADES = {
    "empty": _shade("FFE699"),
    "bad": _shade("F4B183"),
    "ok": _shade("E2EFDA"),
    "na": _shade("D9D9D9"),
}
"""The colours of an input cell by its leaf's state; the column of points says the same in words."""
FRACTION = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode="#,##0.######"))


def put_value(
    sheet: Worksheet,
    row: int,
    column: int,
    value: str | Decimal | None,
    *,
    font: Font = PLAIN,
    fill: PatternFill | None = None,
    align: str = "left",
    box: bool = True,
) -> Cell:
    """Writes text or a number, never a formula, whatever the text begins with."""
    cell = cast(Cell, sheet.cell(row, column))
    if isinstance(value, str):
        text = text_for_cell(value)
        cell.value = text or None
        if text:
            # openpyxl would turn text that looks like a formula or an error into one.
            cell.data_type = "s"
            cell.quotePrefix = is_active(text)
    else:
        cell.value = value
    cell.font = font
    cell.alignment = Alignment(horizontal=align, vertical="top", wrap_text=True)
    if fill:
        cell.fill = fill
    if box:
        cell.border = BOX
    return cell


def lines_in(text: str, width: int) -> int:
    """Returns the number of lines that a text takes in a column of ``width`` characters."""
    return sum(max(1, ceil(8 * len(line) / (9 * width))) for line in text.split("\n"))
