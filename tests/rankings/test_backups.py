"""A backup put back elsewhere is whole, and what is lost or altered on the way is named."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet

from assessments.acts import add_file
from assessments.models import Evidence, Role
from criteria.common.text import Refused
from rankings.backups.making import make_backup
from rankings.backups.manifest import (
    DATABASE,
    FILES,
    HASHES,
    MANIFEST,
    faults_of_backup,
    hashes_in,
    read_manifest,
)
from rankings.backups.restoring import faults_after_restoring
from rankings.models import Ranking, RankingLeaf
from tests.assessments import samples
from tests.factories import make_person, make_round, page, score_of, sheet_of
from tests.rankings.worlds import one_leaf, published
from tests.services import postgres_programs

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def ranking(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ranking:
    """A published ranking beside a stored document, and PostgreSQL's programs at hand."""
    settings.MEDIA_ROOT = tmp_path / "store"
    settings.MEDIA_ROOT.mkdir()
    if connection.vendor == "postgresql":
        monkeypatch.setenv("PATH", f"{postgres_programs()}{os.pathsep}{os.environ['PATH']}")
    sheet = sheet_of(make_round())
    add_file(
        actor=page(make_person(Role.OFFICER, unit=sheet.unit)),
        score_id=score_of(sheet, "1.1").pk,
        upload=samples.upload("Kế hoạch.pdf", samples.pdf()),
    )
    return published(one_leaf(["80", "60"]))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of another, empty installation of the same kind."""
    env = {"VAR_DIR": str(tmp_path / "elsewhere"), "DATABASE_URL": "", "REDIS_URL": ""}
    if connection.vendor == "sqlite":
        yield env
        return
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"restored_{os.getpid()}"
    admin = psycopg2.connect(f"{server}/postgres")
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield env | {
            "DATABASE_URL": f"{server}/{name}",
            "SECRET_KEY": "for-tests-only",
            "ALLOWED_HOSTS": "localhost",
        }
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    admin.close()


def run(env: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.sqlite
def test_what_is_put_back_is_whole_and_what_is_changed_there_is_named(
    ranking: Ranking, tmp_path: Path, elsewhere: dict[str, str]
) -> None:
    folder = tmp_path / "backup"
    manifest = make_backup(folder)
    assert manifest.digests == {str(ranking.pk): ranking.digest}
    # The document, and the pictures of the result and its two units in both languages.
    assert manifest.number_of_files == 1 + 2 * 3

    done = run(elsewhere, "restore", str(folder))
    assert done.returncode == 0, done.stderr
    assert "7 files, 1 published rankings, everything agrees" in done.stdout

    again = run(elsewhere, "restore", str(folder))
    assert again.returncode == 1
    assert "The database has tables" in again.stderr
    assert "has files; a backup is put only into an empty one" in again.stderr

    # An altered file is found there by the command that asks.
    stored = Path(elsewhere["VAR_DIR"], "evidence", str(Evidence.objects.get().file))
    stored.write_bytes(stored.read_bytes().replace(b"PDF", b"PDG", 1))
    files = run(elsewhere, "check_files")
    assert files.returncode == 1
    assert "the file has another SHA-256" in files.stdout


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda folder: (folder / DATABASE).write_bytes(b"no dump"), f"{DATABASE}: the content"),
        (lambda folder: _document(folder).write_bytes(b"other"), "the content is not what was"),
        (lambda folder: _document(folder).unlink(), "the file is lost"),
        (lambda folder: (folder / HASHES).write_text(""), f"{HASHES}: the content"),
        (lambda folder: (folder / MANIFEST).unlink(), "is no whole backup"),
    ],
    ids=["dump", "file", "lost file", "list", "manifest"],
)
def test_a_damaged_backup_is_named(
    ranking: Ranking, tmp_path: Path, damage: Callable[[Path], object], named: str
) -> None:
    folder = tmp_path / "backup"
    make_backup(folder)
    assert not list(faults_of_backup(folder, read_manifest(folder)))
    damage(folder)
    try:
        [fault] = faults_of_backup(folder, read_manifest(folder))
    except Refused as refusal:
        [fault] = refusal.causes
    assert named in fault.en


def _document(folder: Path) -> Path:
    sha256 = Evidence.objects.get().sha256
    [name] = [name for known, name in hashes_in(folder) if known == sha256]
    return folder / FILES / name


def test_files_of_another_moment_than_the_database_are_named(
    ranking: Ranking, tmp_path: Path
) -> None:
    manifest = make_backup(tmp_path / "backup")
    Path(Evidence.objects.get().file.path).unlink()
    [fault] = faults_after_restoring(manifest)
    assert "the file is lost" in fault.en


def test_an_altered_ranking_is_named(ranking: Ranking, tmp_path: Path) -> None:
    manifest = make_backup(tmp_path / "backup")
    QuerySet(RankingLeaf).filter(points__gt=0).update(points=1)
    assert all(
        fault.en.startswith(f"Ranking {ranking.pk}: ") for fault in faults_after_restoring(manifest)
    )
    assert len(list(faults_after_restoring(manifest))) > 1


def test_a_ranking_with_another_digest_than_the_backed_up_one_is_named(
    ranking: Ranking, tmp_path: Path
) -> None:
    manifest = make_backup(tmp_path / "backup")
    other = replace(manifest, digests={str(ranking.pk): "0" * 64, "999999": "1" * 64})
    assert [fault.en for fault in faults_after_restoring(other)] == [
        f"Ranking {ranking.pk}: the digest is not the one of the backup",
        "Ranking 999999: it is not there",
    ]


def test_a_backup_is_not_written_over_something(ranking: Ranking, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "notes.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(tmp_path / "backup"))
    assert (tmp_path / "backup" / "notes.txt").read_text() == "mine"


def test_a_backup_says_what_is_missing(
    ranking: Ranking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refused, match="pg_dump"):
        make_backup(tmp_path / "backup")
    assert not (tmp_path / "backup" / MANIFEST).exists()
    shutil.rmtree(tmp_path / "backup")
