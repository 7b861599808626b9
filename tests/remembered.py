"""Worlds that many tests begin with are made once a process and put in again for each: the same rows."""

import copy
import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import AutoField
from django.utils import timezone

FILLED_BY_MIGRATIONS = ("django_content_type", "auth_permission")
PEOPLE = {"assessments_user", "assessments_membership", "django_session"}
"""Tables whose rows stand beside those of any world."""
REAL_CLOCK = timezone.now
Rows = dict[str, list[str]]
"""By table, the values of each row as SQL, in the order in which the table has them."""
NEXT = """
    SELECT setval(numbers, GREATEST(nextval(numbers), (SELECT MAX(id) FROM {table})))
    FROM pg_get_serial_sequence('{table}', 'id') AS numbers
"""
"""What is made next comes after what has been put in."""
LARGE = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_relation_size(oid) > %s"
SWEPT_FROM = 256 * 1024
"""Bytes."""
P = ParamSpec("P")
T = TypeVar("T")


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """Keep the rows that ``make`` adds to an empty database, and its answer, for whoever asks again.

    For factories and fixtures whose arguments are plain values, and that write no files. Anything
    else is made as it would be without: a second world in a test, one by another clock, one that
    other connections have to see.
    """
    known: dict[str, tuple[T, Rows]] = {}

    @functools.wraps(make)
    def answer(*args: P.args, **given: P.kwargs) -> T:
        if not (is_plain([*args, given]) and is_a_beginning()):
            return make(*args, **given)
        # A world of yesterday is another: its deadlines are a day nearer.
        key = repr((timezone.localdate(), args, sorted(given.items())))
        if key not in known:
            before, made = contents(), make(*args, **given)
            added = {
                table: [row for row in rows if row not in before.get(table, ())]
                for table, rows in contents().items()
            }
            known[key] = copy.deepcopy(made), added
            return made
        found, added = known[key]
        try:
            with transaction.atomic():
                put_in(added)
        except IntegrityError:
            # A flush has set the next numbers back, and somebody here has got one of these.
            return make(*args, **given)
        return copy.deepcopy(found)

    return answer


def is_plain(value: object) -> bool:
    """Whether ``repr`` says all of it: values, and what is made of them."""
    if isinstance(value, list | tuple):
        return all(map(is_plain, value))
    if isinstance(value, Mapping):
        return all(map(is_plain, value.values()))
    if is_dataclass(value):
        return all(is_plain(getattr(value, field.name)) for field in fields(value))
    return value is None or isinstance(value, str | int | datetime.timedelta)


def is_a_beginning() -> bool:
    """Whether there is nothing yet that another world could run into."""
    if not connection.in_atomic_block or timezone.now is not REAL_CLOCK:
        return False
    if nothing_written():
        return True
    # PostgreSQL gives no number twice before a flush, even when it is rolled back; SQLite does.
    beside = PEOPLE if connection.vendor == "postgresql" else set()
    return beside.issuperset(filled())


def nothing_written() -> bool:
    """Whether PostgreSQL knows of no write since the beginning of an ordinary test."""
    if connection.vendor != "postgresql" or not connection.atomic_blocks[0]._from_testcase:  # type: ignore[attr-defined]
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NULL")
        return bool(cursor.fetchone()[0])


@functools.cache
def tables() -> dict[str, list[str]]:
    """The columns of every table that tests write to."""
    present = connection.introspection.table_names()
    return {
        model._meta.db_table: [f'"{field.column}"' for field in model._meta.local_concrete_fields]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table in present
        and model._meta.db_table not in FILLED_BY_MIGRATIONS
    }


def filled() -> list[str]:
    """The tables with a row in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"  # noqa: S608  # our own names
                for table in tables()
            )
        )
        return [name for (name,) in cursor.fetchall()]


@functools.cache
def numbered() -> set[str]:
    """The tables that PostgreSQL gives numbers to."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if isinstance(model._meta.pk, AutoField) and model._meta.pk.column == "id"
    }


def contents() -> Rows:
    """Every row, as the database itself writes it down."""
    written = "quote_nullable" if connection.vendor == "postgresql" else "quote"
    found = {}
    with connection.cursor() as cursor:
        for table in filled():
            values = ", ".join(f"{written}({column})" for column in tables()[table])
            cursor.execute(f"SELECT {values} FROM {table}")  # noqa: S608  # our own names
            found[table] = [f"({', '.join(row)})" for row in cursor.fetchall()]
    return found


def put_in(added: Rows) -> None:
    statements = [
        f"INSERT INTO {table} ({', '.join(tables()[table])}) VALUES {', '.join(rows)}"  # noqa: S608
        for table, rows in added.items()
        if rows
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statements += [NEXT.format(table=table) for table in added if table in numbered()]
            cursor.execute("; ".join(statements))
        else:
            for statement in statements:
                cursor.execute(statement)


def empty() -> None:
    """Takes away every row of tests, when a test has committed some."""
    if not (names := filled()):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # No guard and no foreign key is asked. To truncate would make each table's files anew.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for name in names:
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608  # our own names


def sweep() -> None:
    """Gives back the room of rows that tests have rolled back.

    Nothing else does while they run, and whoever looks whether a table is empty reads all of it:
    after two thousand tests ten milliseconds each time.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(LARGE, [[*tables()], SWEPT_FROM])
        if names := [name for (name,) in cursor.fetchall()]:
            cursor.execute(f"VACUUM {', '.join(names)}")
