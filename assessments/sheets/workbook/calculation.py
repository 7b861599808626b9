"""The hidden worksheet of calculation: a row for each leaf with its state, its points and what it counts."""

from collections.abc import Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.sheets.workbook.conditions import (
    is_blank,
    is_ticked,
    percent_formula,
    quantities_of,
    state_formula,
)
from assessments.sheets.workbook.layout import CALCULATION, NOT_APPLICABLE, OPTIONS
from criteria.scales import Scale, Unsayable

CODE, STATE, POINTS, COUNTED, MAXIMUM = 1, 2, 3, 4, 5
LENGTH_LIMIT = 8000
"""The longest formula in characters; Excel takes 8192."""


class Calculation:
    """Writes a leaf's row once its cells are known; ``row`` gives the row of a code."""

    def __init__(self, sheet: Worksheet, options: Worksheet) -> None:
        self._sheet, self._options = sheet, options
        self.row: dict[str, int] = {}
        self._option = 0

    def state(self, code: str) -> str:
        """Returns the address of the cell that says empty, ok, na (not applicable) or bad."""
        return f"{CALCULATION}!$B${self.row[code]}"

    def points(self, code: str) -> str:
        """Returns the address of the cell with the points; empty text where there are none."""
        return f"{CALCULATION}!$C${self.row[code]}"

    def span(self, codes: list[str], column: str) -> str:
        """Returns the address of the cells of leaves that follow each other."""
        rows = [self.row[code] for code in codes]
        return f"{CALCULATION}!${column}${min(rows)}:${column}${max(rows)}"

    def count(self, gates: Mapping[str, str]) -> None:
        """Writes what each leaf counts, by the code of its gate: nothing where that applies and has no points.

        All leaves have their rows by then.
        """
        for code, row in self.row.items():
            counted = f"$C${row}"
            if gate := self.row.get(gates.get(code, "")):
                counted = f'IF(AND($B${gate}="ok",$C${gate}=0),0,{counted})'
            self._sheet.cell(row, COUNTED).value = f"={counted}"

    def list_options(self, texts: list[str]) -> str:
        """Writes the texts of a drop-down; returns the address of their cells."""
        first = self._option + 1
        for text in texts:
            self._option += 1
            cell = self._options.cell(self._option, 1)
            cell.value, cell.data_type = text, "s"
        return f"{OPTIONS}!$A${first}:$A${self._option}"

    def add(
        self, code: str, scale: Scale, cells: Mapping[str, str], options: Mapping[str, str]
    ) -> None:
        """Writes a leaf's row; ``cells`` are the addresses of its inputs, ``options`` of drop-downs, by name."""
        row = self.row[code] = len(self.row) + 1
        sheet = self._sheet
        code_cell = sheet.cell(row, CODE)
        code_cell.value, code_cell.data_type = code, "s"
        cells = {**cells, **self._percentages(row, scale, cells)}
        state = state_formula(scale, cells, options)
        if NOT_APPLICABLE in cells:
            na = cells[NOT_APPLICABLE]
            ticked = f'IF(AND({is_ticked(na)},{state}="empty"),"na","bad")'
            state = f"IF({is_blank(na)},{state},{ticked})"
        sheet.cell(row, MAXIMUM).value = scale.max_points
        sheet.cell(row, STATE).value = f'=IFERROR({state},"bad")'
        sheet.cell(row, POINTS).value = f'=IF($B${row}="ok",{_points(scale, cells)},"")'

    def _percentages(self, row: int, scale: Scale, cells: Mapping[str, str]) -> dict[str, str]:
        """Writes what the leaf's percentages mean beside its points; returns the addresses to count with."""
        names = [field.name for field in scale.fields if field.percent]
        addresses = {}
        for column, name in enumerate(names, MAXIMUM + 1):
            self._sheet.cell(row, column).value = f"={percent_formula(cells[name])}"
            addresses[name] = f"{CALCULATION}!${get_column_letter(column)}${row}"
        return addresses


def _points(scale: Scale, cells: Mapping[str, str]) -> str:
    """Returns the formula of a leaf's points, or empty text where a spreadsheet cannot count them."""
    try:
        formula = scale.as_formula(quantities_of(scale, cells))
    except Unsayable:
        return '""'
    return formula if len(formula) <= LENGTH_LIMIT else '""'
