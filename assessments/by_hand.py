"""Rows read and written by statements that are made once, on the way of every save.

Django makes each statement anew and takes three times as long; of a save's whole time, a third.
The values go through the fields all the same, so that both ways keep and read the same.
"""

import functools
from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

from django.db import connection, models
from django.db.models.expressions import Col

M = TypeVar("M", bound=models.Model)
Field: TypeAlias = "models.Field[Any, Any]"
Fields: TypeAlias = tuple[Field, ...]


def fields_of(model: type[models.Model], left_out: Sequence[str] = ()) -> Fields:
    """The fields of a model's row, those left out aside: they are loaded when somebody asks."""
    return tuple(one for one in model._meta.concrete_fields if one.attname not in left_out)


def named(fields: Fields) -> str:
    """The columns of the fields, for a SELECT."""
    return ", ".join(f"{field.model._meta.db_table}.{field.column}" for field in fields)


@functools.cache
def _converters(fields: Fields, _vendor: str) -> list[tuple[int, Col, list[Any]]]:
    """What makes Python's values of the database's, by the place of the column; Django's own."""
    found = []
    for place, field in enumerate(fields):
        column = Col(field.model._meta.db_table, field)
        own = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
        if own:
            found.append((place, column, own))
    return found


def made(model: type[M], fields: Fields, stored: Sequence[Any]) -> M:
    """The row with these values of its ``fields``, as the database gave them."""
    values = list(stored)
    for place, column, converters in _converters(fields, connection.vendor):
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    return model.from_db(connection.alias, [field.attname for field in fields], values)


@functools.cache
def _insert_sql(model: type[models.Model]) -> tuple[str, Fields]:
    fields = tuple(one for one in model._meta.concrete_fields if not one.primary_key)
    columns = ", ".join(str(field.column) for field in fields)
    table, key = model._meta.db_table, model._meta.pk.column
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {table} ({columns}) VALUES ({places}) RETURNING {key}"  # noqa: S608  # names of models
    return sql, fields


def insert(row: models.Model) -> None:
    """Write a new row, as ``row.save()`` would."""
    sql, fields = _insert_sql(type(row))
    with connection.cursor() as cursor:
        cursor.execute(sql, [_stored(row, field, add=True) for field in fields])
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


@functools.cache
def _update_sql(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, Fields]:
    by_name = {field.name: field for field in model._meta.concrete_fields}
    fields = tuple(by_name[name] for name in names)
    columns = ", ".join(f"{field.column} = %s" for field in fields)
    key = model._meta.pk.column
    sql = f"UPDATE {model._meta.db_table} SET {columns} WHERE {key} = %s"  # noqa: S608  # as above
    return sql, fields


def update(row: models.Model, names: Sequence[str]) -> None:
    """Write these fields of a row that its transaction has locked, as ``save(update_fields=…)`` would."""
    sql, fields = _update_sql(type(row), tuple(names))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(_stored(row, field, add=False) for field in fields), row.pk])


def _stored(row: models.Model, field: Field, *, add: bool) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add), connection)
