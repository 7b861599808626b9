"""The role of the database that the application works as: it owns nothing, and rewrites nothing that was written."""

import contextlib
import datetime
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.errors
import pytest
import requests
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.utils import timezone

from assessments.acts import add_file
from assessments.chain.sealing import seal_record
from assessments.journal.kinds import EVIDENCE_DOWNLOAD, EXPORT
from assessments.models import Change, JournalLine, Role, Seal
from assessments.models.append_only import AppendOnly
from tests.assessments import samples
from tests.assessments.test_append_only import ROWS
from tests.factories import make_person, make_round, page, score_of, session_of, sheet_of
from tests.processes import Process
from tests.stack.conftest import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = f"app_{connection.settings_dict['NAME']}"
    monkeypatch.setenv("APPLICATION_DATABASE_URL", f"postgres://{name}:geheim@db/parindex")
    call_command("grant_application")
    call_command("grant_application")  # As after each migration.
    yield name
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{name}"')
        cursor.execute(f'DROP ROLE "{name}"')


@pytest.fixture
def address(role: str) -> str:
    host = os.environ["DATABASE_URL"].rpartition("@")[2].partition("/")[0]
    return f"postgres://{role}:geheim@{host}/{connection.settings_dict['NAME']}"


@pytest.fixture
def rows(address: str) -> Iterator[Any]:
    """A connection as that role."""
    with contextlib.closing(psycopg2.connect(address)) as found:
        found.autocommit = True
        yield found.cursor()


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_what_is_append_only_takes_new_rows_alone(rows: Any, model: type[AppendOnly]) -> None:
    table = model._meta.db_table
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
    rows.execute(
        "SELECT " + ", ".join(["has_table_privilege(%s, %s)"] * len(verbs)),
        [part for verb in verbs for part in (table, verb)],
    )
    # Lines of the journal are let go by age; the trigger of its table keeps the young ones.
    deletes = model is JournalLine
    assert rows.fetchone() == (True, True, False, deletes, False, False, False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessments_change SET reason = ''",
        "DELETE FROM assessments_change",
        "TRUNCATE assessments_change",
        "DROP TABLE assessments_change",
        "ALTER TABLE assessments_change ADD COLUMN x integer",
        "ALTER TABLE assessments_change DISABLE TRIGGER append_only",
        "ALTER TABLE assessments_journalline DISABLE TRIGGER ALL",
        "DROP TRIGGER append_only ON assessments_seal",
        "CREATE OR REPLACE FUNCTION parindex_append_only() RETURNS trigger LANGUAGE sql AS ''",
        "CREATE TABLE public.x (id integer)",
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
    ],
)
def test_it_cannot(rows: Any, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows.execute(statement)


def test_it_cannot_let_a_young_line_of_the_journal_go(rows: Any) -> None:
    JournalLine.objects.create(kind=EXPORT.name, door="page")
    with pytest.raises(psycopg2.errors.RestrictViolation):
        rows.execute("DELETE FROM assessments_journalline")


def test_the_owner_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPLICATION_DATABASE_URL", "postgres://postgres:geheim@db/parindex")
    with pytest.raises(CommandError, match="superuser"):
        call_command("grant_application")


def test_the_application_works_as_it(address: str, web_env: dict[str, str], tmp_path: Path) -> None:
    """Somebody saves and reads a document; the night seals, checks and lets go."""
    long_ago = timezone.now() - datetime.timedelta(days=800)
    old = JournalLine.objects.create(kind=EXPORT.name, door="page", at=long_ago)
    seal_record(long_ago)
    sheet = sheet_of(make_round())
    officer, score = make_person(Role.OFFICER, unit=sheet.unit), score_of(sheet, "2.3")
    upload = samples.upload("a.pdf", samples.pdf())
    evidence = add_file(actor=page(officer), score_id=score.pk, upload=upload)
    env = web_env | {"DATABASE_URL": address}
    with served(tmp_path / "web.log", env) as (_process, site):
        browser = requests.Session()
        browser.cookies["sessionid"] = session_of(officer)
        browser.get(f"{site}/sheets/{sheet.pk}/", timeout=60).raise_for_status()
        form = {
            "points": "1",
            "version": score_of(sheet, "2.3").version,
            "csrfmiddlewaretoken": browser.cookies["csrftoken"],
        }
        browser.post(f"{site}/scores/{score.pk}/claim/", form, timeout=60).raise_for_status()
        file = browser.get(f"{site}/evidence/{evidence.pk}/", timeout=60)
        assert file.content == samples.pdf()
    assert Change.objects.filter(act="save_claim", by=officer).exists()
    assert JournalLine.objects.filter(kind=EVIDENCE_DOWNLOAD.name, person=officer).exists()
    for command in ("tick", "nightly"):
        log = tmp_path / f"{command}.log"
        process = Process(command, [sys.executable, "manage.py", command], log=log, env=env)
        assert process.popen.wait(120) == 0, log.read_text()
    said = log.read_text()
    assert "faults of the record: 0" in said
    assert "journal lines let go: 1" in said
    assert not JournalLine.objects.filter(pk=old.pk).exists()
    assert Seal.objects.filter(subject=Seal.Subject.LET_GO).exists()
