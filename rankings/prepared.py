"""A question to the database that Django puts into SQL once, to be asked with other values each time.

Making a statement of some size takes Django several times as long as the database takes to answer
it. What is published is asked about by every reader, so that this would be most of an answer's time.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from threading import local
from typing import Any, Generic, TypeVar

from django.db import connection, connections, models
from django.db.models import BigIntegerField, QuerySet

M = TypeVar("M", bound=models.Model)
Value = int | datetime.datetime
STAND_INS: dict[type[Value], Value] = {
    int: -987_654_321_987_654_321,
    datetime.datetime: datetime.datetime(1900, 1, 1, microsecond=987_654, tzinfo=datetime.UTC),
}
"""What stands for a value while the statement is made; no row has it."""


@dataclass(frozen=True)
class _Made(Generic[M]):
    """A statement for one thread's connection, and what makes rows of its answer."""

    queryset: QuerySet[M]
    compiler: Any
    sql: str
    values: tuple[Any, ...]


class Prepared(Generic[M]):
    """Call it with a number, a moment or one of each: the rows of ``make`` with these."""

    def __init__(self, make: Callable[..., QuerySet[M]], *takes: type[Value]) -> None:
        self.make, self.takes = make, takes
        self._of_thread = local()

    def __call__(self, *given: Value) -> list[M]:
        if any(isinstance(one, int) and one > BigIntegerField.MAX_BIGINT for one in given):
            return []  # no column holds it
        made = self._made()
        stored = {
            _stored(STAND_INS[kind]): _stored(one)
            for kind, one in zip(self.takes, given, strict=True)
        }
        values = tuple(stored.get(one, one) for one in made.values)
        made.compiler.as_sql = lambda: (made.sql, values)  # one thread's, so nobody else's values
        return list(made.queryset.all())

    def _made(self) -> _Made[M]:
        found: _Made[M] | None = getattr(self._of_thread, "made", None)
        if found is None or found.compiler.connection is not connections[found.queryset.db]:
            found = self._of_thread.made = self._make()
        return found

    def _make(self) -> _Made[M]:
        queryset = self.make(*(STAND_INS[kind] for kind in self.takes))
        compiler = queryset.query.get_compiler(connection=connections[queryset.db])
        sql, values = compiler.as_sql()
        for kind in self.takes:
            if _stored(STAND_INS[kind]) not in values:
                raise RuntimeError(f"The statement takes no {kind.__name__}: {sql}")
        # Of the queryset's own making of rows nothing is left out but this.
        queryset.query.get_compiler = lambda *_args, **_named: compiler  # type: ignore[method-assign]
        return _Made(queryset, compiler, sql, tuple(values))


def _stored(value: Value) -> Any:
    """As a column of its kind takes it."""
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
