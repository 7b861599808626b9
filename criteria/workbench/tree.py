"""The rows of a set with what is wrong with each, for its page: all of them, or those that a filter leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from criteria.common.search import search_words
from criteria.common.text import Text
from criteria.models import CriteriaSet, Criterion
from criteria.validation import Fault, validate_rows


@dataclass(frozen=True)
class DraftRow:
    """A row of a set; ``faults`` are those that stand at it, without its name."""

    criterion: Criterion
    depth: int
    is_leaf: bool
    faults: tuple[Text, ...]


@dataclass(frozen=True)
class DraftTree:
    """A set with all its rows; ``faults`` are those of the set as a whole. A published set has none."""

    criteria_set: CriteriaSet
    rows: tuple[DraftRow, ...] = ()
    faults: tuple[Text, ...] = field(default=())

    @property
    def leaves(self) -> list[DraftRow]:
        """The rows that are scored; a line that only informs is among them, since it may have a scale."""
        return [row for row in self.rows if row.is_leaf]

    @property
    def domains(self) -> list[tuple[DraftRow, list[DraftRow]]]:
        """The rows of the first level, each with all those below it."""
        found: list[tuple[DraftRow, list[DraftRow]]] = []
        for row in self.rows:
            if row.depth == 0 or not found:
                found.append((row, []))
            else:
                found[-1][1].append(row)
        return found

    @property
    def faulty(self) -> list[DraftRow]:
        return [row for row in self.rows if row.faults]

    @property
    def fault_count(self) -> int:
        """The number of faults, each of which stands against publishing."""
        return len(self.faults) + sum(len(row.faults) for row in self.rows)

    def shown(self, asked: str, *, only_faulty: bool) -> list[DraftRow]:
        """Returns the rows that a search and a filter find, each below those that it hangs from."""
        words = search_words(asked)
        found = {
            row.criterion.code
            for row in self.rows
            if (row.faults or not only_faulty)
            and all(word in row.criterion.search for word in words)
        }
        above = {code for one in found for code in _above(one)}
        return [row for row in self.rows if row.criterion.code in found | above]


def _above(code: str) -> list[str]:
    """Returns the codes of the rows from which a row hangs, from the top down."""
    parts = code.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def trees_of(sets: Iterable[CriteriaSet]) -> list[DraftTree]:
    """Returns each set with its rows and its faults; one query for all."""
    wanted = list(sets)
    rows = Criterion.objects.filter(criteria_set__in=wanted).select_related("parent")
    by_set: dict[int, list[Criterion]] = {one.pk: [] for one in wanted}
    for row in rows.order_by("criteria_set", "position", "pk"):
        by_set[row.criteria_set_id].append(row)
    return [_tree(one, by_set[one.pk]) for one in wanted]


def _tree(criteria_set: CriteriaSet, rows: Sequence[Criterion]) -> DraftTree:
    found = [] if criteria_set.is_published else validate_rows(criteria_set, rows)
    by_code: dict[str, list[Text]] = {}
    for fault in found:
        by_code.setdefault(fault.code, []).append(_unnamed(fault))
    parents = {row.parent_id for row in rows}
    return DraftTree(
        criteria_set,
        tuple(
            DraftRow(
                row,
                row.code.count("."),
                row.pk not in parents,
                tuple(by_code.get(row.code, ())),
            )
            for row in rows
        ),
        tuple(by_code.get("", ())),
    )


def _unnamed(fault: Fault) -> Text:
    return fault.unnamed or fault.text
