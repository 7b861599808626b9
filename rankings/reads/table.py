"""A ranking as one table: every unit with its domains from one query, its means from another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F

from criteria.common.search import search_words
from criteria.common.text import fold
from criteria.fields import as_stored, percent_from_stored, points_from_stored
from criteria.models import Criterion
from rankings.models import Ranking, RankingMean, RankingRow


@dataclass(slots=True)
class TableLine:
    """A unit's row; names, region and code are those kept with the ranking."""

    pk: int
    unit_id: int
    code: str
    name_vi: str
    name_en: str
    region: str
    search: str
    points: Decimal | None
    max_points: Decimal | None
    index: Decimal | None
    rank: int | None
    group: str
    tone: str
    """The letter of the colour that its class has in drawings."""
    outside: Decimal
    block: str
    domains: dict[int, Decimal | None] = field(default_factory=dict)
    """The percentages by the domain's id; ``None`` for a domain in which nothing applies."""

    def cells(self, domains: Sequence[Criterion]) -> list[Decimal | None]:
        return [self.domains.get(domain.pk) for domain in domains]


@dataclass(frozen=True, slots=True)
class Name:
    """A unit's name as the ranking keeps it."""

    name_vi: str
    name_en: str


def unit_name(row: RankingRow) -> Name:
    return Name(row.name, english_name(row.name, row.unit.name_vi, row.unit.name_en))


def english_name(name: str, now_vi: str, now_en: str) -> str:
    """Returns the unit's English name, unless it has been renamed since the ranking was computed."""
    return now_en if name == now_vi else ""


TONES = "ABCD"


def tones(class_names: Sequence[str]) -> dict[str, str]:
    """Returns the letter of a class's colour by its name: the best has A; whatever is below the fourth, D."""
    return {name: TONES[min(place, len(TONES) - 1)] for place, name in enumerate(class_names)}


def lines_of(ranking: Ranking, codes: Iterable[str] | None = None) -> list[TableLine]:
    """Returns the units in order: ranked, scored but not ranked, not assessed. One query, of all units or of some.

    Where the set ranks within blocks of units, a block follows the other.
    """
    rows = RankingRow.objects.filter(ranking=ranking)
    if codes is not None:
        rows = rows.filter(code__in=list(codes))
    lines: dict[int, TableLine] = {}
    colours = tones(ranking.class_names)
    for (
        pk,
        unit_id,
        code,
        name,
        now_vi,
        now_en,
        region,
        search,
        points,
        max_points,
        index,
        rank,
        group,
        block,
        outside,
        domain,
        percent,
    ) in rows.order_by(
        "block", F("rank").asc(nulls_last=True), F("index").desc(nulls_last=True), "code", "pk"
    ).values_list(
        "pk",
        "unit_id",
        "code",
        "name",
        "unit__name_vi",
        "unit__name_en",
        "region",
        "unit__search",
        as_stored("points"),
        as_stored("max_points"),
        as_stored("index"),
        "rank",
        "group",
        "block",
        as_stored("outside"),
        "domains__domain_id",
        as_stored("domains__index"),
    ):
        line = lines.get(pk)
        if line is None:
            english = english_name(name, now_vi, now_en)
            # A unit that was renamed since can be searched by either name.
            words = search if name == now_vi else f"{search} {fold(name)}"
            line = lines[pk] = TableLine(
                pk=pk,
                unit_id=unit_id,
                code=code,
                name_vi=name,
                name_en=english,
                region=region,
                search=words,
                points=None if points is None else points_from_stored(points),
                max_points=None if max_points is None else points_from_stored(max_points),
                index=None if index is None else percent_from_stored(index),
                rank=rank,
                group=group,
                tone=colours.get(group, ""),
                outside=points_from_stored(outside),
                block=block,
            )
        if domain is not None:
            line.domains[domain] = None if percent is None else percent_from_stored(percent)
    return list(lines.values())


