"""People and their roles from a table, a row for each role; roles that the table lacks stay."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch

from assessments.journal.kinds import ROLE_GIVEN
from assessments.journal.listening import role_facts
from assessments.journal.writing import journal_all, journal_line
from assessments.messages.account_notices import invite, notify_of_roles
from assessments.models import Membership, Role, Unit, User
from assessments.people.addresses import is_address, no_address
from assessments.people.roles import demand_administrator, lock_administrators, places_of
from assessments.people.rosters.lookups import AS_OF, EMAIL, LEVEL, UNIT, UnitLookup, later
from assessments.people.rosters.steps import Plan, RosterStep
from assessments.writing.actor import CLOCK_EMAIL
from criteria.common.labels import both
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
from criteria.models import ReviewingBody

COLUMNS = (
    replace(EMAIL, help="Mỗi người một tài khoản", help_en="One account for each person"),
    Column("full_name", ("Họ và tên", "Full name"), width=30, most=150, help="Bắt buộc"),
    Column(
        "role",
        ("Vai trò", "Role"),
        width=22,
        choices=Role,
        help="Cán bộ chấm điểm · Lãnh đạo đơn vị · Người thẩm định · Điều phối viên · "
        "Người giám sát · Quản trị viên; mỗi vai trò một dòng, để trống: chỉ tạo tài khoản",
        help_en="officer · leader · reviewer · coordinator · inspector · admin; a row for each role, "
        "empty: the account alone",
    ),
    LEVEL,
    replace(UNIT, help="Của cán bộ, lãnh đạo đơn vị", help_en="Of officers and leaders"),
    AS_OF,
    Column(
        "body",
        ("Mã cơ quan thẩm định", "Reviewing body"),
        required=False,
        help="Của người thẩm định",
        help_en="Of reviewers",
    ),
    Column(
        "active",
        ("Đang hoạt động", "Active"),
        required=False,
        help="Có · Không; để trống: như đang có, tài khoản mới: Có",
        help_en="yes · no; empty: as it is, yes for a new account",
    ),
)
_LABELS = labels_by_key(COLUMNS)
BATCH = 1000
_AT_UNITS_ALONE = Text(
    "chỉ nhập cán bộ, lãnh đạo của đơn vị trực thuộc; vai trò khác giao trên trang",
    "only officers and leaders of units below are imported; other roles are given on the page",
)
_OPEN_AT_FIRST = Text(
    "tài khoản mới luôn hoạt động; khóa tài khoản là việc của quản trị viên",
    "a new account is open; administrators alone close one",
)
_NAME_IN_FILE = Text("Họ và tên trong tệp", "Name in the file")
_DESK = Text("Vào trang quản trị", "Enters the admin site")


@dataclass(frozen=True)
class PersonRow:
    line: GridLine
    email: str
    name: str
    active: bool | None
    role: Role | None
    unit: Unit | None
    body: ReviewingBody | None
    place: str
    """The unit or body, as the preview names it."""


def people_rows(owner_id: int | None = None) -> Iterator[list[CellValue]]:
    """Yields everybody, a row for each role, as ``plan_people`` reads them; four queries at most.

    Roles at units below another are left out; with ``owner_id`` all but those at units below that one.
    """
    units = UnitLookup(owner_id)
    people = User.objects.exclude(email=CLOCK_EMAIL).order_by("email")
    if owner_id is not None:
        people = people.filter(memberships__unit__parent=owner_id).distinct()
    held = Membership.objects.filter(unit__parent=owner_id).select_related("body")
    people = people.prefetch_related(Prefetch("memberships", held))
    for user in people:
        account = {"email": user.email, "full_name": user.full_name, "active": user.is_active}
        for membership in list(user.memberships.all()) or [Membership(role="")]:
            body = membership.body.code if membership.body else ""
            role = {"role": membership.role, "body": body, **units.place(membership.unit_id)}
            yield written_row(COLUMNS, account | role)


def plan_people(grid: Grid, *, by: User, lock: bool, owner_id: int | None = None) -> Plan:
    """Returns what the table asks for; faults go to the grid. New people get no password.

    With ``owner_id`` it gives roles at units below that one alone, and leaves accounts that are there as they are:
    whether somebody new to the owner's rounds has one, nothing tells.
    """
    rows = _rows(grid, owner_id)
    if lock:
        lock_administrators()
    base = User.objects.select_for_update() if lock else User.objects.all()
    people = {user.email: user for user in base.filter(email__in={row.email for row in rows})}
    memberships = Membership.objects.filter(user__in=people.values())
    known_roles: set[tuple[Any, ...]] = {
        (email, role, unit, body)
        for email, role, unit, body in memberships.values_list(
            "user__email", "role", "unit_id", "body_id"
        )
    }
    new_rows = _NewRows(by)
    strangers = _strangers(rows, owner_id)
    steps: list[RosterStep] = []
    first: dict[str, PersonRow] = {}
    same = 0
    for row in rows:
        before = len(steps)
        if row.email not in first:
            first[row.email] = row
            user = people.setdefault(row.email, User(email=row.email))
            if row.email in strangers and row.active is False:
                row.line.fault("active", _OPEN_AT_FIRST)
            if owner_id is None:
                steps += _account(row, user, by, new_rows)
        elif row.name != first[row.email].name:
            row.line.fault("full_name", _otherwise(first[row.email].line.number))
        elif row.active not in (None, first[row.email].active):
            row.line.fault("active", _otherwise(first[row.email].line.number))
        key = (row.email, row.role, _pk(row.unit), _pk(row.body))
        if row.role and key not in known_roles:
            known_roles.add(key)
            if owner_id is None:
                _judge_reach(row, people[row.email], by)
            is_first = row.email in strangers and row is first[row.email]
            steps.append(_membership(row, people[row.email], new_rows, is_first=is_first))
        same += len(steps) == before
    counted = (Text("Số người", "People"), len(first)), _new_people(people, strangers, owner_id)
    return Plan(steps, same, new_rows.save, counted)


def _strangers(rows: list[PersonRow], owner_id: int | None) -> set[str]:
    """Returns the addresses of a table that nobody has in an owner's rounds; whose else they are the owner never learns."""
    if owner_id is None:
        return set()
    own = User.objects.of_owner(owner_id).values_list("email", flat=True)
    return {row.email for row in rows} - set(own)


