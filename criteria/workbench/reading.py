"""Reads the cells of one leaf as an annex would have them: the scale, or every fault at the cell that it is about."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

from criteria.annex.layout import COLUMNS, GUIDE, SCALE_COLUMNS
from criteria.common.numbers import as_typed
from criteria.common.tables.columns import Column
from criteria.common.text import Refused, Text
from criteria.models import Criterion
from criteria.scales import Scale, read_scale, rounded_scale
from criteria.scales.notation import RefusedCells, ScaleCells, read_cells, write_cells
from criteria.set_rules import TODAY, read_set_rules
from criteria.validation import leaf_faults, node_of

Stored = dict[str, object]
CELLS = tuple(field.name for field in fields(ScaleCells))
"""The names of a leaf's cells, the rule's own first."""
EXAMPLES = tuple(
    (name.removeprefix("Thang điểm: "), text)
    for name, text in GUIDE
    if name.startswith("Thang điểm: ")
)
"""What the template of annexes shows of scales: what for, and how it is written."""
_SCALE = next(column for column in COLUMNS if column.key == "scale")
ROW_CELLS = ("evidence_vi", "printed_code", "gate")
"""The names of the cells beside those of the scale: what the leaf asks for, how it is printed, what it waits for."""
_COLUMNS: dict[str, Column] = (
    {"scale": _SCALE}
    | {column.key.removeprefix("scale_"): column for column in SCALE_COLUMNS}
    | {column.key: column for column in COLUMNS if column.key in ROW_CELLS}
)


@dataclass(frozen=True)
class ReadLeaf:
    """What the cells of a leaf come to: ``stored`` as it would be saved, or the faults by cell."""

    cells: ScaleCells
    stored: Stored | None
    faults: Mapping[str, tuple[Text, ...]]

    @property
    def causes(self) -> list[Text]:
        """Every fault with the name of its cell."""
        return [
            Text(f"{column_name(name).vi}: {cause.vi}", f"{column_name(name).en}: {cause.en}")
            for name, causes in self.faults.items()
            for cause in causes
        ]

    def scale_for(self, leaf: Criterion, unit_kinds: Collection[str] = ()) -> Scale | None:
        """Returns the scale as it holds for a unit of these kinds; ``None`` where there are faults."""
        if self.stored is None:
            return None
        return read_scale(self.stored, leaf.max_points, unit_kinds)[0]


def column_name(name: str) -> Text:
    """Returns the heading of a cell's column."""
    return _COLUMNS[name].label


def column_help(name: str) -> Text:
    """Returns what to write into a cell."""
    return _COLUMNS[name].guidance


def saved_cells(leaf: Criterion, language: str = "vi") -> ScaleCells:
    """Returns the cells in which the leaf's saved scale is written; empty where it has none."""
    return write_cells(leaf.scale, language) if leaf.scale else ScaleCells("")


def version_of(leaf: Criterion) -> str:
    """Returns what tells the leaf's saved cells from any other: a page takes it along, an act compares it."""
    text = json.dumps([leaf.scale, row_cells(leaf)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def row_cells(leaf: Criterion) -> dict[str, str]:
    """Returns the leaf's cells beside those of its scale."""
    return {name: getattr(leaf, name) for name in ROW_CELLS}


def row_faults(leaf: Criterion, row: Mapping[str, str]) -> dict[str, tuple[Text, ...]]:
    """Returns what is wrong with the cells beside the scale, by cell; one query where a condition is named."""
    found: dict[str, tuple[Text, ...]] = {}
    for name, text in row.items():
        most = _COLUMNS[name].most
        if most and len(text) > most:
            found[name] = (Text(f"dài quá {most} ký tự", f"has more than {most} characters"),)
    gate = row.get("gate", "")
    others = Criterion.objects.filter(criteria_set=leaf.criteria_set_id, code=gate)
    if gate and "gate" not in found and not others.exclude(pk=leaf.pk).leaves().exists():
        typed = as_typed(gate)
        found["gate"] = (
            Text(
                f"bộ tiêu chí không có tiêu chí {typed} nào khác để làm điều kiện",
                f"the set has no other leaf {typed} to wait for",
            ),
        )
    return found


def read_leaf(leaf: Criterion, cells: ScaleCells) -> ReadLeaf:
    """Returns what the cells mean on the leaf, with its maximum, its source and the rounding of its set."""
    if not cells.scale.strip() and leaf.is_information and not leaf.source:
        return ReadLeaf(cells, None, {})
    if not cells.scale.strip():
        missing = Text("chưa có thang điểm", "has no scale")
        return ReadLeaf(cells, None, {"scale": (missing,)})
    try:
        stored: Stored = dict(read_cells(cells))
    except RefusedCells as refused:
        return ReadLeaf(cells, None, {n: tuple(c) for n, c in refused.by_column.items()})
    except Refused as refused:
        return ReadLeaf(cells, None, {"scale": refused.causes})
    stored = _rounded(leaf, stored)
    return _judged(leaf, cells, stored)


def read_saved(leaf: Criterion, language: str = "vi") -> ReadLeaf:
    """Returns what the leaf's saved scale means, as it stands."""
    cells = saved_cells(leaf, language)
    return _judged(leaf, cells, leaf.scale) if leaf.scale else read_leaf(leaf, cells)


def _judged(leaf: Criterion, cells: ScaleCells, stored: Stored) -> ReadLeaf:
    """Returns a stored scale with the faults that only the leaf can show: its maximum, its source."""
    node = replace(node_of(leaf), scale=stored)
    found = tuple(text for field, text in leaf_faults(node) if field == "scale")
    return ReadLeaf(cells, None if found else stored, {"scale": found} if found else {})


def _rounded(leaf: Criterion, stored: Stored) -> Stored:
    """Returns the scale with the decimals of points that the set asks for, as the import of an annex does."""
    rules, _faults = read_set_rules(leaf.criteria_set.rules)
    if rules.places == TODAY.places or leaf.source != Criterion.Source.REVIEWED:
        return stored
    return rounded_scale(stored, leaf.max_points, rules.places)
