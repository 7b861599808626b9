"""Questions that Django puts into SQL once: making a statement takes it longer than the database takes to answer.

They stand on the way of every save. Asked plainly, of a save's time the score with what it is locked
with would cost 18 % more, who is there 10 %, the sheet's sums 25 %, and what is left to fill in 11 %.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet

STAND_IN = -987_654_321_987_654_321
"""The number while the statement is made; no row has it."""


class Statement:
    """A query for rows of values that hang on one number, such as a key."""

    def __init__(
        self, make: Callable[[int], QuerySet[Any, Any]], locked: Sequence[type[Model]] = ()
    ) -> None:
        """``make`` gives the query by ``values_list``; rows of ``locked`` tables are locked, in this order.

        Their keys are not: new rows elsewhere may name them meanwhile.
        """
        self._make, self._locked = make, locked

    def rows(self, number: int) -> list[tuple[Any, ...]]:
        """Returns the rows for a number, with values as they are stored."""
        if number > BigIntegerField.MAX_BIGINT:
            return []  # no column holds it
        sql, parameters = self._sql
        with connection.cursor() as cursor:
            cursor.execute(sql, [number if one == STAND_IN else one for one in parameters])
            return list(cursor.fetchall())

    @functools.cached_property
    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = self._make(STAND_IN).query.sql_with_params()
        # SQLite has locked the whole database when the transaction began.
        if self._locked and connection.features.has_select_for_update_of:
            tables = ", ".join(
                connection.ops.quote_name(model._meta.db_table) for model in self._locked
            )
            sql = f"{sql} FOR NO KEY UPDATE OF {tables}"
        return sql, parameters


def columns_of(model: type[Model], path: str = "") -> list[str]:
    """Returns the names of all columns of a model for ``values_list``, from the model that ``path`` starts at."""
    before = f"{path}__" if path else ""
    return [f"{before}{field.attname}" for field in model._meta.concrete_fields]


def instances(row: Sequence[Any], *models: type[Model]) -> list[Any]:
    """Returns a row of each model from stored values, which stand in the order of ``columns_of`` each."""
    made, start = [], 0
    for model in models:
        names = columns_of(model)
        values = list(row[start : start + len(names)])
        for place, convert in _converters(model):
            values[place] = convert(values[place])
        made.append(model.from_db(connection.alias, names, values))
        start += len(names)
    return made


@functools.cache
def _converters(model: type[Model]) -> list[tuple[int, Callable[[Any], Any]]]:
    """Returns what makes Python's values from stored ones, by the place of the column."""
    return [
        (place, functools.partial(_convert, expression=column, converters=converters))
        for place, field in enumerate(model._meta.concrete_fields)
        for column in [field.get_col(model._meta.db_table)]
        if (
            converters := [
                *connection.ops.get_db_converters(column),
                *field.get_db_converters(connection),
            ]
        )
    ]


def _convert(value: Any, expression: Any, converters: Sequence[Any]) -> Any:
    for convert in converters:
        value = convert(value, expression, connection)
    return value
