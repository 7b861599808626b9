"""Imports assignments from a table (XLSX or CSV), all or nothing."""

from typing import IO, Any

from assessments.acts import import_assignments
from assessments.models import Door
from assessments.writing.actor import Actor
from criteria.common.tables.command import ImportCommand
from criteria.common.tables.preview import Preview


class Command(ImportCommand):
    help = "Take assignments from a table; every fault by row and column, all or nothing."
    perm = "assessments.change_user"

    def read(self, *, by: Any, name: str, stream: IO[bytes], dry_run: bool) -> Preview:
        return import_assignments(actor=Actor(by, Door.COMMAND), stream=stream, dry_run=dry_run)
