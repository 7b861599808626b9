"""Every table that people fill in is read by the same rules: rosters, annexes, references, plans, survey points."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db.models import QuerySet

from assessments.acts import (
    import_assignments,
    import_people,
    import_references,
    import_survey,
    import_units,
)
from assessments.models import Role
from criteria.actions import import_annex
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.grid import Grid
from criteria.models import CriteriaSet, Criterion
from rankings.acts import import_plan
from tests.assessments import samples
from tests.assessments.test_references import ABOVE_MEAN
from tests.criteria.annexes import ROWS, csv_file, sheet
from tests.factories import body, make_person, make_round, make_set, make_unit, page, sheet_of
from tests.house.code import MODULES
from tests.rankings.plan_worlds import make_own_plan, officer_of, result
from tests.rankings.worlds import make_tree

pytestmark = pytest.mark.django_db
Table = list[list[Any]]


@dataclass
class Door:
    """A sound table, whose last row is one of its own, and what takes its files."""

    table: Table
    take: Callable[..., object]

    def faults(self, data: bytes) -> list[tuple[int, str, str]]:
        with pytest.raises(TableFaults) as refused:
            self.take(stream=io.BytesIO(data))
        assert all(fault.text.en != fault.text.vi for fault in refused.value.faults)
        return [(fault.row, fault.letter, fault.text.vi) for fault in refused.value.faults]


def _by_admin(act: Callable[..., object]) -> Callable[..., object]:
    actor = page(make_person(Role.ADMIN))
    return lambda stream: act(actor=actor, stream=stream, dry_run=False)


def units() -> Door:
    head = ["Cấp", "Mã", "Tên đơn vị", "Tên đơn vị (tiếng Anh)"]
    return Door([head, ["Tỉnh, thành phố", "X1", "Đơn vị", "Unit"]], _by_admin(import_units))


def people() -> Door:
    head = ["Thư điện tử", "Họ và tên", "Vai trò", "Mã đơn vị"]
    row = ["an@par.example", "Nguyễn An", "Cán bộ chấm điểm", make_unit().code]
    return Door([head, row], _by_admin(import_people))


def assignments() -> Door:
    unit, codes = make_unit(), make_set(publish=False).code
    officer = make_person(Role.OFFICER, unit=unit)
    head = ["Thư điện tử", "Mã đơn vị", "Mã bộ tiêu chí", "Phần được giao"]
    return Door([head, [officer.email, unit.code, codes, "1"]], _by_admin(import_assignments))


def annex() -> Door:
    by = make_person(Role.ADMIN)
    for code in ("BNV", "BTP"):
        body(code)
    return Door(sheet(ROWS), lambda stream: import_annex(by=by, stream=stream, dry_run=False))


def references() -> Door:
    tree = make_tree({"1.1": "2"})
    # Published sets are frozen; this one never had another scale.
    QuerySet(Criterion).filter(criteria_set=tree, code="1.1").update(scale=ABOVE_MEAN)
    round_ = make_round(CriteriaSet.objects.get(pk=tree.pk), [make_unit()])
    actor = page(make_person(Role.COORDINATOR))
    head = ["Giá trị tham chiếu", "Mã đơn vị", "Giá trị", "Nguồn"]
    return Door(
        [head, ["binh_quan", "", "80", "Công văn 1"]],
        lambda stream: import_references(
            actor=actor, round_id=round_.pk, stream=stream, dry_run=False
        ),
    )


def plan() -> Door:
    row = result()
    by = officer_of(row)
    made = make_own_plan(row, by)
    head = ["Mã tiêu chí", "Giải pháp", "Cơ quan, bộ phận chịu trách nhiệm", "Thời hạn"]
    return Door(
        [head, ["1.1", "Họp giao ban", "Văn phòng", "30/09/2027"]],
        lambda stream: import_plan(actor=page(by), plan_id=made.pk, stream=stream, dry_run=False),
    )


def survey() -> Door:
    round_, actor = make_round(), page(make_person(Role.COORDINATOR))
    head = ["Mã đơn vị", "Mã tiêu chí", "Tỷ lệ (%)", "Số người trả lời"]
    return Door(
        [head, [sheet_of(round_).unit.code, "3.1", "80", "120"]],
        lambda stream: import_survey(
            actor=actor, round_id=round_.pk, name="a", stream=stream, dry_run=False
        ),
    )


DOORS = (units, people, assignments, annex, references, plan, survey)
each_door = pytest.mark.parametrize("make", DOORS)


def test_every_door_is_here() -> None:
    callers = [name for name, path in MODULES.items() if " Grid(" in path.read_text()]
    # One of them takes in the three rosters; a chart's grid is another one.
    tables = [name for name in callers if not name.startswith(("rankings.charts", Grid.__module__))]
    assert len(tables) + 2 == len(DOORS), tables


@each_door
def test_a_sound_table_comes_in(make: Callable[[], Door]) -> None:
    door = make()
    door.take(stream=csv_file(door.table))


@each_door
def test_a_surplus_cell_is_told(make: Callable[[], Door]) -> None:
    door = make()
    width, last = max(map(len, door.table)), len(door.table)
    row = [*door.table[-1], *[""] * (width - len(door.table[-1]))]
    spoilt = [*door.table[:-1], [*row, "", "rác"]]
    for data in (csv_file(spoilt).getvalue(), samples.xlsx(spoilt)):
        [(at, _letter, text)] = door.faults(data)
        assert (at, "không nằm dưới tiêu đề nào" in text) == (last, True)
    # A number with a decimal comma between commas moves every cell behind it.
    commas = csv_file([*door.table[:-1], [*row, "5"]], delimiter=",").getvalue()
    assert any("dấu phẩy thập phân" in text for _row, _letter, text in door.faults(commas))


@each_door
@pytest.mark.parametrize(
    "below",
    [["NGƯỜI LẬP BIỂU"], ["", "Quảng Ninh, ngày 5 tháng 1"], ["Ghi chú: số liệu đến 31/12"]],
)
def test_a_line_below_the_table_says_what_to_do(make: Callable[[], Door], below: list[str]) -> None:
    door = make()
    last = len(door.table) + 1
    found = door.faults(csv_file([*door.table, below]).getvalue())
    assert {row for row, _letter, _text in found} == {last}
    assert any("ký tên, ghi chú hoặc trung bình ở dưới bảng" in text for *_, text in found), found


@each_door
def test_what_nobody_sees_counts_nowhere(make: Callable[[], Door]) -> None:
    door = make()
    unseen = [
        [f"\u202d{cell}\u200b" if cell != "" else "" for cell in row] if row else row
        for row in door.table
    ]
    door.take(stream=csv_file(unseen))
