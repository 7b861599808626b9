"""The rankings, rows and means that pages, files and the API read; each list takes a constant number of queries."""

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Prefetch, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.http import Http404
from django.utils import timezone

from assessments import permissions
from assessments.models import User
from assessments.people.lineage import lineage_stamp, mergers_stamp
from rankings.models import DomainIndex, Ranking, RankingMean, RankingQuerySet, RankingRow
from rankings.prepared import Prepared


def rankings_visible_to(user: User | AnonymousUser) -> RankingQuerySet:
    """Returns what is or was published for anyone; drafts, runs and failures for people who watch them."""
    return _visible(timezone.now(), drafts=_watches(user))


def _watches(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and permissions.may_watch(user)


def _visible(now: datetime.datetime, *, drafts: bool) -> RankingQuerySet:
    found: RankingQuerySet = Ranking.objects.select_related("round__criteria_set").with_state(now)
    return found if drafts else found.published(now)


def ranking_visible_to(
    user: User | AnonymousUser, ranking_id: int, *, other_years: bool = False
) -> Ranking:
    """One that has been computed; one query, ``Http404`` where there is none.

    Pages that look at ``other_years`` change with what was published last (``newest``) and with
    the ``mergers`` of units, which are recorded after a publication too.
    """
    found = _one[_watches(user), other_years](timezone.now(), ranking_id)
    if not found:
        raise Http404
    return found[0]


def _prepared(*, drafts: bool, other_years: bool) -> Prepared[Ranking]:
    def make(now: datetime.datetime, ranking_id: int) -> RankingQuerySet:
        found: RankingQuerySet = _visible(now, drafts=drafts).filter(pk=ranking_id)
        if other_years:
            newest = Ranking.objects.published(now).order_by("-published_at", "-pk")
            found = found.annotate(
                newest=Subquery(newest.values("pk")[:1]), mergers=mergers_stamp()
            )
        return found.exclude(computed_at=None)

    return Prepared(make, datetime.datetime, int)


_one = {
    (drafts, other_years): _prepared(drafts=drafts, other_years=other_years)
    for drafts in (False, True)
    for other_years in (False, True)
}


def versions_of(ranking: Ranking, user: User | AnonymousUser) -> RankingQuerySet:
    """Returns the publications of a ranking's round that the person may see, newest first; one query."""
    versions = rankings_visible_to(user).filter(round=ranking.round_id, version__isnull=False)
    return versions.order_by("-version")


def by_publication(now: datetime.datetime | None = None) -> RankingQuerySet:
    """All versions that are or were in force, the newest publication first."""
    found: RankingQuerySet = Ranking.objects.published(now).with_state(now)
    return found.select_related("round__criteria_set").order_by("-published_at", "-pk")


def publications() -> list[Ranking]:
    """The same, put into SQL once; one query."""
    return _publications(timezone.now())


def rankings_in_force() -> list[Ranking]:
    """For each level and year the ranking that counts now; one query."""
    return _in_force(timezone.now())


def rankings_in_force_with_kin_of(unit_id: int) -> list[Ranking]:
    """The same, each with ``kin``, a text that changes with the unit's lineage; one query."""
    return _in_force_with_kin(timezone.now(), unit_id)


def _in_force_then(now: datetime.datetime) -> RankingQuerySet:
    found: RankingQuerySet = Ranking.objects.latest_published(now).with_state(now)
    return found.select_related("round__criteria_set")


_publications = Prepared(by_publication, datetime.datetime)
_in_force = Prepared(_in_force_then, datetime.datetime)
_in_force_with_kin = Prepared(
    lambda now, unit_id: _in_force_then(now).annotate(kin=lineage_stamp(unit_id)),
    datetime.datetime,
    int,
)


def rows_of_all(rankings: Iterable[Ranking]) -> QuerySet[RankingRow]:
    """Returns the rows of several rankings, one ranking after the other, each by rank; two queries."""
    keys = [ranking.pk for ranking in rankings]
    return _with_domains(RankingRow.objects.filter(ranking__in=keys)).order_by(
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
