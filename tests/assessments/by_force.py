"""Writes past every guard, as somebody who holds the database could."""

from typing import Any

from django.db import connection, models


def by_force(model: type[models.Model], sql: str, *parameters: Any) -> None:
    """Runs a statement on the model's table ``{}`` without its triggers."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only")
        cursor.execute(sql.format(table), parameters)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")
