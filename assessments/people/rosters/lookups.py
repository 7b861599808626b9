"""Looks units up by the codes that a table names them with."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from assessments.models import Unit
from criteria.common.files.cells import Cell
from criteria.common.numbers import as_typed
from criteria.common.tables.codes import Codes
from criteria.common.tables.columns import Column
from criteria.common.tables.line import GridLine, cell_as_shown
from criteria.common.text import Text
from criteria.models import Level


def code_of(line: GridLine, key: str, codes: "Codes[str]", *, needed: bool = True) -> str:
    """Returns a code as text; a cell with 1, a number or the rest of 01 in a CSV, finds ``01`` where that is the code."""
    cell: Cell = line.cells.get(key, "")
    matches = set(codes.find(cell))
    return matches.pop() if len(matches) == 1 else line.text(key, needed=needed)


def codes_by_level(units: Iterable[Unit]) -> dict[str | None, Codes[str]]:
    """Returns the codes of each level's units, and under ``None`` those of all."""
    units = list(units)
    return {
        level: Codes((unit.code, unit.code) for unit in units if level in (None, unit.level))
        for level in (None, *Level.values)
    }


EMAIL = Column("email", ("Thư điện tử", "Email", "E-mail"), width=34, most=254)
LEVEL = Column(
    "level",
    ("Cấp", "Level"),
    required=False,
    choices=Level,
    help="Chỉ cần khi nhiều đơn vị cùng mã",
    help_en="Needed only where several units share a code",
)
UNIT = Column("unit", ("Mã đơn vị", "Unit", "Unit code"), most=20)
AS_OF = Column(
    "as_of",
    ("Đơn vị vào ngày", "Unit as of"),
    required=False,
    help="Chỉ cần cho đơn vị cũ đã có đơn vị khác cùng mã, ví dụ 30/06/2025; để trống: hôm nay",
    help_en="Needed only for a former unit whose code another has now, such as 30/06/2025; empty: today",
)
"""The day on which the code belongs to the unit that is meant."""


class UnitLookup:
    """An owner's units, or the nation's, looked up by level and code as of today, or as of the day in a row."""

    def __init__(self, owner_id: int | None = None) -> None:
        self._today = timezone.localdate()
        self._by_code: dict[str, list[Unit]] = {}
        self._by_id: dict[int, Unit] = {}
        for unit in Unit.objects.below(owner_id):
            self._by_code.setdefault(unit.code, []).append(unit)
            self._by_id[unit.pk] = unit
        self._names = Counter(unit.name_vi for unit in self._by_id.values())
        self._codes = codes_by_level(self._by_id.values())

    def name_of(self, unit: Unit) -> str:
        """Returns a unit's name, with its time where another unit has the same name."""
        if self._names[unit.name_vi] < 2:
            return unit.name_vi
        return unit.name_vi + time_of(unit.in_force_from, unit.in_force_to)

    def place(self, unit_id: int | None) -> dict[str, Any]:
        """Returns the values of LEVEL, UNIT and AS_OF by which ``named_in`` finds a unit again; ``None`` for each without a unit."""
        if unit_id is None:
            return {"level": None, "unit": None, "as_of": None}
        unit = self._by_id[unit_id]
        with_code = [other for other in self._by_code[unit.code] if other.level == unit.level]
        day = None
        if (_in_force(with_code, self._today) or with_code) != [unit]:
            day = unit.in_force_to or unit.in_force_from
        return {"level": unit.level, "unit": unit.code, "as_of": day}

    def named_in(self, line: GridLine) -> Unit | None:
        """Returns the unit in the columns ``level`` and ``unit``; where one is named and not found, adds a fault."""
        level = line.choice("level", empty=True)
        code = code_of(line, "unit", self._codes[level], needed=False)
        if not code:
            return None
        with_code = self._by_code.get(code, [])
        of_level = [unit for unit in with_code if level in (None, unit.level)]
        day = line.day("as_of")
        present = _in_force(of_level, day) if day else _in_force(of_level, self._today) or of_level
        if len(present) == 1:
            return present[0]
        typed = as_typed(cell_as_shown(code))
        if not present:
            line.fault(
                "unit",
                Text(
                    vi=f"không có đơn vị mã {typed}; hãy sửa hoặc nhập đơn vị trước",
                    en=f"there is no unit {typed}; correct it or import the units first",
                ),
            )
        else:
            line.fault(
                "unit",
                Text(
                    vi=f"có {len(present)} đơn vị mã {typed}; hãy ghi thêm cột “Cấp”",
                    en=f"there are {len(present)} units {typed}; fill in the column “Level” too",
                ),
            )
        return None


def _in_force(units: list[Unit], day: datetime.date) -> list[Unit]:
    return [unit for unit in units if is_in_force(unit.in_force_from, unit.in_force_to, day)]


def is_in_force(start: datetime.date | None, end: datetime.date | None, day: datetime.date) -> bool:
    """Returns whether a unit that is in force from ``start`` to ``end`` is so on ``day``."""
    return (start is None or start <= day) and (end is None or end >= day)


def overlapping(unit: Unit, others: Iterable[Unit]) -> Unit | None:
    """Returns another unit of the same level and code that is in force on some day of this one's."""
    start, end = unit.in_force_from, unit.in_force_to
    for other in others:
        if other is unit or (other.pk is not None and other.pk == unit.pk):
            continue
        if (other.level, other.code) != (unit.level, unit.code):
            continue
        began, ended = other.in_force_from, other.in_force_to
        if (start is None or ended is None or start <= ended) and (
            end is None or began is None or began <= end
        ):
            return other
    return None


def overlap_field(unit: Unit) -> str:
    """Returns the column to mend where a code is another unit's at the same time: of a successor the day, or else the code."""
    return "in_force_from" if unit.in_force_from else "code"


def overlap_in_words(other: Unit) -> Text:
    """Returns that a code belongs to another unit at the same time, and the way out."""
    name = f"{other.name_vi}{time_of(other.in_force_from, other.in_force_to)}"
    return Text(
        vi=f"mã {as_typed(other.code)} cùng cấp đang thuộc {name}; hai đơn vị cùng mã không có hiệu lực cùng lúc: "
        "hãy ghi “Đến ngày” của đơn vị trước, và “Từ ngày” của đơn vị sau là một ngày sau đó",
        en=f"the code {as_typed(other.code)} of this level belongs to {name}; two units of one code are never in "
        "force at once: give the former its “In force to”, and the later an “In force from” after that day",
    )


def time_of(start: datetime.date | None, end: datetime.date | None) -> str:
    """Returns `` (01/07/2025 – …)``, to stand after a name; empty for a unit that is always in force."""
    if start is None and end is None:
        return ""
    return " ({} – {})".format(*(f"{day:%d/%m/%Y}" if day else "…" for day in (start, end)))


def later(act: Callable[..., object], *args: object) -> Callable[[], None]:
    """Returns a function that calls ``act(*args)`` when the plan is carried out."""

    def run() -> None:
        act(*args)

    return run
