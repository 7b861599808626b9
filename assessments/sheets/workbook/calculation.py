"""The hidden worksheet of calculation: a row for each leaf with its state, its points and the steps to them."""

from collections.abc import Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.sheets.workbook import formulas
from assessments.sheets.workbook.formulas import WORDS, Figure, Unsayable
from assessments.sheets.workbook.layout import CALCULATION, NONE, NOT_APPLICABLE, OPTIONS, TICK
from criteria.common.numbers import canonical
from criteria.scales import Checklist, Choice, Scale

CODE, STATE, POINTS, NEAR, FIGURES = 1, 2, 3, 4, 5
PER_FIGURE = 4 + WORDS


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

    def list_options(self, texts: list[str], scale: Choice) -> str:
        """Writes the texts of a drop-down; returns the address of their cells."""
        first = self._option + 1
        for text, option in zip(texts, scale.options, strict=True):
            self._option += 1
            cell = self._options.cell(self._option, 1)
            cell.value, cell.data_type = text, "s"
            self._options.cell(self._option, 2).value = option.points
        return f"{OPTIONS}!$A${first}:$A${self._option}"

    def add(self, code: str, scale: Scale, cells: Mapping[str, str], options: str = "") -> None:
        """Writes a leaf's row; ``cells`` are the addresses of its inputs by name."""
        row = self.row[code] = len(self.row) + 1
        sheet = self._sheet
        code_cell = sheet.cell(row, CODE)
        code_cell.value, code_cell.data_type = code, "s"
        if isinstance(scale, Choice):
            state, points = _choice(cells["option"], options)
        elif isinstance(scale, Checklist):
            state, points = _checklist(scale, cells)
        else:
            figures = self._figures(row, scale, cells)
            near = f"$D${row}"
            sheet.cell(row, NEAR).value = formulas.near_of(scale, figures)
            state = _numeric(scale, figures)
            try:
                points = formulas.points_formula(scale, figures, near)
            except Unsayable:
                points = '""'
        if NOT_APPLICABLE in cells:
            na = cells[NOT_APPLICABLE]
            ticked = f'IF(AND({_ticked(na)},{state}="empty"),"na","bad")'
            state = f'IF(TRIM({na})="",{state},{ticked})'
        sheet.cell(row, STATE).value = f'=IFERROR({state},"bad")'
        sheet.cell(row, POINTS).value = f'=IF($B${row}="ok",{points},"")'

    def _figures(self, row: int, scale: Scale, cells: Mapping[str, str]) -> list[Figure]:
        figures = []
        for number, field in enumerate(scale.fields):
            first = FIGURES + number * PER_FIGURE
            at = [f"${get_column_letter(first + n)}${row}" for n in range(PER_FIGURE)]
            value, decimals, text, digits, *words = at
            cell = cells[field.name]
            steps = formulas.cut_up(cell, value, decimals, text, digits)
            for column, formula in enumerate(steps, first):
                self._sheet.cell(row, column).value = formula
            figures.append(Figure(cell, value, digits, tuple(words)))
        return figures


def _ticked(cell: str) -> str:
    return f'LOWER(TRIM({cell}))="{TICK}"'


def _choice(cell: str, options: str) -> tuple[str, str]:
    points = options.replace("$A$", "$B$")
    chosen = f"EXACT({options},TRIM({cell}))"
    state = f'IF(TRIM({cell})="","empty",IF(SUMPRODUCT({chosen}*1)=1,"ok","bad"))'
    return state, f"ROUND(SUMPRODUCT({chosen}*{points}),4)"


def _checklist(scale: Checklist, cells: Mapping[str, str]) -> tuple[str, str]:
    """Returns the state and points of a checklist, whose lines are followed by the box for none of them."""
    lines = [cells[f"lines:{index}"] for index in range(len(scale.lines))]
    none = cells[NONE]
    span = f"{lines[0]}:{lines[-1].rpartition('!')[2]}"
    filled = f'SUMPRODUCT((TRIM({span})<>"")*1)'
    ticked = f'SUMPRODUCT((LOWER(TRIM({span}))="{TICK}")*1)'
    state = (
        f'IF({filled}=0,IF(TRIM({none})="","empty",IF({_ticked(none)},"ok","bad")),'
        f'IF(AND({filled}={ticked},TRIM({none})=""),"ok","bad"))'
    )
    each = ";".join(canonical(line.points) for line in scale.lines)
    total = f'SUMPRODUCT((LOWER(TRIM({span}))="{TICK}")*{{{each}}})'
    return state, f"ROUND(MIN({canonical(scale.max_points)},{total}),4)"


def _numeric(scale: Scale, figures: list[Figure]) -> str:
    blank = ",".join(f'TRIM({figure.cell})=""' for figure in figures)
    good = []
    for figure, field in zip(figures, scale.fields, strict=True):
        cell = figure.cell
        good += [f"ISNUMBER({cell})", f"{cell}>=0", formulas.short_enough(cell)]
        if field.most is not None:
            good.append(f"ROUND({figure.value},6)<={canonical(field.most)}")
        if field.type == "whole":
            good.append(f'RIGHT({figure.digits},6)="000000"')
        if field.name == "denominator":
            good.append(f'{figure.digits}<>"{"0" * 21}"')
    return f'IF(AND({blank}),"empty",IF(AND({",".join(good)}),"ok","bad"))'
