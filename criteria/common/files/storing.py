"""Files beside rows: stored under names of our own making, and removed where no row will ever name them."""

import contextlib
import logging
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, cast

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models.fields.files import FieldFile

from criteria.common.text import Refused, Text

log = logging.getLogger(__name__)


class StoreAway(OSError):
    """The store does not answer, or says no; nothing was stored, and the same may succeed a little later."""


@dataclass(frozen=True)
class StoredFile:
    """A file in the store: its name as rows have it, its size in bytes, and when it was last written to."""

    name: str
    size: int
    changed_at: float


class Room(NamedTuple):
    """The room of a store in bytes."""

    free: int
    total: int


class Store(Protocol):
    """Where everything uploaded and made lies: what is asked of it beyond a single row's file."""

    def walk(self) -> Iterator[StoredFile]:
        """Yields every file."""

    def room(self) -> Room | None:
        """Returns its room, where it has an end."""

    def open(self, name: str) -> "File[bytes]": ...

    def save(self, name: str, content: "File[Any]") -> str: ...

    def delete(self, name: str) -> None: ...


def whole_store() -> Store:
    """Returns the store that the settings name: a folder (``LastingStorage``) or a bucket (``bucket.py``)."""
    return cast("Store", default_storage)


class LastingStorage(FileSystemStorage):
    """The storage of everything uploaded and made: what it has saved outlasts a power cut.

    A row that names a file is committed after ``save``; by then the file and every folder above it are on
    the disk. Without that the database would keep rows whose files are empty or missing.
    """

    def _save(self, name: str, content: "File[Any]") -> str:
        # Django documents this method for subclasses; the stubs leave it out.
        stored: str = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(stored))
        root = Path(self.location)
        for one in (path, *(folder for folder in path.parents if folder.is_relative_to(root))):
            _sync(one)
        return stored

    def walk(self) -> Iterator[StoredFile]:
        """Yields every file of the folder."""
        for folder, _folders, names in os.walk(self.location):
            for name in names:
                path = Path(folder, name)
                try:
                    status = path.stat()
                except FileNotFoundError:  # removed meanwhile
                    continue
                relative = path.relative_to(self.location).as_posix()
                yield StoredFile(relative, status.st_size, status.st_mtime)

    def room(self) -> Room:
        """Returns the room of the disk."""
        disk = shutil.disk_usage(self.location)
        return Room(disk.free, disk.total)


def _sync(path: Path) -> None:
    """Waits until a file's bytes, or a folder's names, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def store(file: FieldFile, name: str, content: "File[Any] | IO[bytes]") -> str:
    """Stores ``content`` as a row's file; returns the name that the field's ``upload_to`` made for it.

    The row is not saved; the file is on the disk. Where storing fails half way (a full disk), the half is
    removed again.
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


class LostFile(Refused):
    """A row's stored file is missing, or shorter or longer than it was stored."""


def is_whole(file: FieldFile, size: int | None) -> bool:
    """Returns whether the stored file is there, with as many bytes as its row says."""
    try:
        return size is None or file.storage.size(str(file.name)) == size
    except FileNotFoundError:
        return False


def open_whole(file: FieldFile, name: str, size: int | None) -> "File[Any]":
    """Opens the stored file of a row. Raises ``LostFile``, with a line in the log, where it is not whole."""
    if is_whole(file, size):
        with contextlib.suppress(FileNotFoundError):
            return file.open("rb")
    row = file.instance
    log.error("The stored file of %s %s is missing or altered", row._meta.model_name, row.pk)
    raise LostFile(
        Text(
            vi=f"Tệp “{name}” đã được lưu nhưng nay bị mất hoặc không còn nguyên vẹn trên máy chủ. Mọi dữ liệu khác "
            "vẫn còn. Hãy báo quản trị viên khôi phục từ bản sao lưu; ai còn bản gốc có thể tải lên lại.",
            en=f"The file “{name}” was stored, but it is lost or damaged on the server. Everything else is still "
            "there. Tell an administrator to restore it from a backup; whoever has the original can upload it again.",
        )
    )
