"""An annex as it was read; it holds only what the file has columns for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from criteria.common.numbers import show
from criteria.common.tables.columns import plain_words
from criteria.scales.notation import write_notation
from criteria.set_rules.notation import read_rule_cell, rule_cells

Value = str | int | bool | Decimal | None | dict[str, object]
Facts = dict[str, Value]


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One row. ``values`` are by field name, ``row`` is its number in the file.

    ``reviewing_body`` is the body's code, ``ancestor`` is ``set code:code``; either is empty where there is none.
    """

    row: int
    code: str
    values: Mapping[str, Value]

    @property
    def parent_code(self) -> str | None:
        return self.code.rpartition(".")[0] or None


@dataclass(frozen=True, slots=True)
class Annex:
    """A whole file; ``rows_of_facts`` are the rows of the set's own data, by field name."""

    facts: Facts
    items: tuple[AnnexRow, ...]
    rows_of_facts: Mapping[str, int] = field(default_factory=dict)


def stored_rules(facts: Facts, before: Mapping[str, object] | None = None) -> dict[str, object]:
    """Returns the rules of the set as they are stored: those of the file, and of ``before`` those that it does not name."""
    cells = rule_cells(before)
    said = {key: str(facts[key]) if key in facts else cells[key] for key in cells}
    rules: dict[str, object] = {}
    for key, text in said.items():
        rules |= read_rule_cell(key, text)
    return rules


def value_as_shown(value: Value) -> str:
    """Returns a value as people read it in a preview."""
    if isinstance(value, Decimal):
        return show(value)
    return write_notation(value) if isinstance(value, dict) else str(plain_words(value))
