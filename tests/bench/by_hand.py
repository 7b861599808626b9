"""What the ranking task does, as one would write it in SQL for this one purpose: the limit.

The same rows with the same numbers and unit digests go into the same tables; no steps, no locks
between them, no progress, nothing but PostgreSQL.
"""

from django.db import connection, transaction

INDEX = "CASE WHEN {m} > 0 THEN (2 * {p} * 10000 + {m}) / (2 * {m}) END"

STATEMENTS = (
    f"""
    WITH totals AS (
        SELECT s.assessment_id, SUM(CASE WHEN s.awarded_na THEN 0
                                         ELSE COALESCE(s.awarded_points, 0) END)::bigint AS p,
               SUM(CASE WHEN s.awarded_na THEN 0 ELSE s.max_points END)::bigint AS m
        FROM assessments_score s JOIN assessments_assessment a ON a.id = s.assessment_id
        WHERE a.round_id = %(round)s AND a.status <> 'drafting' GROUP BY s.assessment_id
    ), indexed AS (
        SELECT a.id, a.unit_id, a.ranked, t.p, t.m, {INDEX.format(p="t.p", m="t.m")} AS i
        FROM assessments_assessment a LEFT JOIN totals t ON t.assessment_id = a.id
        WHERE a.round_id = %(round)s
    )
    INSERT INTO rankings_rankingrow (ranking_id, assessment_id, unit_id, code, name, region, ranked,
        points, max_points, "index", "rank", "group", digest)
    SELECT %(ranking)s, x.id, x.unit_id, u.code, u.name_vi, u.region, x.ranked, x.p, x.m, x.i,
           CASE WHEN x.ranked AND x.i IS NOT NULL
                THEN RANK() OVER (PARTITION BY x.ranked AND x.i IS NOT NULL ORDER BY x.i DESC) END,
           CASE WHEN x.i >= 9000 THEN 'A' WHEN x.i >= 8000 THEN 'B' WHEN x.i >= 7000 THEN 'C'
                WHEN x.i >= 0 THEN 'D' ELSE '' END, ''
    FROM indexed x JOIN assessments_unit u ON u.id = x.unit_id
    """,  # noqa: S608  # the text is our own
    """
    INSERT INTO rankings_rankingleaf
        (row_id, criterion_id, points, max_points, claimed_points, note, input)
    SELECT r.id, s.criterion_id,
           CASE WHEN s.awarded_na THEN 0 ELSE COALESCE(s.awarded_points, 0) END,
           CASE WHEN s.awarded_na THEN 0 ELSE s.max_points END, s.claimed_points,
           CASE WHEN c.source = 'survey' THEN '' ELSE s.awarded_note END, s.awarded_input
    FROM assessments_score s JOIN rankings_rankingrow r ON r.assessment_id = s.assessment_id
    JOIN criteria_criterion c ON c.id = s.criterion_id
    WHERE r.ranking_id = %(ranking)s AND r.points IS NOT NULL
    """,
    f"""
    INSERT INTO rankings_domainindex (row_id, domain_id, points, max_points, "index")
    SELECT row_id, domain, p, m, {INDEX.format(p="p", m="m")} FROM (
        SELECT r.id AS row_id, COALESCE(c.domain_id, c.id) AS domain,
               SUM(CASE WHEN s.awarded_na THEN 0
                        ELSE COALESCE(s.awarded_points, 0) END)::bigint AS p,
               SUM(CASE WHEN s.awarded_na THEN 0 ELSE s.max_points END)::bigint AS m
        FROM assessments_score s JOIN rankings_rankingrow r ON r.assessment_id = s.assessment_id
        JOIN criteria_criterion c ON c.id = s.criterion_id
        WHERE r.ranking_id = %(ranking)s AND r.points IS NOT NULL
        GROUP BY r.id, COALESCE(c.domain_id, c.id)
    ) t
    """,  # noqa: S608  # as above
    """
    INSERT INTO rankings_rankingmean (ranking_id, region, domain_id, units, "index")
    SELECT %(ranking)s, CASE WHEN GROUPING(x.region) = 1 THEN '' ELSE x.region END, x.domain,
           COUNT(*), ROUND(AVG(x.p::numeric / x.m) * 10000)
    FROM (
        SELECT r.region, NULL::bigint AS domain, r.points AS p, r.max_points AS m
        FROM rankings_rankingrow r WHERE r.ranking_id = %(ranking)s AND r.max_points > 0
        UNION ALL
        SELECT r.region, d.domain_id, d.points, d.max_points
        FROM rankings_domainindex d JOIN rankings_rankingrow r ON r.id = d.row_id
        WHERE r.ranking_id = %(ranking)s AND d.max_points > 0
    ) x GROUP BY GROUPING SETS ((x.region, x.domain), (x.domain))
    """,
)

DIGESTS = r"""
    UPDATE rankings_rankingrow u SET digest = t.digest FROM (
        SELECT r.id, encode(sha256(convert_to(concat_ws('|', 'unit', r.code, r.name, r.region,
            r.block, r."group", r.ranked::int, r.outside, r.points, r.max_points,
            COALESCE(r."index"::text, ''), COALESCE(r."rank"::text, ''))
            || d.lines || l.lines, 'UTF8')), 'hex') AS digest
        FROM rankings_rankingrow r
        JOIN (SELECT x.row_id, string_agg(E'\ndomain|' || c.code || '|' || x.points || '|'
                  || x.max_points || '|' || COALESCE(x."index"::text, ''), '' ORDER BY c.position)
                  AS lines
              FROM rankings_domainindex x JOIN criteria_criterion c ON c.id = x.domain_id
              JOIN rankings_rankingrow r ON r.id = x.row_id AND r.ranking_id = %(ranking)s
              GROUP BY x.row_id) d ON d.row_id = r.id
        JOIN (SELECT x.row_id, string_agg(E'\nleaf|' || c.code || '|' || x.points || '|'
                  || x.max_points || '|' || COALESCE(x.claimed_points::text, '') || '|' || x.note,
                  '' ORDER BY c.position) AS lines
              FROM rankings_rankingleaf x JOIN criteria_criterion c ON c.id = x.criterion_id
              JOIN rankings_rankingrow r ON r.id = x.row_id AND r.ranking_id = %(ranking)s
              GROUP BY x.row_id) l ON l.row_id = r.id
        WHERE r.ranking_id = %(ranking)s
    ) t WHERE t.id = u.id
"""


ANALYZED = (
    "rankings_rankingrow",
    "rankings_rankingrow, rankings_rankingleaf",
    "rankings_domainindex",
    "",
    "",
)
"""What the planner is told of after each statement: as often as by our task, and of no more."""


def insert(ranking_id: int, round_id: int) -> None:
    """All of it in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, known in zip((*STATEMENTS, DIGESTS), ANALYZED, strict=True):
            cursor.execute(statement, {"ranking": ranking_id, "round": round_id})
            if known:
                cursor.execute(f"ANALYZE {known}")
