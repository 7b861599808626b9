"""Reads the set's own data from the rows above the table: a name in column A and a value in column B."""

import re
from decimal import Decimal

from criteria.annex.document import Facts, Value
from criteria.annex.layout import FACTS, RULE_FACTS
from criteria.common.files.cells import Cell, Unreadable
from criteria.common.numbers import as_typed
from criteria.common.tables.columns import Column
from criteria.common.tables.grid import Grid, heading
from criteria.common.tables.line import GridLine
from criteria.common.text import Refused, Text
from criteria.set_rules.notation import rule_cell_as_written

_BY_NAME = {heading(name): fact for fact in FACTS for name in fact.names}
_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,60}")
_YEARS = range(2000, 2100)


class _Above(GridLine):
    """A row above the headings, read as if its value stood under one."""

    def __init__(self, grid: Grid, number: int, fact: Column, value: Cell) -> None:
        super().__init__(grid, number, {fact.key: value})
        self._fact = fact

    def column(self, key: str) -> Column:  # there is only one
        return self._fact

    def fault(self, key: str, *texts: Text) -> None:
        for text in texts:
            self.grid.fault_above(self.number, 1, self._fact.names[0], text)


def read_facts(grid: Grid) -> tuple[Facts, dict[str, int]]:
    """Returns the facts that the file has, and the row of each; faults go to the grid.

    Rows with one cell only are the annex's own heading and are passed over.
    """
    facts: Facts = {}
    rows: dict[str, int] = {}
    for number, cells in grid.above:
        filled = [cell for cell in cells if cell != ""]
        fact = _BY_NAME.get(heading(cells[0]))
        if fact is None:
            if len(filled) > 1 and cells[0] != "" and cells[1] != "":
                grid.fault_above(number, 0, "", _unknown(cells[0]))
            continue
        line = _Above(grid, number, fact, cells[1] if len(cells) > 1 else "")
        if fact.key in rows:
            line.fault(fact.key, _twice(rows[fact.key]))
            continue
        rows[fact.key] = number
        value = _value(line, fact)
        # ``None`` is neither yes nor no: the row counts as absent.
        if value is not None:
            facts[fact.key] = value
    for fact in FACTS:
        if fact.required and fact.key not in rows:
            grid.fault_above(1, 0, fact.names[0], _missing(fact))
    return facts, rows


def _value(line: _Above, fact: Column) -> Value:
    key = fact.key
    if key == "level":
        return line.choice(key)
    if key == "is_official":
        return line.yes(key)
    if key == "year":
        return _year(line)
    if key == "total_points":
        return line.number_of(key)
    if fact in RULE_FACTS:
        return _rule(line, key)
    text = line.text(key, needed=fact.required)
    unreadable = isinstance(line.cells[key], Unreadable)
    if key == "code" and text and not unreadable and not _SLUG.fullmatch(text):
        line.fault(
            key,
            Text(
                vi=f"{as_typed(text)} chỉ được có chữ không dấu, chữ số, gạch nối, nhiều nhất 60 ký tự",
                en=f"{as_typed(text)} may have plain letters, digits and hyphens only, at most 60",
            ),
        )
    return text


def _rule(line: _Above, key: str) -> str:
    """Returns a rule of the set in its one spelling."""
    try:
        return rule_cell_as_written(key, line.text(key))
    except Refused as refused:
        line.fault(key, *refused.causes)
        return ""


def _year(line: _Above) -> int | None:
    number = line.number_of("year")
    if number is None:
        return None
    if number not in [Decimal(year) for year in _YEARS]:
        line.fault(
            "year",
            Text(
                vi="không phải là một năm; hãy viết như 2023",
                en="is not a year; write it like 2023",
            ),
        )
        return None
    return int(number)


def _unknown(cell: Cell) -> Text:
    names = ", ".join(f"“{fact.names[0]}”" for fact in FACTS)
    typed = as_typed(str(cell))
    return Text(
        vi=f"không biết dòng {typed}; các dòng trên bảng: {names}",
        en=f"the row {typed} is not known; the rows above the table are {names}",
    )


def _twice(row: int) -> Text:
    return Text(vi=f"đã có ở dòng {row}", en=f"already stands in row {row}")


def _missing(fact: Column) -> Text:
    return Text(
        vi=f"thiếu dòng này ở trên bảng: ô A ghi “{fact.names[0]}”, ô B ghi giá trị",
        en=f"this row is missing above the table: “{fact.names[0]}” in column A, the value in B",
    )
