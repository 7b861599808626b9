"""Files beside rows: stored under names of our own making, and removed where no row will ever name them."""

import contextlib
import logging
from collections.abc import Iterator
from typing import IO, Any

from django.core.files import File
from django.db.models.fields.files import FieldFile

log = logging.getLogger(__name__)


def store(file: FieldFile, name: str, content: "File[Any] | IO[bytes]") -> str:
    """Stores ``content`` as a row's file; returns the name that the field's ``upload_to`` made for it.

    The row is not saved. Where storing fails half way (a full disk), the half is removed again.
    """
    # The name comes first, so that a half-stored file can be removed.
    file.name = file.field.generate_filename(file.instance, name)
    with discard_on_failure(file):
        file.name = file.storage.save(file.name, content)
    return file.name


@contextlib.contextmanager
def discard_on_failure(file: FieldFile) -> Iterator[None]:
    """Removes the file that the block stored as ``file``, if the block fails.

    It belongs around the transaction, not inside: then it also sees that only the commit failed.
    """
    try:
        yield
    except BaseException:
        discard(file)
        raise


def discard(file: FieldFile) -> None:
    """Removes a stored file, if there is one; where that fails, only the log says so."""
    if not file.name:
        return
    try:
        file.storage.delete(file.name)
    except OSError:
        log.exception("Stored file %s is left over", file.name)
