"""The import pages of units, people and assignments."""

from collections.abc import Callable, Sequence
from typing import IO, Any

from django.http import HttpRequest

from assessments.actor import Actor
from assessments.models import Door
from criteria.imports.desk import ImportDesk
from criteria.imports.grid import Column
from criteria.imports.preview import Preview
from criteria.imports.sheets import template


class RosterDesk(ImportDesk):
    """``roster`` holds the name of the template's file, the columns, and the action."""

    roster: tuple[str, Sequence[Column], Callable[..., Preview]]

    def import_template(self) -> tuple[str, bytes]:
        name, columns, _action = self.roster
        return f"{name}.xlsx", template(name, columns)

    def read_import(
        self, request: HttpRequest, stream: IO[bytes], name: str, *, dry_run: bool, expected: str
    ) -> Preview:
        _name, _columns, action = self.roster
        user: Any = request.user
        actor = Actor(user, Door.IMPORT)
        return action(actor=actor, stream=stream, dry_run=dry_run, expected=expected)
