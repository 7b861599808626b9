"""Turns a file into an annex, or into the list of its faults by row and column."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import IO

from criteria.annex.document import Annex, AnnexRow, Facts, Value, stored_rules
from criteria.annex.facts import read_facts
from criteria.annex.layout import ANNEX_ROWS, COLUMNS, FACTS, SCALE_COLUMNS
from criteria.common.files.cells import Cell
from criteria.common.numbers import as_typed
from criteria.common.tables.grid import Grid, heading
from criteria.common.tables.line import GridLine
from criteria.common.text import Refused, Text
from criteria.models import CriteriaSet, Criterion, ReviewingBody
from criteria.scales import rounded_scale
from criteria.scales.notation import RefusedCells, ScaleCells, read_cells
from criteria.validation import KINDS, Node, validate_nodes

SCALE_KEYS = tuple(column.key for column in SCALE_COLUMNS)
NO_SCALE = Text(
    vi="ô này nói thêm về thang điểm, nhưng ô Thang điểm để trống",
    en="this cell adds to the scale, but the cell Scale is empty",
)
NO_NUMBER = Decimal("NaN")
_ANCESTOR = re.compile(r"([-\w]+)\s*:\s*([0-9.]+)")
_TOTALS = {heading(name) for name in ("tổng cộng", "tổng điểm", "tổng số", "cộng", "total")}
_EMPTY = Text(
    vi="không có dòng tiêu chí nào dưới dòng tiêu đề", en="there are no criteria under the headings"
)


def read_annex(stream: IO[bytes], owner_id: int | None = None) -> Annex:
    """Returns the annex in a CSV or XLSX file. Raises ``TableFaults`` with every fault of it.

    The faults of the tree as a whole are among them: the rules are those of publishing.
    """
    grid = Grid(stream, COLUMNS, least=3, max_rows=ANNEX_ROWS)
    facts, rows = read_facts(grid)
    reader = _Reader(grid, owner_id)
    items = [reader.item(number, cells) for number, cells in grid.rows() if not _is_total(cells)]
    items = _rounded(items, facts)
    if not items:
        grid.fault(grid.head, "code", _EMPTY)
    else:
        _judge_tree(grid, facts, items)
    grid.done()
    return Annex(facts, tuple(items), rows)


def _rounded(items: list[AnnexRow], facts: Facts) -> list[AnnexRow]:
    """Returns the rows with the decimals of points that the set asks for; the survey keeps its own."""
    places = stored_rules({"rules_places": facts.get("rules_places", "")}).get("places")
    if not places:
        return items
    rounded = []
    for item in items:
        scale, most = item.values["scale"], item.values["max_points"]
        is_reviewed = item.values["source"] == Criterion.Source.REVIEWED
        if (
            isinstance(scale, dict)
            and isinstance(most, Decimal)
            and most.is_finite()
            and is_reviewed
        ):
            values = {**item.values, "scale": rounded_scale(scale, most, int(str(places)))}
            rounded.append(replace(item, values=values))
        else:
            rounded.append(item)
    return rounded


def _is_total(cells: Mapping[str, Cell]) -> bool:
    return cells.get("code") == "" and heading(cells.get("title_vi")) in _TOTALS


class _Reader:
    def __init__(self, grid: Grid, owner_id: int | None) -> None:
        self._grid = grid
        bodies = ReviewingBody.objects.values_list("code", "name_vi")
        self._bodies = {code: code for code, _ in bodies}
        self._by_name = {heading(name): code for code, name in bodies}
        # A unit's own set may come from the nation's published ones, and nothing from another's own.
        sets = CriteriaSet.objects.known_to(owner_id)
        ancestors = Criterion.objects.filter(criteria_set__in=sets)
        pairs = ancestors.values_list("criteria_set__code", "code")
        self._known = set(pairs) if grid.has("ancestor") else set()

    def item(self, number: int, cells: Mapping[str, Cell]) -> AnnexRow:
        line = GridLine(self._grid, number, cells)
        code = line.text("code", needed=True).rstrip(".")
        counts = (line.choice("counts", empty=True) or "") if line.has("counts") else None
        values: dict[str, Value] = {
            "title_vi": line.text("title_vi"),
            "max_points": self._points(line, counts),
            "source": line.choice("source", empty=True) or "",
            "scale": self._scale(line),
            "kind": line.choice("kind", empty=True) or KINDS[min(code.count("."), 2)],
        }
        for key in ("title_en", "evidence_vi", "reviewer_vi", "printed_code"):
            if line.has(key):
                values[key] = line.text(key)
        if counts is not None:
            values["counts"] = counts
        if line.has("gate"):
            values["gate"] = line.text("gate").rstrip(".")
        if line.has("ancestor"):
            values["ancestor"] = self._ancestor(line)
        if line.has("reviewing_body"):
            values["reviewing_body"] = line.one_of("reviewing_body", self._bodies, empty=True) or ""
        elif body_code := self._by_name.get(heading(values.get("reviewer_vi"))):
            values["reviewing_body"] = body_code
        return AnnexRow(number, code, values)

    def _points(self, line: GridLine, counts: str | None) -> Decimal:
        if counts == Criterion.Counts.INFO and not line.text("max_points"):
            return Decimal(0)
        points = line.number_of("max_points")
        return NO_NUMBER if points is None else points

    def _scale(self, line: GridLine) -> dict[str, object] | None:
        text = line.text("scale")
        beside = {key.removeprefix("scale_"): line.text(key) for key in SCALE_KEYS if line.has(key)}
        if not text:
            for name, said in beside.items():
                if said:
                    line.fault(f"scale_{name}", NO_SCALE)
            return None
        try:
            return dict(read_cells(ScaleCells(text, **beside)))
        except RefusedCells as refused:
            for name, causes in refused.by_column.items():
                key = "scale" if name == "scale" else f"scale_{name}"
                line.fault(key if line.has(key) else "scale", *causes)
        except Refused as refused:
            line.fault("scale", *refused.causes)
        return None

    def _ancestor(self, line: GridLine) -> str:
        text = line.text("ancestor")
        if not text:
            return ""
        match = _ANCESTOR.fullmatch(text)
        if match is None:
            line.fault(
                "ancestor",
                Text(
                    vi=f"{as_typed(text)} phải có dạng mã bộ tiêu chí:mã, ví dụ province-2022:1.2.3",
                    en=f"{as_typed(text)} must be set code:code, such as province-2022:1.2.3",
                ),
            )
        elif match.groups() not in self._known:
            line.fault(
                "ancestor",
                Text(
                    vi=f"không có tiêu chí {as_typed(text)}; hãy sửa hoặc để trống",
                    en=f"there is no criterion {as_typed(text)}; correct it or leave it empty",
                ),
            )
        else:
            return f"{match[1]}:{match[2]}"
        return ""


def _judge_tree(grid: Grid, facts: Facts, items: list[AnnexRow]) -> None:
    total = facts.get("total_points")
    nodes = [
        Node(
            code=item.code,
            parent_code=item.parent_code,
            kind=str(item.values["kind"]),
            title=str(item.values["title_vi"]),
            max_points=_decimal(item.values["max_points"]),
            source=str(item.values["source"]),
            scale=item.values["scale"],
            counts=str(item.values.get("counts", "")),
            gate=str(item.values.get("gate", "")),
        )
        for item in items
    ]
    first: dict[str, int] = {}
    for item in items:
        if grid.blamed(item.row, "code"):
            continue
        if first.setdefault(item.code, item.row) != item.row:
            grid.fault(item.row, "code", _twice(first[item.code]))
    keys = {"title": "title_vi"}
    known_total = total if isinstance(total, Decimal) else NO_NUMBER
    for fault in validate_nodes(nodes, known_total, stored_rules(facts)):
        key = keys.get(fault.field, fault.field)
        if fault.at is None:
            if not fault.code and fault.field:
                grid.fault_above(1, 0, FACTS[0].names[0], fault.text)
            elif not fault.code and isinstance(total, Decimal):
                grid.fault(grid.head, "max_points", fault.text)
            continue
        row = items[fault.at].row
        # Each cell shows one fault: what follows from an unreadable cell would only puzzle.
        if not grid.blamed(row, key):
            grid.fault(row, key, fault.unnamed or fault.text)


def _twice(row: int) -> Text:
    return Text(
        vi=f"mã này đã có ở dòng {row}; hãy sửa hoặc bỏ một trong hai dòng",
        en=f"this code already stands in row {row}; correct or remove one of the two rows",
    )


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else NO_NUMBER
