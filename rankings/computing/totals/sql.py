"""The base of the statements: the tables' names, running SQL, and the index in whole numbers.

Points are stored as whole numbers of 0.0001 and indices of 0.01, so every sum and quotient here
is exact, and the same on both databases. Sums are cast back: PostgreSQL sums bigint to numeric,
and a numeric quotient would not be cut to a whole number.
"""

from typing import Any

from django.db import connection

from assessments.models import Assessment, Score, Unit
from criteria.models import Criterion
from rankings.models import DomainIndex, RankingLeaf, RankingRow

Param = int | str | None

T = {
    model.__name__: connection.ops.quote_name(model._meta.db_table)
    for model in (Assessment, Score, Unit, Criterion, DomainIndex, RankingLeaf, RankingRow)
}


def execute(sql: str, *params: Param) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def fetch(sql: str, *params: Param) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def analyze(*models: str) -> None:
    """Lets PostgreSQL's planner count what has just been written; it would plan for a few old rows."""
    if connection.vendor == "postgresql":
        execute(f"ANALYZE {', '.join(T[model] for model in models)}")


def index(points: str, maximum: str) -> str:
    """Returns SQL for points ÷ maximum × 100 with 2 decimals, half up, as a whole number; NULL over 0."""
    return f"CASE WHEN {maximum} > 0 THEN (2 * {points} * 10000 + {maximum}) / (2 * {maximum}) END"
