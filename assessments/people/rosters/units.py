"""Units from a table: new ones and changes; units that the table lacks stay."""

import datetime
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from assessments.models import Unit
from assessments.models.units import joined_kinds, levels_below
from assessments.people.rosters.lookups import (
    code_of,
    codes_by_level,
    is_in_force,
    later,
    overlap_field,
    overlap_in_words,
    overlapping,
    time_of,
)
from assessments.people.rosters.steps import Plan, RosterStep
from criteria.common.numbers import as_typed
from criteria.common.tables.columns import (
    CellValue,
    Column,
    labels_by_key,
    plain_words,
    written_row,
)
from criteria.common.tables.grid import Grid
from criteria.common.tables.line import GridLine
from criteria.common.tables.preview import PreviewLine, differing
from criteria.common.text import Text
from criteria.models import Level


def _former_codes(unit: Unit) -> list[str]:
    # all() uses the prefetched rows of all units.
    return sorted(former.code for former in unit.formed_from.all())


COLUMNS = (
    Column(
        "level",
        ("Cấp", "Level"),
        choices=Level,
        help="Tỉnh, thành phố · Bộ, ngành · Sở, ban, ngành · Xã, phường",
        help_en="province · ministry · department · commune",
    ),
    Column(
        "code",
        ("Mã", "Code", "Unit code"),
        width=10,
        most=20,
        help="Định dạng ô là Văn bản để giữ số 0 ở đầu",
        help_en="Format the cells as Text, so that leading zeros stay",
    ),
    Column("name_vi", ("Tên đơn vị", "Name", "name_vi"), width=40, most=200, help="Bắt buộc"),
    Column(
        "name_en",
        ("Tên tiếng Anh", "Name in English", "name_en"),
        required=False,
        width=40,
        most=200,
    ),
    Column("region", ("Vùng", "Region"), required=False, width=30, most=100),
    Column(
        "kinds",
        ("Loại đơn vị", "Kinds of unit", "kinds"),
        required=False,
        width=24,
        most=200,
        help="Cách nhau bằng dấu chấm phẩy, ví dụ miền núi; đặc khu. Bộ tiêu chí có thể có ngưỡng, khối theo loại",
        help_en="Separated by semicolons; a set may have bounds and blocks by kind",
    ),
    Column(
        "in_force_from",
        ("Từ ngày", "In force from", "in_force_from"),
        required=False,
        help="Ví dụ 01/07/2025; để trống: từ đầu. Mã, cấp và ngày này cùng xác định một đơn vị",
        help_en="For example 01/07/2025; empty: from the start. Code, level and this day together name a unit",
    ),
    Column("in_force_to", ("Đến ngày", "In force to", "in_force_to"), required=False),
    Column(
        "ranked",
        ("Được xếp hạng", "Ranked"),
        required=False,
        help="Có · Không; để trống: như đang có, đơn vị mới: Có",
        help_en="yes · no; empty: as it is, yes for a new unit",
    ),
    Column(
        "document_name",
        ("Tên trong văn bản", "Name in documents", "document_name"),
        required=False,
        width=40,
        most=200,
        help="Ví dụ Ủy ban nhân dân tỉnh Quảng Ninh; để trống: theo tên đơn vị",
        help_en="As signed documents name it; empty: the unit's name",
    ),
    Column(
        "superior_name",
        ("Cơ quan chủ quản", "Superior body", "superior_name"),
        required=False,
        width=30,
        most=200,
        help="Dòng trên tên đơn vị ở đầu văn bản, nếu có",
        help_en="The line above its name at the head of documents, if any",
    ),
    Column(
        "signer_title",
        ("Chức vụ người ký", "Signer's title", "signer_title"),
        required=False,
        width=22,
        most=100,
        help="Ví dụ Bộ trưởng; để trống: Chủ tịch hoặc Thủ trưởng cơ quan",
        help_en="Empty: chairman, or head of the body",
    ),
    Column(
        "formed_from",
        ("Hình thành từ", "Formed from", "formed_from_codes"),
        required=False,
        width=24,
        value=_former_codes,
        exported="formed_from_codes",
        help="Mã các đơn vị cũ cùng cấp, cách nhau bằng dấu chấm phẩy",
        help_en="The codes of former units of this level, separated by semicolons",
    ),
)
_TEXTS = ("name_en", "region", "kinds", "document_name", "superior_name", "signer_title")
_PLAIN = ("name_vi", "in_force_from", "in_force_to", "ranked", *_TEXTS)
_LABELS = labels_by_key(COLUMNS)

