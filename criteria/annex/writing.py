"""From a set to the file that reads back as the same set."""

from collections.abc import Sequence
from decimal import Decimal

from criteria.annex.comparing import facts_of, item_of, tree_of
from criteria.annex.document import Value
from criteria.annex.layout import COLUMNS, FACTS, GUIDE, SHEET
from criteria.common.labels import both
from criteria.common.tables.writing import as_csv, as_xlsx
from criteria.models import CriteriaSet, Criterion, Level
from criteria.scales.notation import write_notation

Cell = str | int | Decimal


def annex_rows(criteria_set: CriteriaSet) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """The rows above the table, and those of the table; two queries at most."""
    facts = facts_of(criteria_set)
    above: list[list[Cell]] = [[fact.names[0], _cell(fact.key, facts[fact.key])] for fact in FACTS]
    rows: list[list[Cell]] = []
    for criterion in tree_of(criteria_set):
        item = item_of(criterion)
        values = {**item.values, "code": item.code}
        rows.append([_cell(column.key, values[column.key]) for column in COLUMNS])
    return above, rows


def annex_file(criteria_set: CriteriaSet, suffix: str) -> bytes:
    """The annex as ``.xlsx`` or ``.csv``."""
    above, rows = annex_rows(criteria_set)
    if suffix == ".csv":
        return as_csv(COLUMNS, rows, above=above)
    return as_xlsx(SHEET, COLUMNS, rows, above=above, guide=GUIDE)


def annex_template() -> bytes:
    """An empty annex, with a sheet that says how each column is written."""
    above: Sequence[Sequence[Cell]] = [[fact.names[0], ""] for fact in FACTS]
    return as_xlsx(SHEET, COLUMNS, [], above=above, guide=GUIDE)


def _cell(key: str, value: Value) -> Cell:
    choices = {"source": Criterion.Source, "kind": Criterion.Kind, "level": Level}
    if key in choices and value in choices[key].values:
        return both(choices[key](value).label).vi
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if value is None:
        return ""
    return write_notation(value) if isinstance(value, dict) else value
