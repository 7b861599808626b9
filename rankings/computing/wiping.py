"""Removes the numbers of a ranking that was never published, however many they are."""

from django.db.models import Model, QuerySet

from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingMean, RankingRow
from rankings.models.frozen import FROZEN, published_ranking_refusal


def wipe(ranking: Ranking) -> None:
    """Deletes with one statement a table; the cascade of the models would read every row first."""
    if ranking.status in FROZEN:
        raise published_ranking_refusal()
    below: tuple[QuerySet[Model], ...] = (
        RankingLeaf.objects.filter(row__ranking=ranking),
        DomainIndex.objects.filter(row__ranking=ranking),
        RankingMean.objects.filter(ranking=ranking),
        RankingRow.objects.filter(ranking=ranking),
    )
    for rows in below:
        rows._raw_delete(rows.db)  # noqa: SLF001  # Django itself has no other name for it
