"""Assignments from a table, a row for each officer and set: the parts of the set that the officer fills in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch

from assessments import permissions
from assessments.models import Membership, Role, Unit
from assessments.people.rosters.lookups import AS_OF, EMAIL, LEVEL, UNIT, UnitLookup, later
from assessments.people.rosters.people import email_of
from assessments.people.rosters.steps import Plan, RosterStep
from criteria.common.numbers import as_typed
from criteria.common.tables.columns import CellValue, Column, written_row
from criteria.common.tables.grid import Grid, heading
from criteria.common.tables.line import EMPTY, GridLine
from criteria.common.tables.preview import PreviewLine, differing
from criteria.common.text import Text
from criteria.models import CriteriaSet, Criterion

COLUMNS = (
    replace(EMAIL, help="Của cán bộ chấm điểm", help_en="Of an officer"),
    LEVEL,
    replace(
        UNIT,
        required=False,
        help="Để trống được nếu người đó chỉ ở một đơn vị",
        help_en="May be empty where the person has one unit",
    ),
    AS_OF,
    Column(
        "set",
        ("Mã bộ tiêu chí", "Set code", "Set"),
        width=22,
        help="Ví dụ province-2022",
        help_en="For example province-2022",
    ),
    Column(
        "parts",
        ("Phần được giao", "Parts"),
        width=30,
        help="Mã các phần, cách nhau bằng dấu chấm phẩy, ví dụ 1; 2.3 (ô là Văn bản); hoặc: toàn bộ",
        help_en="The codes of the parts, separated by semicolons, such as 1; 2.3 (cells as Text); or: all",
    ),
)
_WHOLE = {heading(name) for name in ("toàn bộ", "tất cả", "all", "whole")}
_PARTS = COLUMNS[-1].label


def assignment_rows(owner_id: int | None = None) -> Iterator[list[CellValue]]:
    """Yields every officer's parts, a row for each set, as ``plan_assignments`` reads them; five queries at most.

    An officer who has the whole tree appears with the newest set of the unit's level.
    """
    units = UnitLookup(owner_id)
    sets = CriteriaSet.objects.known_to(owner_id).order_by("year", "pk")
    newest = {criteria_set.level: criteria_set.code for criteria_set in sets}
    officers = Membership.objects.filter(role=Role.OFFICER, unit__parent=owner_id).select_related(
        "user", "unit"
    )
    parts = Criterion.objects.select_related("criteria_set").only("code", "criteria_set__code")
    ordered = officers.order_by("user__email", "pk")
    for officer in ordered.prefetch_related(Prefetch("parts", parts.order_by("position"))):
        by_set: dict[str, list[str]] = {}
        for part in officer.parts.all():
            by_set.setdefault(part.criteria_set.code, []).append(part.code)
        if not by_set and officer.unit and officer.unit.level in newest:
            by_set = {newest[officer.unit.level]: ["toàn bộ"]}
        for name, codes in sorted(by_set.items()):
            row = {"email": officer.user.email, "set": name, "parts": codes}
            yield written_row(COLUMNS, row | units.place(officer.unit_id))


@dataclass
class WantedParts:
    """The parts that the rows of one officer and set ask for; ``codes`` is ``None`` for the whole tree."""

    line: GridLine
    membership: Membership
    criteria_set: CriteriaSet
    codes: list[str] | None = field(default_factory=list)


def plan_assignments(grid: Grid, *, lock: bool, owner_id: int | None = None) -> Plan:
    """Returns what the table asks for; faults go to the grid. The parts replace those of the officer in the set."""
    reader = _Reader(lock=lock, owner_id=owner_id)
    wanted: dict[tuple[int, int], WantedParts] = {}
    for number, cells in grid.rows():
        reader.read(GridLine(grid, number, cells), wanted)
    steps = [step for parts in wanted.values() if (step := reader.step(parts))]
    return Plan(steps, len(wanted) - len(steps))


class _Reader:
    def __init__(self, *, lock: bool, owner_id: int | None) -> None:
        self._units = UnitLookup(owner_id)
        self._sets = {
            criteria_set.code: criteria_set
            for criteria_set in CriteriaSet.objects.known_to(owner_id)
        }
        base = Membership.objects.filter(role=Role.OFFICER, unit__parent=owner_id).order_by("pk")
        rows = base.select_related("user", "unit").prefetch_related("parts")
        self._by_email: dict[str, list[Membership]] = {}
        for membership in rows.select_for_update(of=("self",)) if lock else rows:
            self._by_email.setdefault(membership.user.email, []).append(membership)
        self._nodes: dict[int, dict[str, Criterion]] = {}

    def read(self, line: GridLine, wanted: dict[tuple[int, int], WantedParts]) -> None:
        email, unit = email_of(line), self._units.named_in(line)
        criteria_set = line.one_of("set", self._sets)
        membership = self._membership(line, email, unit) if email else None
        codes = self._codes(line, criteria_set)
        if membership is None or criteria_set is None:
            return
        key = (membership.pk, criteria_set.pk)
        parts = wanted.setdefault(key, WantedParts(line, membership, criteria_set))
        if codes is None or parts.codes is None:
            parts.codes = None
        else:
            parts.codes += codes

    def _membership(self, line: GridLine, email: str, unit: Unit | None) -> Membership | None:
        matches = [
            membership
            for membership in self._by_email.get(email, [])
            if unit is None or membership.unit_id == unit.pk
        ]
        if len(matches) == 1 or line.grid.blamed(line.number, "unit"):
            return matches[0] if matches else None
        if not matches:
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

    def _codes(self, line: GridLine, criteria_set: CriteriaSet | None) -> list[str] | None:
        text = line.text("parts")
        if heading(text) in _WHOLE:
            return None
        codes = [code for code in re.split(r"[;,\s]+", text) if code]
        if not codes and not line.grid.blamed(line.number, "parts"):
            line.fault("parts", EMPTY)
        tree = self._tree(criteria_set) if criteria_set else dict.fromkeys(codes)
        for code in codes:
            if code not in tree:
                line.fault(
                    "parts",
                    Text(
                        vi=f"bộ tiêu chí không có mã {as_typed(code)}",
                        en=f"the criteria set has no code {as_typed(code)}",
                    ),
                )
        return [code for code in codes if code in tree]

    def _tree(self, criteria_set: CriteriaSet) -> dict[str, Criterion]:
        if criteria_set.pk not in self._nodes:
            nodes = criteria_set.criteria.defer("scale", "search", "evidence_vi")
            self._nodes[criteria_set.pk] = {node.code: node for node in nodes}
        return self._nodes[criteria_set.pk]

    def step(self, wanted: WantedParts) -> RosterStep | None:
        parts = list(wanted.membership.parts.all())
        present = [part for part in parts if part.criteria_set_id == wanted.criteria_set.pk]
        chosen = self._chosen(wanted, others=len(present) < len(parts))
        before = "; ".join(sorted(part.code for part in present))
        if not parts:
            before = "toàn bộ"
        after = "; ".join(sorted(part.code for part in chosen)) or "toàn bộ"
        details = differing([(_PARTS, before, after)])
        if not details:
            return None
        membership = wanted.membership
        unit = self._units.name_of(membership.unit) if membership.unit else ""
        name = f"{membership.user.email} · {unit} · {wanted.criteria_set.code}"
        entry = PreviewLine("change", wanted.line.number, name, details)
        return RosterStep(entry, later(_assign, membership, present, chosen))

    def _chosen(self, wanted: WantedParts, *, others: bool) -> list[Criterion]:
        tree = self._tree(wanted.criteria_set)
        if wanted.codes is None:
            # With no part at all the membership is for every set; with only another year's parts it gives nothing here.
            return [node for node in tree.values() if node.parent_id is None] if others else []
        named = [tree[code] for code in dict.fromkeys(wanted.codes)]
        return [
            node
            for node in named
            if not any(
                other is not node and permissions.lies_within(node, other) for other in named
            )
        ]


def _assign(membership: Membership, present: list[Criterion], chosen: list[Criterion]) -> None:
    membership.parts.remove(*present)
    membership.parts.add(*chosen)
