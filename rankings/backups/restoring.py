"""Puts a backup into an empty installation, and proves that it is whole."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from assessments.stored_files import faults_of_files, stored_files
from criteria.common.text import Refused, Text
from rankings.backups.dumps import load_database
from rankings.backups.manifest import (
    DATABASE,
    FILES,
    Manifest,
    faults_of_backup,
    hashes_in,
    read_manifest,
)
from rankings.computing.verification import verify
from rankings.models import Ranking


def restore_backup(folder: Path) -> Manifest:
    """Puts the database and the files of a backup back; returns its manifest.

    Raises ``Refused`` with every fault before anything is written: a file of the backup that is lost or
    altered, a database or a store that holds something, a backup of another kind of database or of a
    newer release.
    """
    manifest = read_manifest(folder)
    faults = [*_reasons_against(manifest), *faults_of_backup(folder, manifest)]
    if faults:
        raise Refused(*faults)
    # The files first: a database without its files is worse than files without their database.
    for _sha256, name in hashes_in(folder):
        target = Path(settings.MEDIA_ROOT) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / FILES / name, target)
        target.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    os.sync()
    load_database(folder / DATABASE)
    return manifest


def _reasons_against(manifest: Manifest) -> Iterator[Text]:
    if manifest.vendor != connection.vendor:
        yield Text(
            f"Bản sao lưu của {manifest.vendor}, cơ sở dữ liệu ở đây là {connection.vendor}.",
            f"The backup is one of {manifest.vendor}, and the database here is {connection.vendor}.",
        )
    if connection.introspection.table_names():
        yield Text(
            "Cơ sở dữ liệu đã có bảng; chỉ khôi phục vào cơ sở dữ liệu trống, chưa chạy migrate.",
            "The database has tables; a backup is put only into an empty one, before migrate.",
        )
    if any(True for _file in stored_files()):
        yield Text(
            f"Kho tệp {settings.MEDIA_ROOT} đã có tệp; chỉ khôi phục vào kho trống.",
            f"The store {settings.MEDIA_ROOT} has files; a backup is put only into an empty one.",
        )
    known = MigrationLoader(None).disk_migrations.keys()
    for app, names in manifest.migrations.items():
        for name in names:
            if app in {one for one, _name in known} and (app, name) not in known:
                yield Text(
                    f"Bản sao lưu của một phiên bản mới hơn: phiên bản này không có {app} {name}.",
                    f"The backup is one of a newer release: this one does not have {app} {name}.",
                )


def faults_after_restoring(manifest: Manifest) -> Iterator[Text]:
    """Yields what is wrong with what was restored: files against their rows, rankings against their leaves and digests.

    It must be asked after ``migrate``: a backup of an older release has tables of before.
    """
    yield from faults_of_files()
    rankings = {
        str(ranking.pk): ranking
        for ranking in Ranking.objects.filter(status=Ranking.Status.PUBLISHED).select_related(
            "round__criteria_set"
        )
    }
    for pk, digest in manifest.digests.items():
        ranking = rankings.get(pk)
        if ranking is None:
            yield Text(f"Bảng xếp hạng {pk}: không còn", f"Ranking {pk}: it is not there")
        elif ranking.digest != digest:
            yield Text(
                f"Bảng xếp hạng {pk}: mã kiểm chứng khác với lúc sao lưu",
                f"Ranking {pk}: the digest is not the one of the backup",
            )
    for pk, ranking in rankings.items():
        for fault in verify(ranking):
            yield Text(f"Bảng xếp hạng {pk}: {fault.vi}", f"Ranking {pk}: {fault.en}")
