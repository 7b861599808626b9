"""Computes the means over all assessed units and over each region: of the set, and of each domain."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from rankings.computing.totals.sql import T, fetch
from rankings.models import Ranking, RankingMean
from rankings.rules import mean_of

Means = dict[tuple[str, int | None], tuple[int, Decimal]]
"""(region, domain) → (units, percent with 2 decimals); "" is all regions, None the whole set."""


def means(ranking: Ranking) -> Means:
    """Returns the means, from the domains and units that the ranking keeps.

    They average the exact quotients, not the published indices. The database adds up the quotients
    over one and the same maximum; fractions then put the few different maxima together.
    """
    of_domains = f"""
        SELECT r.region, d.domain_id, d.max_points, CAST(SUM(d.points) AS BIGINT), COUNT(*)
        FROM {T["DomainIndex"]} d
        JOIN {T["RankingRow"]} r ON r.id = d.row_id
        WHERE r.ranking_id = %s AND d."index" IS NOT NULL
        GROUP BY r.region, d.domain_id, d.max_points
    """  # noqa: S608  # only names of our own tables and columns go into the text
    of_units = f"""
        SELECT r.region, NULL, r.max_points, CAST(SUM(r.points) AS BIGINT), COUNT(*)
        FROM {T["RankingRow"]} r
        WHERE r.ranking_id = %s AND r.max_points > 0
        GROUP BY r.region, r.max_points
    """  # noqa: S608  # as above
    quotients: dict[tuple[str, int | None], Fraction] = defaultdict(Fraction)
    counts: dict[tuple[str, int | None], int] = defaultdict(int)
    for region, domain, maximum, points, count in fetch(of_units, ranking.pk) + fetch(
        of_domains, ranking.pk
    ):
        # A blank region is no region: those units count in the mean of all only.
        for place in {"", region}:
            quotients[place, domain] += Fraction(points, maximum)
            counts[place, domain] += count
    return {key: (counts[key], mean_of(total, counts[key])) for key, total in quotients.items()}


def average(ranking: Ranking) -> None:
    """Stores the means with the ranking."""
    RankingMean.objects.bulk_create(
        RankingMean(ranking=ranking, region=region, domain_id=domain, units=units, index=index)
        for (region, domain), (units, index) in means(ranking).items()
    )
