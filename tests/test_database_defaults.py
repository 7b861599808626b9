"""A release before this one can write to the migrated database until its processes are restarted."""

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel
from django.db.models import NOT_PROVIDED

from assessments.models import Unit

OURS = ("criteria", "assessments", "rankings")


def added_later() -> "list[models.Field[object, object]]":
    """Every column of today that was added to a table which an earlier release knows, and that is never empty."""
    found = []
    for (app, _name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        if app not in OURS:
            continue
        made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
        for one in migration.operations:
            if isinstance(one, AddField) and one.model_name_lower not in made:
                try:
                    field = apps.get_model(app, one.model_name)._meta.get_field(one.name)
                except (LookupError, FieldDoesNotExist):
                    continue
                # What neither may be blank nor has a default means nothing to a release that does not know it.
                if field.concrete and not field.null and (field.blank or field.has_default()):
                    found.append(field)
    return found


def test_there_are_such_columns() -> None:
    names = {str(field) for field in added_later()}
    assert {"assessments.Unit.document_name", "assessments.Job.tries"} <= names


@pytest.mark.parametrize("field", added_later(), ids=str)
def test_the_database_itself_has_their_default(field: "models.Field[object, object]") -> None:
    assert field.db_default is not NOT_PROVIDED
    assert field.has_default()


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_release_that_does_not_know_them_makes_units() -> None:
    later = {field.column for field in added_later() if field.model is Unit}
    columns = [field for field in Unit._meta.concrete_fields if field.column not in later]
    unit = Unit(level="province", code="99", name_vi="Tỉnh Mới")
    values = [
        field.get_db_prep_save(field.pre_save(unit, add=True), connection)
        for field in columns
        if not field.primary_key
    ]
    names = ", ".join(f'"{field.column}"' for field in columns if not field.primary_key)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO assessments_unit ({names}) VALUES ({marks})", values)  # noqa: S608  # no input in it
    made = Unit.objects.get(code="99")
    assert (made.document_name, made.superior_name, made.signer_title) == ("", "", "")
