"""Imports units, people and assignments from a table: a preview first, then all of it or nothing."""

from collections.abc import Callable, Sequence
from typing import IO

from django.db import transaction

from assessments import permissions
from assessments.models import Change
from assessments.people.rosters import assignments, people, units
from assessments.people.rosters.steps import Plan
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import change_line
from criteria.common.tables.columns import Column
from criteria.common.tables.grid import Grid
from criteria.common.tables.preview import Preview
from criteria.common.text import Text

IMPORT_UNITS = Act("import_units", Text(vi="Nhập danh sách đơn vị", en="Imported units"))
IMPORT_PEOPLE = Act("import_people", Text(vi="Nhập danh sách người dùng", en="Imported people"))
IMPORT_ASSIGNMENTS = Act(
    "import_assignments", Text(vi="Nhập phân công cán bộ", en="Imported assignments")
)


def import_units(
    *,
    actor: Actor,
    stream: IO[bytes],
    dry_run: bool,
    expected: str = "",
    owner_id: int | None = None,
) -> Preview:
    """Creates and changes units as a table says; units that it lacks stay. With ``owner_id`` those below that unit.

    As in the other two acts, ``expected`` is the digest of the preview that was agreed to. Raises
    ``TableFaults`` with every fault by row and column, and ``Refused`` for a person who may not, for a
    file that cannot be read, and for data that changed since the preview.
    """
    return _take(
        actor,
        IMPORT_UNITS,
        Text("Danh sách đơn vị", "Units"),
        units.COLUMNS,
        lambda grid: units.plan_units(grid, lock=not dry_run, owner_id=owner_id),
        stream,
        dry_run=dry_run,
        expected=expected,
        owner_id=owner_id,
    )


def import_people(
    *,
    actor: Actor,
    stream: IO[bytes],
    dry_run: bool,
    expected: str = "",
    owner_id: int | None = None,
) -> Preview:
    """Creates accounts and gives roles as a table says; roles that it lacks stay.

    New people get no password: they set one by mail at the sign-in page.
    """
    return _take(
        actor,
        IMPORT_PEOPLE,
        Text("Danh sách người dùng", "People"),
        people.COLUMNS,
        lambda grid: people.plan_people(grid, by=actor.user, lock=not dry_run, owner_id=owner_id),
        stream,
        dry_run=dry_run,
        expected=expected,
        owner_id=owner_id,
    )


def import_assignments(
    *,
    actor: Actor,
    stream: IO[bytes],
    dry_run: bool,
    expected: str = "",
    owner_id: int | None = None,
) -> Preview:
    """Gives officers the parts of a set that a table says, in place of those they had in it."""
    return _take(
        actor,
        IMPORT_ASSIGNMENTS,
        Text("Phân công cán bộ chấm điểm", "Assignments of officers"),
        assignments.COLUMNS,
        lambda grid: assignments.plan_assignments(grid, lock=not dry_run, owner_id=owner_id),
        stream,
        dry_run=dry_run,
        expected=expected,
        owner_id=owner_id,
    )


@transaction.atomic
def _take(
    actor: Actor,
    act: Act,
    title: Text,
    columns: Sequence[Column],
    make_plan: Callable[[Grid], Plan],
    stream: IO[bytes],
    *,
    dry_run: bool,
    expected: str,
    owner_id: int | None,
) -> Preview:
    permissions.demand(permissions.reasons_against_administering(actor.user, owner_id))
    grid = Grid(stream, columns, least=2)
    plan = make_plan(grid)
    grid.done()
    preview = Preview(title, tuple(step.entry for step in plan.steps), plan.same, plan.also)
    preview.confirm(expected)
    if not dry_run:
        for step in plan.steps:
            step.apply()
        plan.finish()
        for step in plan.steps:
            step.link()
        Change.objects.bulk_create(
            change_line(actor, act, before=step.before, after=step.after, owner_id=owner_id)
            for step in plan.steps
        )
    return preview
