"""Writes a set as the file that reads back as the same set."""

from collections.abc import Sequence

from criteria.annex.comparing import rows_of_set
from criteria.annex.layout import COLUMNS, FACTS, GUIDE, SHEET
from criteria.common.tables.columns import CellValue, written_row
from criteria.common.tables.writing import as_csv, as_xlsx
from criteria.models import CriteriaSet


def annex_rows(criteria_set: CriteriaSet) -> tuple[list[list[CellValue]], list[list[CellValue]]]:
    """Returns the rows above the table, and those of the table; two queries at most."""
    above = [[fact.names[0], fact.say(fact.value_in(criteria_set))] for fact in FACTS]
    return above, [written_row(COLUMNS, criterion) for criterion in rows_of_set(criteria_set)]


def annex_file(criteria_set: CriteriaSet, suffix: str) -> bytes:
    """Returns the annex as ``.xlsx`` or ``.csv``."""
    above, rows = annex_rows(criteria_set)
    if suffix == ".csv":
        return as_csv(COLUMNS, rows, above=above)
    return as_xlsx(SHEET, COLUMNS, rows, above=above, guide=GUIDE)


def annex_template() -> bytes:
    """Returns an empty annex, with a sheet that says how each column is written."""
    above: Sequence[Sequence[CellValue]] = [[fact.names[0], ""] for fact in FACTS]
    return as_xlsx(SHEET, COLUMNS, [], above=above, guide=GUIDE)