@dataclass(frozen=True, slots=True)
class Means:
    """A ranking's means: of the set and of each domain, for all units and for each region."""

    means: Sequence[RankingMean]

    @property
    def domains(self) -> list[Criterion]:
        """The domains in which something applies to somebody, in the order of the set."""
        return [mean.domain for mean in self.means if mean.domain and not mean.region]

    @property
    def of_all(self) -> dict[int | None, Decimal]:
        """Percent by domain; ``None`` is the whole set."""
        return {mean.domain_id: mean.index for mean in self.means if not mean.region}

    @property
    def regions(self) -> list[str]:
        """The regions that have an assessed unit."""
        return [mean.region for mean in self.means if mean.region and mean.domain_id is None]

    @property
    def whole(self) -> list[RankingMean]:
        """The means of the whole set: of all units first, then of each region."""
        return [mean for mean in self.means if mean.domain_id is None]

    def table(self) -> list[tuple[RankingMean, list[Decimal | None]]]:
        """Returns a row for all units, then one for each region: the mean of the set, and those of the domains."""
        by_place = {(mean.region, mean.domain_id): mean.index for mean in self.means}
        return [
            (mean, [by_place.get((mean.region, domain.pk)) for domain in self.domains])
            for mean in self.whole
        ]


def classes_counted(ranking: Ranking, lines: Sequence[TableLine]) -> list[tuple[str, str, int]]:
    """Returns each class with its colour and the number of its units, the best first."""
    colours = tones(ranking.class_names)
    return [
        (name, tone, sum(line.group == name for line in lines)) for name, tone in colours.items()
    ]


def table_means(ranking: Ranking) -> Means:
    """Returns the ranking's means; one query."""
    means = RankingMean.objects.filter(ranking=ranking).select_related("domain")
    return Means(list(means))


def mean_indices(rankings: Iterable[Ranking]) -> dict[int, Decimal]:
    """By ranking (id) the mean index of all its units in percent; one query."""
    means = RankingMean.objects.filter(ranking__in=rankings, region="", domain=None)
    return dict(means.values_list("ranking_id", "index"))


def filter_lines(
    lines: Sequence[TableLine], *, q: str, region: str, group: str, block: str = ""
) -> list[TableLine]:
    """Returns the rows in which every word of ``q`` stands, however it is spelt: see ``search_words``."""
    words = search_words(q)
    return [
        line
        for line in lines
        if (not region or line.region == region)
        and (not group or line.group == group)
        and (not block or line.block == block)
        and all(word in line.search for word in words)
    ]


def groups_of(lines: Iterable[TableLine]) -> list[tuple[str, int]]:
    """Returns the groups that the lines have, the best first, each with the number of its units."""
    counts: dict[str, int] = {}
    ordered = sorted(lines, key=lambda line: line.index or Decimal(0), reverse=True)
    for line in ordered:
        if line.group:
            counts[line.group] = counts.get(line.group, 0) + 1
    return list(counts.items())


def order_lines(lines: list[TableLine], sort: str, domains: Sequence[Criterion]) -> list[TableLine]:
    """Returns the rows by ``rank`` (their given order), ``name``, ``index``, ``points`` or ``d<code>``.

    A minus turns the order round. Numbers go from the best down. Rows without a value stay at the
    end either way.
    """
    reverse, name = sort.startswith("-"), sort.removeprefix("-")
    by_domain = {f"d{domain.code}": domain.pk for domain in domains}
    if name == "name":
        return sorted(lines, key=lambda line: fold(line.name_vi), reverse=reverse)
    if name in by_domain:
        pk = by_domain[name]
        return _best_first(lines, lambda line: line.domains.get(pk), reverse)
    if name == "index":
        return _best_first(lines, lambda line: line.index, reverse)
    if name == "points":
        return _best_first(lines, lambda line: line.points, reverse)
    if reverse:
        return _best_first(lines, lambda line: Decimal(-line.rank) if line.rank else None, True)
    return lines


def _best_first(
    lines: list[TableLine], value: Callable[[TableLine], Decimal | None], reverse: bool
) -> list[TableLine]:
    with_value = [(number, line) for line in lines if (number := value(line)) is not None]
    without = [line for line in lines if value(line) is None]
    with_value.sort(key=lambda pair: pair[0], reverse=not reverse)
    return [line for _value, line in with_value] + without
