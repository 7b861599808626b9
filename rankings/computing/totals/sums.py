"""Domains from leaves, units from domains, ranks from units: each one statement over all units.

Each is a SELECT over what the step before kept, so that the same SQL computes and verifies.
"""

from collections.abc import Sequence

from rankings.computing.around import Around, OutsideDomain, around_of
from rankings.computing.totals.classes import class_cases, tie_joins
from rankings.computing.totals.sql import Param, T, analyze, execute, index
from rankings.models import Ranking

Select = tuple[str, list[Param]]


def domains(ranking: Ranking, around: Around | None = None) -> Select:
    """Returns a SELECT of (row_id, domain_id, points, max_points, index) of each domain of each assessed unit.

    A domain outside the total has points and a maximum up to its cap, and no index.
    """
    outside = (around or around_of(ranking)).outside
    own = index("t.points", "t.max_points")
    if outside:
        own = f"CASE WHEN t.domain_id NOT IN ({_ids(outside)}) THEN {own} END"
    sql = f"""
        SELECT t.row_id, t.domain_id, t.points, t.max_points, {own} AS "index"
        FROM (
            SELECT l.row_id, COALESCE(c.domain_id, c.id) AS domain_id,
                   {_capped("l.points", outside)} AS points,
                   {_capped("l.max_points", outside)} AS max_points
            FROM {T["RankingLeaf"]} l
            JOIN {T["RankingRow"]} r ON r.id = l.row_id
            JOIN {T["Criterion"]} c ON c.id = l.criterion_id
            WHERE r.ranking_id = %s
            GROUP BY l.row_id, COALESCE(c.domain_id, c.id)
        ) t
    """  # noqa: S608  # only names of our own tables and columns go into the text
    return sql, [ranking.pk]


def _ids(outside: Sequence[OutsideDomain]) -> str:
    return ", ".join(str(one.pk) for one in outside)


def _capped(column: str, outside: Sequence[OutsideDomain]) -> str:
    """Returns SQL for a domain's sum; outside the total up to the cap, of all its leaves or of the highest alone."""
    total = f"CAST(SUM({column}) AS BIGINT)"
    if not outside:
        return total
    each = []
    for one in outside:
        reached = f"MAX({column})" if one.is_highest_only else total
        capped = f"CASE WHEN {reached} > {one.cap} THEN {one.cap} ELSE {reached} END"
        each.append(f"WHEN {one.pk} THEN {capped}")
    return f"CASE COALESCE(c.domain_id, c.id) {' '.join(each)} ELSE {total} END"


def unit_indices(ranking: Ranking, around: Around) -> Select:
    """Returns a SELECT of (row_id, block, inside, max_points, outside, points, index) of each assessed unit."""
    total, beside = "s.inside", "0"
    inside, most = "SUM(d.points)", "SUM(d.max_points)"
    if around.outside:
        ids = _ids(around.outside)
        inside, most = (
            f"SUM(CASE WHEN d.domain_id IN ({ids}) THEN 0 ELSE {column} END)"
            for column in ("d.points", "d.max_points")
        )
        signs = " ".join(f"WHEN {one.pk} THEN {one.sign} * d.points" for one in around.outside)
        beside = f"SUM(CASE d.domain_id {signs} ELSE 0 END)"
        cap = "WHEN s.inside + s.outside > s.max_points THEN s.max_points"
        total = f"""
            CASE WHEN s.inside + s.outside < 0 THEN 0 {cap if around.rules.capped else ""}
                 ELSE s.inside + s.outside END
        """
    block, by_block = ("r.block", ", r.block") if around.rules.blocks else ("''", "")
    sql = f"""
        SELECT s.*, {total} AS points, {index(f"({total})", "s.max_points")} AS "index"
        FROM (
            SELECT d.row_id, {block} AS block, CAST({inside} AS BIGINT) AS inside,
                   CAST({most} AS BIGINT) AS max_points, CAST({beside} AS BIGINT) AS outside
            FROM {T["DomainIndex"]} d
            JOIN {T["RankingRow"]} r ON r.id = d.row_id
            WHERE r.ranking_id = %s
            GROUP BY d.row_id{by_block}
        ) s
    """  # noqa: S608  # as above
    return sql, [ranking.pk]


def unit_totals(ranking: Ranking) -> Select:
    """Returns a SELECT of (row_id, points, max_points, outside, index, group) of each assessed unit."""
    around = around_of(ranking)
    units, by_units = unit_indices(ranking, around)
    classes, params = class_cases(around)
    sql = f"""
        SELECT u.row_id, u.points, u.max_points, u.outside, u."index",
               CASE {classes} ELSE '' END AS "group"
        FROM ({units}) u
    """  # noqa: S608  # as above
    return sql, [*params, *by_units]


def ranks(ranking: Ranking) -> Select:
    """Returns a SELECT of (row_id, rank) of each ranked unit; the window function is the tie rule (1, 2, 2, 4).

    What parts equal indices, and the blocks of units, are those of the set.
    """
    around = around_of(ranking)
    blocks = "PARTITION BY r.block" if around.rules.blocks else ""
    joins, values = tie_joins(around)
    order = "".join(f", {value} DESC" for value in values)
    sql = f"""
        SELECT r.id AS row_id, RANK() OVER ({blocks} ORDER BY r."index" DESC {order}) AS "rank"
        FROM {T["RankingRow"]} r {joins}
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
    """Stores points, applicable maximum, index and class of every assessed unit."""
    select, params = unit_totals(ranking)
    execute(
        f"""
        UPDATE {T["RankingRow"]}
        SET points = t.points, max_points = t.max_points, outside = t.outside,
            "index" = t."index", "group" = t."group"
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
