"""Writes a set as the file that reads back as the same set."""

from collections.abc import Sequence

from criteria.annex.comparing import rows_of_set
from criteria.annex.layout import (
    COLUMNS,
    FACTS,
    GUIDE,
    RULE_FACTS,
    SCALE_COLUMNS,
    SHEET,
    TREE_COLUMNS,
)
from criteria.common.tables.columns import CellValue, Column, written_row
from criteria.common.tables.writing import as_csv, as_xlsx
from criteria.models import CriteriaSet


def annex_rows(criteria_set: CriteriaSet) -> tuple[list[list[CellValue]], list[list[CellValue]]]:
    """Returns the rows above the table, and those of the table; two queries at most."""
    said = [(fact, fact.say(fact.value_in(criteria_set))) for fact in FACTS]
    above: list[list[CellValue]] = [
        [fact.names[0], value] for fact, value in said if value or fact not in RULE_FACTS
    ]
    return above, [written_row(COLUMNS, criterion) for criterion in rows_of_set(criteria_set)]


def annex_file(criteria_set: CriteriaSet, suffix: str) -> bytes:
    """Returns the annex as ``.xlsx`` or ``.csv``."""
    above, rows = annex_rows(criteria_set)
    columns, rows = _needed(rows)
    if suffix == ".csv":
        return as_csv(columns, rows, above=above)
    return as_xlsx(SHEET, columns, rows, above=above, guide=GUIDE)


def _needed(rows: list[list[CellValue]]) -> tuple[list[Column], list[list[CellValue]]]:
    """Returns the columns without those that only some sets need and no row of this one, and the rows likewise."""
    places = [
        place
        for place, column in enumerate(COLUMNS)
        if column not in (*SCALE_COLUMNS, *TREE_COLUMNS) or any(row[place] for row in rows)
    ]
    return [COLUMNS[place] for place in places], [[row[n] for n in places] for row in rows]


def annex_template() -> bytes:
    """Returns an empty annex, with a sheet that says how each column is written."""
    above: Sequence[Sequence[CellValue]] = [[fact.names[0], ""] for fact in FACTS]
    return as_xlsx(SHEET, COLUMNS, [], above=above, guide=GUIDE)