def _new_people(
    people: dict[str, User], strangers: set[str], owner_id: int | None
) -> tuple[Text, int]:
    if owner_id is not None:
        return Text("Người mới", "New people"), len(strangers)
    return Text("Tài khoản mới", "New accounts"), sum(one.pk is None for one in people.values())


class _NewRows:
    """The new rows, created in bulk: a level of communes has thousands of officers."""

    def __init__(self, by: User) -> None:
        self.by = by
        self.users: list[User] = []
        self.memberships: list[Membership] = []
        self.staff: list[User] = []
        self.locks_somebody = False

    def save(self) -> None:
        User.objects.bulk_create(self.users, batch_size=BATCH)
        Membership.objects.bulk_create(self.memberships, batch_size=BATCH)
        journal_all(
            journal_line(ROLE_GIVEN, self.by, person=one.user.email, **role_facts(one))
            for one in self.memberships
        )
        User.objects.filter(pk__in=[user.pk for user in self.staff]).update(is_staff=True)
        new = [user.pk for user in self.users]
        if self.locks_somebody:
            demand_administrator()
        invite(new)
        notify_of_roles({one.user_id for one in self.memberships} - set(new))


def _rows(grid: Grid, owner_id: int | None) -> list[PersonRow]:
    units = UnitLookup(owner_id)
    bodies = {body.code: body for body in ReviewingBody.objects.all()}
    rows = []
    for number, cells in grid.rows():
        line = GridLine(grid, number, cells)
        email = email_of(line)
        role_name = line.choice("role", empty=True)
        role = Role(role_name) if role_name else None
        unit, body = units.named_in(line), line.one_of("body", bodies, empty=True)
        active = line.yes("active")
        _judge_place(line, role)
        if owner_id is not None and role not in Role.AT_UNIT:
            line.fault("role", _AT_UNITS_ALONE)
        name = " ".join(line.text("full_name", needed=True).split())
        place = units.name_of(unit) if unit else str(body or "")
        if email:
            rows.append(PersonRow(line, email, name, active, role, unit, body, place))
    return rows


