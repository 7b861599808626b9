"""Makes a backup: first the database of one moment, then the files, so that every file that it names is there."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from assessments.stored_files import stored_files
from criteria.common.text import Refused, Text
from rankings.backups.dumps import dump_database
from rankings.backups.manifest import DATABASE, FILES, FORM, HASHES, Manifest, sha256_of
from rankings.models import Ranking

CHUNK = 1024 * 1024
UNDER_WAY = "incoming/"
"""Uploads that have not ended: no row names them."""


def make_backup(folder: Path) -> Manifest:
    """Writes a backup into a new or empty folder, readable by its owner alone; returns its manifest.

    Stored files are never changed, so the program may go on working: rows of after the dump are not in it,
    and their files are names that no row has. The manifest comes last: a folder without it is
    no backup. Raises ``Refused`` where the folder holds something, or the database cannot be dumped.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(
            Text(
                f"Thư mục {folder} đã có tệp; hãy chọn thư mục trống.",
                f"The folder {folder} is not empty; name an empty one.",
            )
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    began_at = timezone.now().isoformat()
    digests, migrations = _digests(), applied_migrations()
    dump_database(folder / DATABASE)
    number, size = _copy_files(folder)
    manifest = Manifest(
        form=FORM,
        began_at=began_at,
        vendor=connection.vendor,
        migrations=migrations,
        database_sha256=sha256_of(folder / DATABASE),
        hashes_sha256=sha256_of(folder / HASHES),
        number_of_files=number,
        bytes_of_files=size,
        digests=digests,
    )
    os.sync()
    manifest.write(folder)
    return manifest


def applied_migrations() -> dict[str, list[str]]:
    """Returns the names of the migrations that the database has had, by app."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _digests() -> dict[str, str]:
    published = Ranking.objects.filter(status=Ranking.Status.PUBLISHED)
    return {str(pk): digest for pk, digest in published.values_list("pk", "digest")}


def _copy_files(folder: Path) -> tuple[int, int]:
    """Copies the stored files and lists their hashes; returns their number and their bytes."""
    number = size = 0
    with (folder / HASHES).open("w", encoding="utf-8") as hashes:
        for file in stored_files():
            if file.name.startswith(UNDER_WAY):
                continue
            target = folder / FILES / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                sha256 = _copy(Path(settings.MEDIA_ROOT) / file.name, target)
            except FileNotFoundError:  # work of days ago, whose file the clock has just removed
                continue
            hashes.write(f"{sha256}  {FILES}/{file.name}\n")
            number, size = number + 1, size + target.stat().st_size
    return number, size


def _copy(source: Path, target: Path) -> str:
    """Copies one file; returns the hash of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as old, target.open("wb") as new:
        while chunk := old.read(CHUNK):
            digest.update(chunk)
            new.write(chunk)
    return digest.hexdigest()
