"""Trail, thread and stages are written once: no model method edits them, and the database refuses it too."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from assessments.models import Assessment, Change, Remark, Role, Snapshot, User
from tests.factories import make_answered, make_person

pytestmark = pytest.mark.sqlite

ROWS: tuple[type[models.Model], ...] = (Change, Remark, Snapshot)
postgres = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite empties its tables row by row"
)


@pytest.fixture
def sheet(db: None) -> Assessment:
    return make_answered("1.1")


def stands(model: type[models.Model]) -> Any:
    return model._base_manager.order_by("pk").values()


@pytest.mark.parametrize("model", ROWS)
def test_a_row_is_not_saved_again(sheet: Assessment, model: type[models.Model]) -> None:
    with pytest.raises(TypeError, match="append-only"):
        model._base_manager.earliest("pk").save()


@pytest.mark.parametrize("model", ROWS)
def test_a_row_is_not_overwritten_by_its_key(sheet: Assessment, model: type[models.Model]) -> None:
    values = dict(stands(model).first())
    with pytest.raises(IntegrityError), transaction.atomic():
        model(**values).save()


@pytest.mark.parametrize("model", ROWS)
def test_rows_are_not_changed_together(sheet: Assessment, model: type[models.Model]) -> None:
    one: Any = model._base_manager.earliest("pk")
    for rows in (model._default_manager, model._base_manager):
        refused_by(rows, one)


def refused_by(rows: Any, one: Any) -> None:
    attempts: list[Any] = [
        lambda: rows.all().update(by=None),
        lambda: rows.all().delete(),
        lambda: rows.filter(pk=one.pk)._raw_delete("default"),
        lambda: rows.bulk_update([one], ["by"]),
        lambda: rows.bulk_create(
            [one], update_conflicts=True, unique_fields=["id"], update_fields=["by"]
        ),
        lambda: rows.bulk_create([one], None, False, True, ["by"], ["id"]),
        lambda: rows.update_or_create(pk=one.pk, defaults={"by": one.by}),
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


@pytest.mark.parametrize("model", ROWS)
def test_the_database_refuses_an_edit(sheet: Assessment, model: type[models.Model]) -> None:
    refuses(model, "UPDATE {} SET by_id = by_id")


@postgres
@pytest.mark.parametrize("model", ROWS)
def test_postgresql_refuses_a_deletion_too(sheet: Assessment, model: type[models.Model]) -> None:
    refuses(model, "DELETE FROM {}")


@pytest.mark.django_db(transaction=True)
def test_a_test_database_can_still_be_emptied() -> None:
    make_answered("1.1")
    call_command("flush", interactive=False)
    assert not Change.objects.exists()


@pytest.mark.parametrize("model", ROWS)
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
