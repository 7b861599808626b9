"""Totals, indices, ranks and means of a whole round, each by one statement over all its units.

Points are stored as whole numbers of 0.0001 and indices of 0.01, so every sum and quotient here
is exact, and the same on both databases. Sums are cast back: PostgreSQL sums bigint to numeric,
and a numeric quotient would not be cut to a whole number.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import connection
from django.db.models import Q

from assessments.models import Assessment, Score, Unit
from assessments.models.rounds import ASSESSED
from criteria.models import Criterion
from criteria.numbers import round_half_up
from rankings.models import DomainIndex, Ranking, RankingMean, RankingRow
from rankings.rules import GROUPS

T = {
    model.__name__: connection.ops.quote_name(model._meta.db_table)
    for model in (Assessment, Score, Unit, Criterion, DomainIndex, RankingRow)
}


def _execute(sql: str, *params: int | str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def _fetch(sql: str, *params: int | str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _index(points: str, maximum: str) -> str:
    """points ÷ maximum × 100 with 2 decimals, rounded half up, in whole numbers; NULL over 0."""
    return f"CASE WHEN {maximum} > 0 THEN (2 * {points} * 10000 + {maximum}) / (2 * {maximum}) END"


def _sums(ranking: Ranking) -> tuple[str, list[int | str]]:
    """Each domain of each submitted sheet: (assessment_id, domain_id, points, max_points).

    A leaf without points counts 0; one that does not apply leaves the maximum. On the claimed
    basis survey leaves still count what the survey gave: nobody claims them.
    """
    points, absent = "s.awarded_points", "s.awarded_na"
    if ranking.basis == Ranking.Basis.CLAIMED:
        survey = "c.source = 'survey'"
        points = f"CASE WHEN {survey} THEN s.awarded_points ELSE s.claimed_points END"
        absent = f"CASE WHEN {survey} THEN s.awarded_na ELSE s.claimed_na END"
    states = ", ".join(["%s"] * len(ASSESSED))
    sql = f"""
        SELECT s.assessment_id, COALESCE(c.domain_id, c.id) AS domain_id,
               CAST(SUM(CASE WHEN {absent} THEN 0 ELSE COALESCE({points}, 0) END) AS BIGINT)
                   AS points,
               CAST(SUM(CASE WHEN {absent} THEN 0 ELSE s.max_points END) AS BIGINT) AS max_points
        FROM {T["Score"]} s
        JOIN {T["Criterion"]} c ON c.id = s.criterion_id
        JOIN {T["Assessment"]} a ON a.id = s.assessment_id
        WHERE a.round_id = %s AND a.status IN ({states})
        GROUP BY s.assessment_id, COALESCE(c.domain_id, c.id)
    """  # noqa: S608  # only names of our own tables and columns go into the text
    return sql, [ranking.round_id, *ASSESSED]


def sum_domains(ranking: Ranking) -> None:
    """An empty row for every unit of the round, and the domains of those that submitted.

    The only step that reads scores: all later numbers come from what this one statement saw.
    """
    _execute(
        f"""
        INSERT INTO {T["RankingRow"]} (ranking_id, assessment_id, unit_id, "group")
        SELECT %s, a.id, a.unit_id, '' FROM {T["Assessment"]} a WHERE a.round_id = %s
        """,  # noqa: S608  # as above
        ranking.pk,
        ranking.round_id,
    )
    sums, params = _sums(ranking)
    _execute(
        f"""
        INSERT INTO {T["DomainIndex"]} (row_id, domain_id, points, max_points, "index")
        SELECT r.id, t.domain_id, t.points, t.max_points, {_index("t.points", "t.max_points")}
        FROM ({sums}) t
        JOIN {T["RankingRow"]} r ON r.assessment_id = t.assessment_id AND r.ranking_id = %s
        """,  # noqa: S608  # as above
        *params,
        ranking.pk,
    )


def sum_units(ranking: Ranking) -> None:
    """Points, applicable maximum, index and group of every unit that submitted."""
    index = _index("t.points", "t.max_points")
    groups = " ".join(f"WHEN {index} >= %s THEN %s" for _ in GROUPS)
    bounds = [part for group, lowest in GROUPS for part in (int(lowest * 100), group)]
    _execute(
        f"""
        UPDATE {T["RankingRow"]}
        SET points = t.points, max_points = t.max_points, "index" = {index},
            "group" = CASE {groups} ELSE '' END
        FROM (
            SELECT d.row_id, CAST(SUM(d.points) AS BIGINT) AS points,
                   CAST(SUM(d.max_points) AS BIGINT) AS max_points
            FROM {T["DomainIndex"]} d
            JOIN {T["RankingRow"]} r ON r.id = d.row_id
            WHERE r.ranking_id = %s
            GROUP BY d.row_id
        ) t
        WHERE t.row_id = {T["RankingRow"]}.id
        """,  # noqa: S608  # as above
        *bounds,
        ranking.pk,
    )


def rank_units(ranking: Ranking) -> None:
    """Ranks by the published index; the one window function is the tie rule (1, 2, 2, 4)."""
    _execute(
        f"""
        UPDATE {T["RankingRow"]} SET "rank" = t.place
        FROM (
            SELECT r.id, RANK() OVER (ORDER BY r."index" DESC) AS place
            FROM {T["RankingRow"]} r
            JOIN {T["Assessment"]} a ON a.id = r.assessment_id
            WHERE r.ranking_id = %s AND r."index" IS NOT NULL AND a.ranked
        ) t
        WHERE t.id = {T["RankingRow"]}.id
        """,  # noqa: S608  # as above
        ranking.pk,
    )


def average(ranking: Ranking) -> None:
    """The means over all assessed units and over each region: of the set, and of each domain.

    The exact quotients are averaged, not the published indices. Quotients over one and the same
    maximum add up in the database; fractions put the few different maxima together.
    """
    domains = f"""
        SELECT u.region, d.domain_id, d.max_points, CAST(SUM(d.points) AS BIGINT), COUNT(*)
        FROM {T["DomainIndex"]} d
        JOIN {T["RankingRow"]} r ON r.id = d.row_id
        JOIN {T["Unit"]} u ON u.id = r.unit_id
        WHERE r.ranking_id = %s AND d.max_points > 0
        GROUP BY u.region, d.domain_id, d.max_points
    """  # noqa: S608  # as above
    units = f"""
        SELECT u.region, NULL, r.max_points, CAST(SUM(r.points) AS BIGINT), COUNT(*)
        FROM {T["RankingRow"]} r
        JOIN {T["Unit"]} u ON u.id = r.unit_id
        WHERE r.ranking_id = %s AND r.max_points > 0
        GROUP BY u.region, r.max_points
    """  # noqa: S608  # as above
    quotients: dict[tuple[str, int | None], Fraction] = defaultdict(Fraction)
    counts: dict[tuple[str, int | None], int] = defaultdict(int)
    for region, domain, maximum, points, count in _fetch(units, ranking.pk) + _fetch(
        domains, ranking.pk
    ):
        # A blank region is no region: those units count in the mean of all only.
        for place in {"", region}:
            quotients[place, domain] += Fraction(points, maximum)
            counts[place, domain] += count
    RankingMean.objects.bulk_create(
        RankingMean(
            ranking=ranking,
            region=region,
            domain_id=domain,
            units=counts[region, domain],
            index=mean_index(total, counts[region, domain]),
        )
        for (region, domain), total in quotients.items()
    )


def mean_index(quotients: Fraction, count: int) -> Decimal:
    """The mean of ``count`` quotients with the given sum, in percent with 2 decimals, half up."""
    return round_half_up(quotients * 100 / count, 2)


def changed_units(ranking: Ranking) -> list[str]:
    """The names of the units whose result would differ if it were computed now."""
    now, params = _sums(ranking)
    kept = f"""
        SELECT r.assessment_id, d.domain_id, d.points, d.max_points
        FROM {T["DomainIndex"]} d JOIN {T["RankingRow"]} r ON r.id = d.row_id
        WHERE r.ranking_id = %s
    """  # noqa: S608  # as above
    rows = _fetch(
        f"""
        SELECT assessment_id FROM (SELECT * FROM ({now}) x EXCEPT SELECT * FROM ({kept}) y) more
        UNION
        SELECT assessment_id FROM (SELECT * FROM ({kept}) x EXCEPT SELECT * FROM ({now}) y) less
        """,  # noqa: S608  # as above
        *params,
        ranking.pk,
        ranking.pk,
        *params,
    )
    ranked = RankingRow.objects.filter(ranking=ranking, index__isnull=False).filter(
        Q(rank=None, assessment__ranked=True) | Q(rank__isnull=False, assessment__ranked=False)
    )
    changed = {row[0] for row in rows} | set(ranked.values_list("assessment_id", flat=True))
    names = Assessment.objects.filter(pk__in=changed).order_by("unit__code")
    return list(names.values_list("unit__name_vi", flat=True))
