"""Makes a draft criteria set from an annex (XLSX or CSV), all or nothing."""

from typing import IO, Any

from criteria.actions import import_annex
from criteria.actions.people import EDIT
from criteria.common.tables.command import ImportCommand
from criteria.common.tables.preview import Preview


class Command(ImportCommand):
    help = "Make a draft set what an annex says; every fault by row and column, all or nothing."
    perm = EDIT

    def read(self, *, by: Any, name: str, stream: IO[bytes], dry_run: bool) -> Preview:
        return import_annex(by=by, stream=stream, dry_run=dry_run)
