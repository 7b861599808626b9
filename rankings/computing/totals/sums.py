"""Domains from leaves, units from domains, ranks from units: each one statement over all units.

Each is a SELECT over what the step before kept, so that the same SQL computes and verifies.
"""

from rankings.computing.totals.sql import Param, T, analyze, execute, index
from rankings.models import Ranking
from rankings.rules import GROUPS

Select = tuple[str, list[Param]]


def domains(ranking: Ranking) -> Select:
    """Returns a SELECT of (row_id, domain_id, points, max_points, index) of each domain of each assessed unit."""
    sql = f"""
        SELECT t.row_id, t.domain_id, t.points, t.max_points,
               {index("t.points", "t.max_points")} AS "index"
        FROM (
            SELECT l.row_id, COALESCE(c.domain_id, c.id) AS domain_id,
                   CAST(SUM(l.points) AS BIGINT) AS points,
                   CAST(SUM(l.max_points) AS BIGINT) AS max_points
            FROM {T["RankingLeaf"]} l
            JOIN {T["RankingRow"]} r ON r.id = l.row_id
            JOIN {T["Criterion"]} c ON c.id = l.criterion_id
            WHERE r.ranking_id = %s
            GROUP BY l.row_id, COALESCE(c.domain_id, c.id)
        ) t
    """  # noqa: S608  # only names of our own tables and columns go into the text
    return sql, [ranking.pk]


def unit_totals(ranking: Ranking) -> Select:
    """Returns a SELECT of (row_id, points, max_points, index, group) of each assessed unit."""
    own = index("s.points", "s.max_points")
    groups = " ".join(f"WHEN {own} >= %s THEN %s" for _ in GROUPS)
    bounds: list[Param] = [part for group, low in GROUPS for part in (int(low * 100), group)]
    sql = f"""
        SELECT s.row_id, s.points, s.max_points, {own} AS "index",
               CASE {groups} ELSE '' END AS "group"
        FROM (
            SELECT d.row_id, CAST(SUM(d.points) AS BIGINT) AS points,
                   CAST(SUM(d.max_points) AS BIGINT) AS max_points
            FROM {T["DomainIndex"]} d
            JOIN {T["RankingRow"]} r ON r.id = d.row_id
            WHERE r.ranking_id = %s
            GROUP BY d.row_id
        ) s
    """  # noqa: S608  # as above
    return sql, [*bounds, ranking.pk]


def ranks(ranking: Ranking) -> Select:
    """Returns a SELECT of (row_id, rank) of each ranked unit; the window function is the tie rule (1, 2, 2, 4)."""
    sql = f"""
        SELECT r.id AS row_id, RANK() OVER (ORDER BY r."index" DESC) AS "rank"
        FROM {T["RankingRow"]} r
        WHERE r.ranking_id = %s AND r."index" IS NOT NULL AND r.ranked
    """  # noqa: S608  # as above
    return sql, [ranking.pk]


def sum_domains(ranking: Ranking) -> None:
    """Stores the domains of every assessed unit."""
    select, params = domains(ranking)
    execute(
        f"""
        INSERT INTO {T["DomainIndex"]} (row_id, domain_id, points, max_points, "index")
        {select}
        """,
        *params,
    )
    analyze("DomainIndex")


def sum_units(ranking: Ranking) -> None:
    """Stores points, applicable maximum, index and group of every assessed unit."""
    select, params = unit_totals(ranking)
    execute(
        f"""
        UPDATE {T["RankingRow"]}
        SET points = t.points, max_points = t.max_points, "index" = t."index", "group" = t."group"
        FROM ({select}) t WHERE t.row_id = {T["RankingRow"]}.id
        """,  # noqa: S608  # as above
        *params,
    )


def rank_units(ranking: Ranking) -> None:
    """Stores the ranks by the published index."""
    select, params = ranks(ranking)
    execute(
        f"""
        UPDATE {T["RankingRow"]} SET "rank" = t."rank"
        FROM ({select}) t WHERE t.row_id = {T["RankingRow"]}.id
        """,  # noqa: S608  # as above
        *params,
    )
