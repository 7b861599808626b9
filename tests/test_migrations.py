"""A new database is made at once, an older one step by step: both end as the same."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import executor
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

OURS = ("criteria", "assessments", "rankings")
NAME = "step_by_step"
WHAT_STANDS = """
    SELECT 'column', table_name || '.' || column_name,
        concat_ws(' ', data_type, character_maximum_length, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't'
    UNION ALL
    SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
Parts = dict[tuple[str, str], str]


class Steps(MigrationLoader):
    """Knows the migrations as earlier releases had them, without those that take their place at once."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {
            (app, name): migration
            for (app, name), migration in self.disk_migrations.items()
            if app not in OURS or not migration.replaces
        }


def parts() -> Parts:
    with connection.cursor() as cursor:
        cursor.execute(WHAT_STANDS)
        return {(kind, name): text for kind, name, text in cursor.fetchall()}


@pytest.fixture
def older(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Connects to an empty database beside the test's own."""
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {NAME}")
        connection.close()
        connection.settings_dict["NAME"] = NAME
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE {NAME}")


def test_a_database_that_took_every_step_is_as_one_made_at_once(
    older: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(executor, "MigrationLoader", Steps)
        call_command("migrate", verbosity=0)
    step_by_step = parts()
    # It needs nothing more: what makes all at once counts as done.
    call_command("migrate", verbosity=0, check_unapplied=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    at_once = parts()
    assert len(at_once) > 1000
    assert step_by_step == at_once
