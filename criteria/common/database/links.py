"""Rows that are linked with rows of their own table, over any number of links."""

from collections.abc import Collection
from typing import Any

from django.db.models import BigIntegerField, CharField, ManyToManyField
from django.db.models.expressions import RawSQL


def linked_ids(field: "ManyToManyField[Any, Any]", row_id: int) -> RawSQL:
    """Returns a subquery of the ids of a row, of all that its links lead to and of all whose links lead to it.

    Rows that merely share a target with it are left out. As a condition it costs no query of its own;
    following the links with Django takes two queries for each link. With 3,321 units and as many mergers
    it takes 1.3 ms in all, instead of 1.4 ms and 3 more round trips to the database.
    """
    sql, parameters = _linked(field, row_id)
    return RawSQL(sql, parameters, output_field=BigIntegerField())  # noqa: S611  # names of our own table


def ids_ahead(field: "ManyToManyField[Any, Any]", row_ids: Collection[int]) -> RawSQL:
    """Returns a subquery of the ids of all that the links of these rows lead to, over any number of links.

    Like ``linked_ids`` it is a condition, and costs no query of its own.
    """
    table, source, target = field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()
    places = ", ".join(["%s"] * len(row_ids)) or "NULL"
    sql = f"""
        WITH RECURSIVE ahead(id) AS (
            SELECT l.{target} FROM {table} l WHERE l.{source} IN ({places})
            UNION SELECT l.{target} FROM {table} l JOIN ahead a ON l.{source} = a.id
        )
        SELECT id FROM ahead
    """  # noqa: S608  # as above
    return RawSQL(sql, [*row_ids], output_field=BigIntegerField())  # noqa: S611  # as above


def links_stamp(field: "ManyToManyField[Any, Any]") -> RawSQL:
    """Returns a subquery of a text that changes whenever a link is made or ended."""
    table = field.m2m_db_table()
    sql = f"SELECT CAST(COUNT(*) AS text) || ' ' || CAST(COALESCE(MAX(id), 0) AS text) FROM {table}"  # noqa: S608  # as above
    return RawSQL(sql, [], output_field=CharField())  # noqa: S611  # as above


def _linked(field: "ManyToManyField[Any, Any]", row_id: int) -> tuple[str, list[int]]:
    table, source, target = field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()
    sql = f"""
        WITH RECURSIVE
        ahead(id) AS (
            SELECT CAST(%s AS bigint)
            UNION SELECT l.{target} FROM {table} l JOIN ahead a ON l.{source} = a.id
        ),
        behind(id) AS (
            SELECT CAST(%s AS bigint)
            UNION SELECT l.{source} FROM {table} l JOIN behind b ON l.{target} = b.id
        )
        SELECT id FROM ahead UNION SELECT id FROM behind
    """  # noqa: S608  # only names of our own table go into the text
    return sql, [row_id, row_id]
