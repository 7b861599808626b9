"""The rankings, rows and means that pages, files and the API read; each list takes a constant number of queries."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments import permissions
from assessments.models import Round, User
from rankings.models import (
    DomainIndex,
    Ranking,
    RankingMean,
    RankingQuerySet,
    RankingRow,
    is_open,
    is_released,
)


def rankings_visible_to(user: User | AnonymousUser) -> RankingQuerySet:
    """Returns the rankings that anyone may read; to people also released ones of own rounds that concern them.

    Whoever watches over a round reads all of its rankings.
    """
    now = timezone.now()
    found: RankingQuerySet = Ranking.objects.select_related("round__criteria_set").with_state(now)
    if not isinstance(user, User):
        return found.filter(is_open(now))
    own = Round.objects.filter(permissions.rounds_visible_to(user), owner__isnull=False)
    return found.filter(
        is_open(now)
        | permissions.rounds_watched_by(user, "round__")
        | is_released(now) & Q(round__in=own)
    )


def _watches(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and permissions.may_watch_any(user)


def ranking_visible_to(user: User | AnonymousUser, ranking_id: int) -> Ranking:
    """Returns one that has been computed; one query, two for one that is not public, ``Http404`` where there is none."""
    found = None if _watches(user) else _public(ranking_id)
    if found is None and isinstance(user, User):
        found = rankings_visible_to(user).filter(pk=ranking_id, computed_at__isnull=False).first()
    if found is None:
        raise Http404
    return found


def _public(ranking_id: int) -> Ranking | None:
    """Reads it with the other public versions of its round, which say what has taken its place."""
    versions = Ranking.objects.filter(
        is_open(timezone.now()), round__rankings__pk=ranking_id
    ).order_by()
    found = {one.pk: one for one in versions.select_related("round__criteria_set")}
    one = found.get(ranking_id)
    if one is not None:
        newest = max(found.values(), key=lambda version: version.version or 0)
        one.newer = None if newest == one else newest.pk
    return one


def row_visible_to(user: User | AnonymousUser, ranking_id: int, row_id: int) -> RankingRow:
    """Returns a unit's row in one of them, with the ranking; one query, ``Http404`` where there is none."""
    visible = rankings_visible_to(user).filter(pk=ranking_id, computed_at__isnull=False)
    rows = RankingRow.objects.select_related("unit", "assessment", "ranking__round__criteria_set")
    return get_object_or_404(rows, pk=row_id, ranking__in=visible.values("pk"))


def versions_of(ranking: Ranking, user: User | AnonymousUser) -> RankingQuerySet:
    """Returns the publications of a ranking's round that the person may see, newest first; one query."""
    versions = rankings_visible_to(user).filter(round=ranking.round_id, version__isnull=False)
    return versions.order_by("-version")


def rows_of_all(rankings: Iterable[int]) -> QuerySet[RankingRow]:
    """Returns the rows of several rankings (ids), one ranking after the other, each by rank; two queries."""
    return _with_domains(RankingRow.objects.filter(ranking__in=rankings)).order_by(
        "-ranking__round__year",
        "ranking__round__criteria_set__level",
        "ranking_id",
        *_by_rank(),
    )


def rows_of(ranking: Ranking) -> QuerySet[RankingRow]:
    """Returns the rows of one ranking by rank, with their units and domains; two queries."""
    return _with_domains(RankingRow.objects.filter(ranking=ranking)).order_by(*_by_rank())


def means_of(ranking: Ranking) -> QuerySet[RankingMean]:
    """Returns the means of all units first, then of each region; in each, of the set and then of its domains."""
    return RankingMean.objects.filter(ranking=ranking).select_related("domain")


def _with_domains(rows: QuerySet[RankingRow]) -> QuerySet[RankingRow]:
    domains = DomainIndex.objects.select_related("domain").order_by("domain__position")
    return rows.select_related("unit", "ranking__round__criteria_set").prefetch_related(
        Prefetch("domains", queryset=domains)
    )


def _by_rank() -> tuple[OrderBy | str, ...]:
    """Returns the order: ranked, then scored but not ranked, then not assessed."""
    return (
        F("rank").asc(nulls_last=True),
        F("index").desc(nulls_last=True),
        "unit__code",
        "pk",
    )
