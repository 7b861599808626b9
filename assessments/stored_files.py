"""The store's files beside the rows that name them: what is lost, what is altered, and what no row names.

``manage.py check_files`` tells of all of it. The clock removes what no row has named for long enough: what a killed
server or worker left behind. Nothing is removed while it is being written, or stored and not yet committed.
"""

import datetime
import hashlib
import logging
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile

from assessments.models import Job
from criteria.common.files.storing import is_whole
from criteria.common.text import Text

log = logging.getLogger(__name__)
LEFT_AFTER = (
    (re.compile(r"incoming/[^/]+"), datetime.timedelta(days=1)),
    (re.compile(r"jobs/[0-9a-f]{32}"), datetime.timedelta(days=1)),
    # Longer: after a database was restored, no row may name what was uploaded since its backup.
    (re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}"), datetime.timedelta(days=7)),
)
"""The names that this program gives, and the time without a change after which such a file that no row names goes."""


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: its name as rows have it, its size in bytes, and when it was last written to."""

    name: str
    size: int
    changed_at: float

    @property
    def is_left_over(self) -> bool:
        """Returns whether it is old enough to go, if no row names it; a file that is not ours never is."""
        age = time.time() - self.changed_at
        return any(
            age > limit.total_seconds() and name.fullmatch(self.name) for name, limit in LEFT_AFTER
        )


def files_without_rows() -> list[StoredFile]:
    """Returns every file of the store that no row names."""
    # The files are listed first: what is stored from here on is not among them.
    files = list(stored_files())
    names = _names_in_rows()
    return [file for file in files if file.name not in names]


def remove_left_over() -> int:
    """Removes what a process that died has left in the store; returns the number of files."""
    removed = 0
    for file in files_without_rows():
        if file.is_left_over:
            (_root() / file.name).unlink(missing_ok=True)
            log.warning("Removed %s (%s bytes), which no row names", file.name, file.size)
            removed += 1
    return removed


def faults_of_files() -> Iterator[Text]:
    """Yields a sentence for every row whose file is lost, or is not the one that was stored; reads every file."""
    for model, column in _columns():
        rows = model._base_manager.exclude(**{column: ""}).order_by("pk")
        for row in rows.iterator():
            file: FieldFile = getattr(row, column)
            fault = _fault(file, row)
            if fault:
                # Every model with files has the name that each was uploaded or made with.
                shown = getattr(row, "file_name", "")
                where = f"{row._meta.model_name} {row.pk} “{shown}” ({file.name})"
                yield Text(vi=f"{where}: {fault.vi}", en=f"{where}: {fault.en}")


def _fault(file: FieldFile, row: Any) -> Text | None:
    if not file.storage.exists(str(file.name)):
        return LOST
    if not is_whole(file, row.size):
        return CUT
    sha256 = getattr(row, "sha256", "")
    if sha256:
        with file.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                return ALTERED
    return None


def _columns() -> list[tuple[type[models.Model], str]]:
    """Returns every column of files of every model, found by itself: one that was forgotten would lose its files."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]


def _names_in_rows() -> set[str]:
    uploads = Job.objects.filter(parameters__has_key="upload")
    names = set(uploads.values_list("parameters__upload", flat=True))
    for model, column in _columns():
        names.update(model._base_manager.values_list(column, flat=True))
    return names


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def stored_files() -> Iterator[StoredFile]:
    root = _root()
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            try:
                status = path.stat()
            except FileNotFoundError:  # removed meanwhile
                continue
            yield StoredFile(path.relative_to(root).as_posix(), status.st_size, status.st_mtime)


LOST = Text(vi="mất tệp", en="the file is lost")
CUT = Text(vi="sai kích thước", en="the file has another size")
ALTERED = Text(vi="sai mã SHA-256", en="the file has another SHA-256")
