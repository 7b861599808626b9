"""What is public at this moment: the facts that published answers hang on, by one plain query.

They are asked of the database each time, so that nothing has to be told to any process when a
version is published, an embargo ends or a title is mended.
"""

import datetime
from collections.abc import Sequence
from operator import attrgetter
from typing import Any, NamedTuple, cast

from django.utils import timezone

from assessments.people.lineage import mergers_stamp
from rankings.models import Ranking, RankingQuerySet

COLUMNS = (
    *("pk", "round_id", "version", "digest", "published_at", "round__year"),
    "round__criteria_set__level",
    # What stands beside the numbers and can be mended.
    *("round__title_vi", "round__title_en", "round__is_demo", "round__criteria_set__is_official"),
)
_COLUMNS_OF = attrgetter(*(name.replace("__", ".") for name in COLUMNS))


class Publication(NamedTuple):
    """A public version of a ranking: what tells it from any other, and what is shown beside it."""

    pk: int
    round_id: int
    version: int
    digest: str
    published_at: datetime.datetime
    year: int
    level: str
    title_vi: str
    title_en: str
    is_demo: bool
    is_official: bool
    newer: int | None
    """The version that has taken its place; its reason is shown with it."""


def publication_of(ranking: Ranking) -> Publication | None:
    """Returns the facts of a ranking that has been read already; none of one that is not public."""
    return to_be_published(ranking) if ranking.is_public else None


def to_be_published(ranking: Ranking) -> Publication:
    """Returns the facts of a ranking that was published, be it for a moment that is still to come."""
    return Publication._make((*_COLUMNS_OF(ranking), ranking.newer))


class Publications:
    """All public versions, the newest publication first."""

    def __init__(self, found: Sequence[Publication], mergers: str) -> None:
        self.all = found
        self.mergers = mergers
        """A text that changes whenever a unit is recorded as formed from another, or no longer."""
        self._by_pk = {one.pk: one for one in found}

    @property
    def has_mergers(self) -> bool:
        """True where any unit is recorded as formed from another."""
        return not self.mergers.startswith("0 ")

    def get(self, ranking_id: int) -> Publication | None:
        """Returns the version of that id; none where it is not public."""
        return self._by_pk.get(ranking_id)

    def tell(self, ranking: Ranking) -> None:
        """Says to a ranking which version has taken its place, so that it asks nobody."""
        one = self.get(ranking.pk)
        ranking.newer = one.newer if one else None

    @property
    def in_force(self) -> list[Publication]:
        """The newest publication for each level and year."""
        newest: dict[tuple[str, int], Publication] = {}
        for one in self.all:
            newest.setdefault((one.level, one.year), one)
        return list(newest.values())

    def in_force_of(self, level: str) -> list[int]:
        """The ids of those for a level."""
        return [one.pk for one in self.in_force if one.level == level]

    def of_year(self, level: str, year: int) -> Publication | None:
        """Returns the one in force for a level and year."""
        return next((one for one in self.in_force if (one.level, one.year) == (level, year)), None)

    def newest(self, level: str) -> Publication | None:
        """Returns the one in force for a level's last year that has one."""
        ours = [one for one in self.in_force if one.level == level]
        return max(ours, key=lambda one: one.year, default=None)

    def before(self, level: str, year: int) -> Publication | None:
        """Returns the newest earlier year's in force for a level."""
        earlier = [one for one in self.in_force if one.level == level and one.year < year]
        return max(earlier, key=lambda one: one.year, default=None)


def with_year_before(public: Publications, one: Publication) -> tuple[Ranking, Ranking | None]:
    """Returns the ranking, and the one in force for the year before, if there is one; one query."""
    before = public.before(one.level, one.year)
    rankings = Ranking.objects.select_related("round__criteria_set").in_bulk(
        [one.pk, *([before.pk] if before else [])]
    )
    public.tell(rankings[one.pk])
    return rankings[one.pk], rankings[before.pk] if before else None


_ROWS = cast(RankingQuerySet, Ranking.objects.order_by().values_list(*COLUMNS, mergers_stamp()))
"""Built once, and narrowed for each answer: finding the columns is a fifth of the time of asking."""


def publications() -> Publications:
    """Reads them; one query, whatever is asked of them."""
    rows: list[Any] = list(_ROWS.published(timezone.now()))
    newest: dict[int, tuple[int, int]] = {}
    for pk, round_id, version, *_rest in rows:
        newest[round_id] = max(newest.get(round_id, (0, 0)), (version, pk))
    found = []
    for *columns, _mergers in rows:
        pk, last = columns[0], newest[columns[1]][1]
        found.append(Publication._make((*columns, None if last == pk else last)))
    found.sort(key=attrgetter("published_at", "pk"), reverse=True)
    return Publications(found, rows[0][-1] if rows else "")