BEFORE_ITS_START = Text("trước “Từ ngày”", "is before “In force from”")

_NO_LEVEL_BELOW = Text(
    "đơn vị trực thuộc là sở, ban, ngành hoặc xã, phường", "units below are departments or communes"
)

Key = tuple[str, str, datetime.date | None]


@dataclass
class UnitRow:
    """A row as it was read; ``values`` holds the columns that the file has."""

    line: GridLine
    level: str
    code: str
    values: dict[str, Any]
    former: list[str] = field(default_factory=list)

    @property
    def start(self) -> datetime.date | None:
        start: datetime.date | None = self.values.get("in_force_from")
        return start


def unit_rows(owner_id: int | None = None) -> Iterator[list[CellValue]]:
    """Yields all units of an owner, or the nation's, as ``plan_units`` reads them; two queries."""
    for unit in Unit.objects.below(owner_id).prefetch_related("formed_from"):
        yield written_row(COLUMNS, unit)


def plan_units(grid: Grid, *, lock: bool, owner_id: int | None = None) -> Plan:
    """Returns what the table asks for, of the units below an owner or of the nation's; faults go to the grid."""
    base = Unit.objects.below(owner_id).prefetch_related("formed_from")
    units = list(base.select_for_update() if lock else base)
    rows = _rows(grid, units, levels_below(owner_id))
    steps: list[RosterStep] = []
    by_key: dict[Key, Unit] = {unit_key(unit): unit for unit in units}
    seen: dict[Key, int] = {}
    for row in rows:
        if not grid.has("in_force_from"):
            row.values["in_force_from"] = _start(row, units)
        key = (row.level, row.code, row.start)
        if key in seen:
            row.line.fault("code", _twice(seen[key]))
            continue
        seen[key] = row.line.number
        by_key.setdefault(key, Unit(level=row.level, code=row.code, parent_id=owner_id))
    _demand_one_at_a_time(rows, by_key)
    codes = Counter((level, code) for level, code, _start in by_key)
    for row in rows:
        unit = by_key[row.level, row.code, row.start]
        former = _former(row, by_key)
        shares_code = codes[row.level, row.code] > 1
        if step := _step(row, unit, former, has_former=grid.has("formed_from"), dated=shares_code):
            steps.append(step)
    return Plan(steps, len(rows) - len(steps))


def _rows(grid: Grid, units: Sequence[Unit], levels: Collection[str]) -> list[UnitRow]:
    codes = codes_by_level(units)
    rows = []
    for number, cells in grid.rows():
        line = GridLine(grid, number, cells)
        level = _level(line, levels)
        code = code_of(line, "code", codes[level])
        values: dict[str, Any] = {"name_vi": line.text("name_vi", needed=True)}
        for key in _TEXTS:
            if line.has(key):
                values[key] = line.text(key)
        if "kinds" in values:
            values["kinds"] = joined_kinds(values["kinds"])
        for key in ("in_force_from", "in_force_to"):
            if line.has(key):
                values[key] = line.day(key)
        if (ranked := line.yes("ranked")) is not None:
            values["ranked"] = ranked
        start, end = values.get("in_force_from"), values.get("in_force_to")
        if start and end and end < start:
            line.fault("in_force_to", BEFORE_ITS_START)
        former = split_codes(line.text("formed_from"))
        if level and code:
            rows.append(UnitRow(line, level, code, values, former))
    return rows


def _level(line: GridLine, levels: Collection[str]) -> str | None:
    level = line.choice("level")
    if level and level not in levels:
        line.fault("level", _NO_LEVEL_BELOW)
    return level


