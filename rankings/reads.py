"""What pages, files and the API read of rankings; each list takes a constant number of queries."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, QuerySet
from django.db.models.expressions import OrderBy

from assessments.models import Role, User
from rankings.models import DomainIndex, Ranking, RankingMean, RankingQuerySet, RankingRow

READERS_OF_DRAFTS = (Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN)


def rankings_visible_to(user: User | AnonymousUser) -> RankingQuerySet:
    """What is or was published for anyone; drafts, runs and failures for those who watch them."""
    rankings: RankingQuerySet = Ranking.objects.select_related(
        "round__criteria_set", "started_by"
    ).with_state()
    if isinstance(user, User) and user.holds(*READERS_OF_DRAFTS):
        return rankings
    return rankings.published()


def versions_of(ranking: Ranking, user: User | AnonymousUser) -> RankingQuerySet:
    """The publications of a ranking's round that the person may see, newest first; one query."""
    versions = rankings_visible_to(user).filter(round=ranking.round_id, version__isnull=False)
    return versions.order_by("-version")


def rankings_in_force() -> RankingQuerySet:
    """For each level and year the ranking that counts now."""
    found: RankingQuerySet = Ranking.objects.latest_published().with_state()
    return found.select_related("round__criteria_set")


def rows_of_all(rankings: Iterable[Ranking]) -> QuerySet[RankingRow]:
    """The rows of several rankings, one ranking after the other, each by rank; 2 queries."""
    keys = [ranking.pk for ranking in rankings]
    return _with_domains(RankingRow.objects.filter(ranking__in=keys)).order_by(
        "-ranking__round__year",
        "ranking__round__criteria_set__level",
        "ranking_id",
        *_by_rank(),
    )


def rows_of(ranking: Ranking) -> QuerySet[RankingRow]:
    """The rows of one ranking by rank, with their units and domains; 2 queries."""
    return _with_domains(RankingRow.objects.filter(ranking=ranking)).order_by(*_by_rank())


def means_of(ranking: Ranking) -> QuerySet[RankingMean]:
    """Of all units first, then of each region; in each, of the set and then of its domains."""
    return RankingMean.objects.filter(ranking=ranking).select_related("domain")


def _with_domains(rows: QuerySet[RankingRow]) -> QuerySet[RankingRow]:
    domains = DomainIndex.objects.select_related("domain").order_by("domain__position")
    return rows.select_related("unit", "ranking__round__criteria_set").prefetch_related(
        Prefetch("domains", queryset=domains)
    )


def _by_rank() -> tuple[OrderBy | str, ...]:
    """Ranked, then scored but not ranked, then not assessed."""
    return (
        F("rank").asc(nulls_last=True),
        F("index").desc(nulls_last=True),
        "unit__code",
        "pk",
    )
