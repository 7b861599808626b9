"""What lies in a backup's folder, and what tells whether it is still what was put there.

``database.dump`` is the database of one moment, ``files/`` the stored files under their own names,
``files.sha256`` their hashes as ``sha256sum --check`` reads them, and ``backup.json`` says all of it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from criteria.common.text import Refused, Text

FORM = "parindex-backup-1"
DATABASE, FILES, HASHES, MANIFEST = "database.dump", "files", "files.sha256", "backup.json"


@dataclass(frozen=True)
class Manifest:
    """A backup's manifest, its table of contents. Hashes are SHA-256 in hexadecimal, sizes are bytes."""

    form: str
    began_at: str
    """ISO 8601, with its offset. The database is of a moment soon after, the files of a later one."""
    vendor: str
    """The kind of database: ``postgresql`` or ``sqlite``."""
    migrations: dict[str, list[str]]
    """The applied migrations by app."""
    database_sha256: str
    hashes_sha256: str
    """The hash of ``files.sha256``, and with it of every file."""
    number_of_files: int
    bytes_of_files: int
    digests: dict[str, str]
    """The digests of the published rankings by id."""

    def write(self, folder: Path) -> None:
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Returns the manifest of a backup. Raises ``Refused`` where there is none that can be read."""
    path = folder / MANIFEST
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        manifest = Manifest(**data)
    except (OSError, ValueError, TypeError):
        raise Refused(
            Text(
                f"{path} không có hoặc không đọc được: thư mục này không phải một bản sao lưu trọn vẹn.",
                f"{path} is missing or cannot be read: this folder is no whole backup.",
            )
        ) from None
    if manifest.form != FORM:
        raise Refused(
            Text(
                f"Bản sao lưu theo mẫu “{manifest.form}”; phiên bản này đọc mẫu “{FORM}”.",
                f"The backup has the form “{manifest.form}”; this release reads “{FORM}”.",
            )
        )
    return manifest


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes_in(folder: Path) -> Iterator[tuple[str, str]]:
    """Yields the hash and the name of each file that the backup lists."""
    with (folder / HASHES).open(encoding="utf-8") as lines:
        for line in lines:
            sha256, _, name = line.rstrip("\n").partition("  ")
            yield sha256, name.removeprefix(f"{FILES}/")


def faults_of_backup(folder: Path, manifest: Manifest) -> Iterator[Text]:
    """Yields a sentence for everything in the folder that is lost or altered; reads every file."""
    yield from _fault(folder, DATABASE, manifest.database_sha256)
    faults = list(_fault(folder, HASHES, manifest.hashes_sha256))
    if faults:
        # Without the list nothing can be said of the files.
        yield from faults
        return
    for sha256, name in hashes_in(folder):
        yield from _fault(folder, f"{FILES}/{name}", sha256)


def _fault(folder: Path, name: str, sha256: str) -> Iterator[Text]:
    path = folder / name
    if not path.is_file():
        yield Text(f"{name}: mất tệp", f"{name}: the file is lost")
    elif sha256_of(path) != sha256:
        yield Text(
            f"{name}: nội dung khác với lúc sao lưu",
            f"{name}: the content is not what was backed up",
        )
