"""Who of a unit fills in which part of a set, from a table: a row an officer and set."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch

from assessments import permissions
from assessments.models import Membership, Role, Unit
from assessments.people.rosters.lookups import AS_OF, EMAIL, LEVEL, UNIT, Units, later
from assessments.people.rosters.people import email_of
from assessments.people.rosters.steps import Plan, Step
from criteria.common.numbers import as_typed
from criteria.common.tables.columns import Column, Written, written_row
from criteria.common.tables.grid import Grid, heading
from criteria.common.tables.line import EMPTY, Line
from criteria.common.tables.preview import Entry, differing
from criteria.common.text import Text
from criteria.models import CriteriaSet, Criterion

COLUMNS = (
    replace(EMAIL, help="Của cán bộ chấm điểm"),
    LEVEL,
    replace(UNIT, required=False, help="Để trống được nếu người đó chỉ ở một đơn vị"),
    AS_OF,
    Column("set", ("Mã bộ tiêu chí", "Set code", "Set"), width=22, help="Ví dụ province-2022"),
    Column(
        "parts",
        ("Phần được giao", "Parts"),
        width=30,
        help="Mã các phần, cách nhau bằng dấu chấm phẩy, ví dụ 1; 2.3 (ô là Văn bản); hoặc: toàn bộ",
    ),
)
_WHOLE = {heading(name) for name in ("toàn bộ", "tất cả", "all", "whole")}
_PARTS = COLUMNS[-1].label


def table() -> Iterator[list[Written]]:
    """Every officer's parts, a row a set, as ``plan_assignments`` reads them; five queries at most.

    Whoever has the whole tree stands there with the newest set of the unit's level.
    """
    units = Units()
    newest = {one.level: one.code for one in CriteriaSet.objects.order_by("year", "pk")}
    officers = Membership.objects.filter(role=Role.OFFICER).select_related("user", "unit")
    parts = Criterion.objects.select_related("criteria_set").only("code", "criteria_set__code")
    ordered = officers.order_by("user__email", "pk")
    for one in ordered.prefetch_related(Prefetch("parts", parts.order_by("position"))):
        by_set: dict[str, list[str]] = {}
        for part in one.parts.all():
            by_set.setdefault(part.criteria_set.code, []).append(part.code)
        if not by_set and one.unit and one.unit.level in newest:
            by_set = {newest[one.unit.level]: ["toàn bộ"]}
        for name, codes in sorted(by_set.items()):
            row = {"email": one.user.email, "set": name, "parts": codes}
            yield written_row(COLUMNS, row | units.place(one.unit_id))


@dataclass
class Asked:
    """What the rows of one officer and set ask for; ``codes`` is ``None`` for the whole."""

    line: Line
    membership: Membership
    criteria_set: CriteriaSet
    codes: list[str] | None = field(default_factory=list)


def plan_assignments(grid: Grid, *, lock: bool) -> Plan:
    """What the table asks for; faults go to the grid. Takes the place of the officer's parts in the set."""
    reader = _Reader(lock=lock)
    asked: dict[tuple[int, int], Asked] = {}
    for number, cells in grid.rows():
        reader.read(Line(grid, number, cells), asked)
    steps = [step for one in asked.values() if (step := reader.step(one))]
    return Plan(steps, len(asked) - len(steps))


class _Reader:
    def __init__(self, *, lock: bool) -> None:
        self._units = Units()
        self._sets = {one.code: one for one in CriteriaSet.objects.all()}
        base = Membership.objects.filter(role=Role.OFFICER).order_by("pk")
        rows = base.select_related("user", "unit").prefetch_related("parts")
        self._held: dict[str, list[Membership]] = {}
        for one in rows.select_for_update(of=("self",)) if lock else rows:
            self._held.setdefault(one.user.email, []).append(one)
        self._nodes: dict[int, dict[str, Criterion]] = {}

    def read(self, line: Line, asked: dict[tuple[int, int], Asked]) -> None:
        email, unit = email_of(line), self._units.of(line)
        criteria_set = line.one_of("set", self._sets)
        membership = self._membership(line, email, unit) if email else None
        codes = self._codes(line, criteria_set)
        if membership is None or criteria_set is None:
            return
        key = (membership.pk, criteria_set.pk)
        one = asked.setdefault(key, Asked(line, membership, criteria_set))
        if codes is None or one.codes is None:
            one.codes = None
        else:
            one.codes += codes

    def _membership(self, line: Line, email: str, unit: Unit | None) -> Membership | None:
        found = [one for one in self._held.get(email, []) if unit is None or one.unit_id == unit.pk]
        if len(found) == 1 or line.grid.blamed(line.number, "unit"):
            return found[0] if found else None
        if not found:
            line.fault(
                "email",
                Text(
                    vi=f"{as_typed(email, 60)} chưa là cán bộ chấm điểm của đơn vị; hãy nhập người trước",
                    en=f"{as_typed(email, 60)} is no officer of the unit; import the people first",
                ),
            )
        else:
            line.fault(
                "unit",
                Text(
                    vi="người này ở nhiều đơn vị; hãy ghi mã đơn vị",
                    en="this person is at several units; name the unit",
                ),
            )
        return None

    def _codes(self, line: Line, criteria_set: CriteriaSet | None) -> list[str] | None:
        text = line.text("parts")
        if heading(text) in _WHOLE:
            return None
        codes = [code for code in re.split(r"[;,\s]+", text) if code]
        if not codes and not line.grid.blamed(line.number, "parts"):
            line.fault("parts", EMPTY)
        known = self._tree(criteria_set) if criteria_set else dict.fromkeys(codes)
        for code in codes:
            if code not in known:
                line.fault(
                    "parts",
                    Text(
                        vi=f"bộ tiêu chí không có mã {as_typed(code)}",
                        en=f"the criteria set has no code {as_typed(code)}",
                    ),
                )
        return [code for code in codes if code in known]

    def _tree(self, criteria_set: CriteriaSet) -> dict[str, Criterion]:
        if criteria_set.pk not in self._nodes:
            nodes = criteria_set.criteria.defer("scale", "search", "evidence_vi")
            self._nodes[criteria_set.pk] = {node.code: node for node in nodes}
        return self._nodes[criteria_set.pk]

    def step(self, one: Asked) -> Step | None:
        parts = list(one.membership.parts.all())
        present = [part for part in parts if part.criteria_set_id == one.criteria_set.pk]
        chosen = self._chosen(one, others=len(present) < len(parts))
        before = "; ".join(sorted(part.code for part in present))
        if not parts:
            before = "toàn bộ"
        after = "; ".join(sorted(part.code for part in chosen)) or "toàn bộ"
        details = differing([(_PARTS, before, after)])
        if not details:
            return None
        membership = one.membership
        unit = self._units.told(membership.unit) if membership.unit else ""
        name = f"{membership.user.email} · {unit} · {one.criteria_set.code}"
        entry = Entry("change", one.line.number, name, details)
        return Step(entry, later(_assign, membership, present, chosen))

    def _chosen(self, one: Asked, *, others: bool) -> list[Criterion]:
        tree = self._tree(one.criteria_set)
        if one.codes is None:
            # Without any part the membership is whole; with another year's alone it is empty here.
            return [node for node in tree.values() if node.parent_id is None] if others else []
        found = [tree[code] for code in dict.fromkeys(one.codes)]
        return [
            node
            for node in found
            if not any(
                other is not node and permissions.lies_within(node, other) for other in found
            )
        ]


def _assign(membership: Membership, present: list[Criterion], chosen: list[Criterion]) -> None:
    membership.parts.remove(*present)
    membership.parts.add(*chosen)
