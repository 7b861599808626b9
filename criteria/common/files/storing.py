"""Files beside rows: stored under a name of our own making, and removed where no row will ever name them."""

import contextlib
import logging
from collections.abc import Iterator
from typing import IO, Any

from django.core.files import File
from django.db.models.fields.files import FieldFile

log = logging.getLogger(__name__)


def store(file: FieldFile, name: str, content: "File[Any] | IO[bytes]") -> str:
    """Store ``content`` as a row's file; answers the name that the field's ``upload_to`` made for it.

    The row is not saved. Half a file (a full disk) is removed again.
    """
    # Named first, so that the half can be found.
    file.name = file.field.generate_filename(file.instance, name)
    with discard_on_failure(file):
        file.name = file.storage.save(file.name, content)
    return file.name


@contextlib.contextmanager
def discard_on_failure(file: FieldFile) -> Iterator[None]:
    """Remove what the block stores as ``file`` where the block fails: put it around the transaction.

    Then it sees also that only the commit failed.
    """
    try:
        yield
    except BaseException:
        discard(file)
        raise


def discard(file: FieldFile) -> None:
    """Remove a stored file, if there is one; where that fails, the log alone says so."""
    if not file.name:
        return
    try:
        file.storage.delete(file.name)
    except OSError:
        log.exception("Stored file %s is left over", file.name)