def _demand_one_at_a_time(rows: Sequence[UnitRow], by_key: Mapping[Key, Unit]) -> None:
    """Adds a fault for each row whose code would belong to two units at once when the whole table is taken."""
    after: dict[Key, Unit] = {
        key: Unit(
            pk=unit.pk,
            level=key[0],
            code=key[1],
            name_vi=unit.name_vi,
            in_force_from=key[2],
            in_force_to=unit.in_force_to,
        )
        for key, unit in by_key.items()
    }
    same_code: dict[tuple[str, str], list[Unit]] = {}
    for (level, code, _start), unit in after.items():
        same_code.setdefault((level, code), []).append(unit)
    for row in rows:
        unit = after[row.level, row.code, row.start]
        unit.name_vi = row.values["name_vi"]
        unit.in_force_to = row.values.get("in_force_to", unit.in_force_to)
    for row in rows:
        unit = after[row.level, row.code, row.start]
        if other := overlapping(unit, same_code[row.level, row.code]):
            row.line.fault(overlap_field(unit), overlap_in_words(other))


def split_codes(text: str) -> list[str]:
    """Returns the codes that stand between semicolons, commas or spaces."""
    return [part for part in re.split(r"[;,\s]+", text) if part]


def unit_key(unit: Unit) -> Key:
    return (unit.level, unit.code, unit.in_force_from)


def _start(row: UnitRow, units: Sequence[Unit]) -> datetime.date | None:
    """Returns the beginning of the unit that a row without this column means: of the present one."""
    with_code = [unit for unit in units if (unit.level, unit.code) == (row.level, row.code)]
    today = timezone.localdate()
    present = [
        unit for unit in with_code if is_in_force(unit.in_force_from, unit.in_force_to, today)
    ] or with_code
    return present[0].in_force_from if present else None


def _former(row: UnitRow, by_key: dict[Key, Unit]) -> list[Unit]:
    """Returns the units that this one was formed from; adds a fault for each that was not there."""
    units, faults = formers_of(row.level, row.start, row.former, by_key)
    for fault in faults:
        row.line.fault("formed_from", fault)
    return units


def formers_of(
    level: str, start: datetime.date | None, codes: Sequence[str], by_key: Mapping[Key, Unit]
) -> tuple[list[Unit], list[Text]]:
    """Returns the units of a level that one in force from ``start`` was formed from, in force on the day before, and faults."""
    if not codes:
        return [], []
    if start is None:
        return [], [
            Text(
                vi="đơn vị hình thành từ đơn vị khác phải có “Từ ngày”",
                en="a unit formed from others needs “In force from”",
            )
        ]
    eve = start - datetime.timedelta(days=1)
    former_units: list[Unit] = []
    faults = []
    for code in codes:
        units = [
            unit
            for (of_level, known, began), unit in by_key.items()
            if (of_level, known) == (level, code) and is_in_force(began, unit.in_force_to, eve)
        ]
        if len(units) == 1:
            former_units += units
            continue
        day = f"{eve:%d/%m/%Y}"
        faults.append(
            Text(
                vi=f"không có đơn vị mã {as_typed(code)} cùng cấp còn hiệu lực ngày {day}",
                en=f"no unit {as_typed(code)} of this level was in force on {day}",
            )
        )
    return former_units, faults


def _step(
    row: UnitRow, unit: Unit, former: list[Unit], *, has_former: bool, dated: bool
) -> RosterStep | None:
    """Returns the step for a row, ``None`` where nothing changes; ``dated`` units share their code and show their time."""
    new = unit.pk is None
    sides = [
        (_LABELS[key], "" if new else _shown(getattr(unit, key)), _shown(row.values[key]))
        for key in _PLAIN
        if key in row.values
    ]
    if has_former:
        before = [] if new else _former_codes(unit)
        after = sorted(old_unit.code for old_unit in former)
        sides.append((_LABELS["formed_from"], _shown(before), _shown(after)))
    details = differing(sides)
    if not new and not details:
        return None
    time = time_of(row.start, row.values.get("in_force_to", unit.in_force_to)) if dated else ""
    name = f"{row.code} {row.values['name_vi']}{time}"
    entry = PreviewLine("add" if new else "change", row.line.number, name, details)
    link = later(_link, unit, former) if has_former else later(int)
    return RosterStep(entry, later(_save, unit, row.values), link)


def _shown(value: Any) -> str:
    return str(plain_words(value))


def _save(unit: Unit, values: dict[str, Any]) -> None:
    for key, value in values.items():
        setattr(unit, key, value)
    unit.save()


def _link(unit: Unit, former: list[Unit]) -> None:
    unit.formed_from.set(former)


def _twice(row: int) -> Text:
    return Text(vi=f"đơn vị này đã có ở dòng {row}", en=f"this unit already stands in row {row}")
