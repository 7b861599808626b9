"""The units that a unit was formed from and those that it became, however long ago: one subquery."""

from typing import Any

from django.db.models import BigIntegerField, CharField
from django.db.models.expressions import RawSQL

from assessments.models import Unit

PAIRS = Unit.formed_from.through._meta.db_table
SQL = f"""
    WITH RECURSIVE
    before(id) AS (
        SELECT CAST(%s AS bigint)
        UNION SELECT p.to_unit_id FROM {PAIRS} p JOIN before b ON p.from_unit_id = b.id
    ),
    since(id) AS (
        SELECT CAST(%s AS bigint)
        UNION SELECT p.from_unit_id FROM {PAIRS} p JOIN since s ON p.to_unit_id = s.id
    )
    SELECT id FROM before UNION SELECT id FROM since
"""  # noqa: S608  # only the name of our own table goes into the text


def lineage(unit_id: int) -> Any:
    """Ids of the unit, of all before it and of all after it; not of those merged along with it."""
    return RawSQL(SQL, [unit_id, unit_id], output_field=BigIntegerField())  # noqa: S611  # as above


def named(unit_id: int) -> Any:
    """A text that changes with the lineage: units are recorded as merged after a publication too."""
    sql = f"SELECT CAST(COUNT(*) AS text) || ' ' || CAST(SUM(k.id) AS text) FROM ({SQL}) k"  # noqa: S608  # as above
    return RawSQL(sql, [unit_id, unit_id], output_field=CharField())  # noqa: S611  # as above


def recorded() -> Any:
    """A text that changes whenever a unit is recorded as formed from another, or no longer."""
    sql = f"SELECT CAST(COUNT(*) AS text) || ' ' || CAST(COALESCE(MAX(id), 0) AS text) FROM {PAIRS}"  # noqa: S608  # as above
    return RawSQL(sql, [], output_field=CharField())  # noqa: S611  # as above