def email_of(line: GridLine) -> str:
    """Returns the address in the column ``email``, as accounts store it; empty where it is not valid."""
    email = line.text("email", needed=True).lower()
    if email and not is_address(email):
        line.fault("email", no_address(email))
        return ""
    return email


def _judge_place(line: GridLine, role: Role | None) -> None:
    """Adds a fault where a role at a unit names no unit, a role at a body no body, or another role either."""
    if line.grid.blamed(line.number, "role"):
        return
    for key, needed in places_of(role).items():
        named = line.cells.get(key, "") != ""
        if role and needed and not named:
            line.fault(key, Text("vai trò này cần có ô này", "this role needs this cell"))
        elif named and needed is False:
            line.fault(
                key,
                Text(
                    "vai trò ở dòng này không thuộc nơi đó; hãy để trống ô này",
                    "the role of this row does not belong there; leave this cell empty",
                ),
            )


def _pk(thing: Any) -> int | None:
    return thing.pk if thing else None


def _account(row: PersonRow, user: User, by: User, new_rows: _NewRows) -> list[RosterStep]:
    new = user.pk is None
    active = (True if new else user.is_active) if row.active is None else row.active
    sides = [(_LABELS["full_name"], "" if new else user.full_name, row.name)]
    if not new or not active:
        was = "" if new else str(plain_words(user.is_active))
        sides.append((_LABELS["active"], was, str(plain_words(active))))
    details = differing(sides)
    if not details:
        return []
    _judge_reach(row, user, by)
    if user == by and not active:
        row.line.fault("active", Text("không ai tự khóa mình", "nobody locks themselves out"))
    entry = PreviewLine("add" if new else "change", row.line.number, row.email, details)
    return [RosterStep(entry, later(_save, user, row.name, active, new_rows))]


def _judge_reach(row: PersonRow, user: User, by: User) -> None:
    """Adds a fault where a row would change the account or the roles of a superuser, for whoever is none."""
    if (
        user.is_superuser
        and not by.is_superuser
        and not row.line.grid.blamed(row.line.number, "email")
    ):
        row.line.fault(
            "email",
            Text(
                "chỉ quản trị viên hệ thống sửa được tài khoản này",
                "only a superuser may change this account",
            ),
        )


def _save(user: User, name: str, active: bool, new_rows: _NewRows) -> None:
    user.full_name, user.is_active = name, active
    new_rows.locks_somebody |= not active
    if user.password:
        user.save(update_fields=["full_name", "is_active", "search"])
        return
    # New people set a password by themselves, as their invitation says.
    user.set_unusable_password()
    new_rows.users.append(user)


def _membership(row: PersonRow, user: User, new_rows: _NewRows, *, is_first: bool) -> RosterStep:
    """Returns the step that gives a role; with ``is_first`` it also makes the account of somebody who has none."""
    role = row.role
    details = differing(
        [
            (_NAME_IN_FILE, "", row.name if is_first else ""),
            (
                _LABELS["role"],
                "",
                " · ".join(
                    part for part in (both(role.label).vi if role else "", row.place) if part
                ),
            ),
            (_DESK, "", "Có" if _enters_desk(row) and not user.is_staff else ""),
        ]
    )
    entry = PreviewLine("add", row.line.number, row.email, details)
    return RosterStep(entry, later(_join_first if is_first else _join, user, row, new_rows))


def _join_first(user: User, row: PersonRow, new_rows: _NewRows) -> None:
    if user._state.adding:
        _save(user, row.name, True, new_rows)
    _join(user, row, new_rows)


def _join(user: User, row: PersonRow, new_rows: _NewRows) -> None:
    new_rows.memberships.append(
        Membership(user=user, role=str(row.role), unit=row.unit, body=row.body)
    )
    if _enters_desk(row) and not user.is_staff:
        new_rows.staff.append(user)


def _enters_desk(row: PersonRow) -> bool:
    return row.role in Role.STAFF and row.unit is None


def _otherwise(row: int) -> Text:
    return Text(
        vi=f"khác với dòng {row} của cùng người; hãy ghi giống nhau",
        en=f"differs from row {row} of the same person; write both alike",
    )
