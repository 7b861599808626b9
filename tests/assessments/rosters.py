"""What the tests of rosters share: tables as files, and what is wrong with them."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from assessments.models import Change, Door, Membership, Role, Unit, User
from assessments.writing.actor import Actor
from criteria.common.tables.faults import TableFaults
from criteria.common.tables.preview import Preview
from tests.criteria.annexes import csv_file, xlsx
from tests.factories import make_person

Table = list[list[Any]]
Action = Callable[..., Preview]


def take(action: Action, table: Table, *, by: User | None = None, **kwargs: Any) -> Preview:
    actor = Actor(by or make_person(Role.ADMIN), Door.IMPORT)
    return action(actor=actor, stream=xlsx(table), **{"dry_run": False} | kwargs)


def take_file(action: Action, data: bytes) -> Preview:
    actor = Actor(make_person(Role.ADMIN), Door.IMPORT)
    return action(actor=actor, stream=io.BytesIO(data), dry_run=False)


def take_csv(action: Action, table: Table) -> Preview:
    return take_file(action, csv_file(table).getvalue())


def everything() -> list[Any]:
    models = (Unit, Unit.formed_from.through, Membership, Membership.parts.through, Change)
    return [list(model._default_manager.order_by("pk").values_list()) for model in models]


def faults(action: Action, table: Table) -> list[tuple[int, str, str]]:
    """Row, column and text of each fault; nothing has changed by them."""
    by = make_person(Role.ADMIN)
    before, people = everything(), User.objects.count()
    with pytest.raises(TableFaults) as refused:
        take(action, table, by=by)
    assert (everything(), User.objects.count()) == (before, people)
    found = refused.value.faults
    assert all(fault.text.en != fault.text.vi for fault in found)
    return [(fault.row, fault.letter, fault.text.vi) for fault in found]


def lines(preview: Preview) -> list[tuple[str, int | None, str]]:
    return [(entry.what, entry.row, entry.name) for entry in preview.entries]
