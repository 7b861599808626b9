"""What is append-only is written once: no model method edits it, and the database refuses it too."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.utils import timezone

from assessments.chain.checking import check_record
from assessments.chain.sealing import seal_record
from assessments.journal.kinds import EXPORT
from assessments.journal.writing import journal
from assessments.models import (
    Assessment,
    Change,
    JournalLine,
    RecordCheck,
    Remark,
    Role,
    Seal,
    SignedReport,
    Snapshot,
    SurveyImport,
    SurveyResult,
    User,
)
from assessments.models.append_only import AppendOnly
from rankings.models import FigureToDate
from tests.factories import make_answered, make_person, score_of

pytestmark = pytest.mark.sqlite

ROWS = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
IDS = [model.__name__ for model in ROWS]
postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite empties its tables row by row"
)


@pytest.fixture
def sheet(db: None) -> Assessment:
    """A world with a row of each."""
    sheet = make_answered("1.1", survey=True)
    score, person = score_of(sheet, "3.1"), make_person()
    version = SurveyImport.objects.create(
        round=sheet.round, number=1, by=person, rows=1, changed=0, units=1
    )
    SurveyResult.objects.create(
        survey_import=version, score=score, percent=100, points=2, changed=False
    )
    SignedReport.objects.create(
        assessment=sheet, file="a.pdf", file_name="a.pdf", size=1, sha256="0" * 64, by=person
    )
    FigureToDate.objects.create(
        unit=sheet.unit,
        round=sheet.round,
        criterion=score.criterion,
        day=timezone.localdate(),
        input={},
        points=0,
        by=person,
    )
    journal(EXPORT, person)
    seal_record()
    check_record()
    return sheet


def a_field(model: type[models.Model]) -> Any:
    return next(one for one in model._meta.concrete_fields if not one.primary_key)


def test_all_of_them_are_looked_at() -> None:
    assert {Change, Remark, Snapshot, SurveyImport, SurveyResult, SignedReport} <= set(ROWS)
    assert {JournalLine, Seal, RecordCheck, FigureToDate} <= set(ROWS)
    assert all(model._meta.concrete_model is model for model in ROWS)


TRIGGERS = {
    "postgresql": """SELECT tgrelid::regclass::text FROM pg_trigger
        WHERE tgfoid = 'parindex_append_only'::regproc AND tgenabled = 'O'
        AND tgtype & 1 = 1 AND tgtype & 2 = 2 AND tgtype & 8 = 8 AND tgtype & 16 = 16""",
    "sqlite": """SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'
        AND sql LIKE '%BEFORE UPDATE ON%RAISE(ABORT%is append-only%'""",
}
"""The tables whose rows a trigger keeps: on PostgreSQL before each row's UPDATE and DELETE."""


@pytest.mark.django_db
def test_every_such_table_has_its_trigger_and_no_other() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        found = sorted(table for (table,) in cursor.fetchall())
    assert found == sorted(model._meta.db_table for model in ROWS)


def stands(model: type[models.Model]) -> Any:
    return model._base_manager.order_by("pk").values()


@pytest.mark.parametrize("model", ROWS, ids=IDS)
def test_a_row_is_not_saved_again(sheet: Assessment, model: type[models.Model]) -> None:
    with pytest.raises(TypeError, match="append-only"):
        model._base_manager.earliest("pk").save()


@pytest.mark.parametrize("model", ROWS, ids=IDS)
def test_a_row_is_not_overwritten_by_its_key(sheet: Assessment, model: type[models.Model]) -> None:
    values = dict(stands(model).first())
    with pytest.raises(IntegrityError), transaction.atomic():
        model(**values).save()


@pytest.mark.parametrize("model", ROWS, ids=IDS)
def test_rows_are_not_changed_together(sheet: Assessment, model: type[models.Model]) -> None:
    one: Any = model._base_manager.earliest("pk")
    for rows in (model._default_manager, model._base_manager):
        refused_by(rows, one)


def refused_by(rows: Any, one: Any) -> None:
    name = a_field(rows.model).name
    attempts: list[Any] = [
        lambda: rows.all().update(**{name: None}),
        lambda: rows.all().delete(),
        lambda: rows.filter(pk=one.pk)._raw_delete("default"),
        lambda: rows.bulk_update([one], [name]),
        lambda: rows.bulk_create(
            [one], update_conflicts=True, unique_fields=["id"], update_fields=[name]
        ),
        lambda: rows.bulk_create([one], None, False, True, [name], ["id"]),
        lambda: rows.update_or_create(pk=one.pk, defaults={name: getattr(one, name)}),
        one.delete,
    ]
    before = list(stands(rows.model))
    for attempt in attempts:
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert list(stands(rows.model)) == before


def refuses(model: type[models.Model], sql: str) -> None:
    before = list(stands(model))
    with (
        pytest.raises(DatabaseError, match="is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(model._meta.db_table))
    assert list(stands(model)) == before


@pytest.mark.parametrize("model", ROWS, ids=IDS)
def test_the_database_refuses_an_edit(sheet: Assessment, model: type[models.Model]) -> None:
    refuses(model, "UPDATE {} SET id = id")


@postgres
@pytest.mark.parametrize("model", ROWS, ids=IDS)
def test_postgresql_refuses_a_deletion_too(sheet: Assessment, model: type[models.Model]) -> None:
    refuses(model, "DELETE FROM {}")


@pytest.mark.django_db(transaction=True)
def test_a_test_database_can_still_be_emptied() -> None:
    make_answered("1.1")
    call_command("flush", interactive=False)
    assert not Change.objects.exists()


@pytest.mark.parametrize("model", [model for model in ROWS if admin.site.is_registered(model)])
def test_an_administrator_only_looks(
    sheet: Assessment, client: Any, model: type[models.Model]
) -> None:
    client.force_login(make_person(Role.ADMIN))
    name = model._meta.model_name
    row = model._base_manager.earliest("pk")
    place = f"/admin/assessments/{name}/{row.pk}"
    assert client.get(f"/admin/assessments/{name}/").status_code == 200
    assert client.get(f"{place}/change/").status_code == 200
    assert client.post(f"{place}/change/", {}).status_code == 403
    assert client.post(f"{place}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/assessments/{name}/add/", {}).status_code == 403


def test_who_acted_once_stays(sheet: Assessment) -> None:
    for user in User.objects.filter(changes__isnull=False).distinct():
        with pytest.raises(models.ProtectedError):
            user.delete()
