"""Units in addresses that stay: each unit of a ranking by the name that is kept there."""

from collections import Counter
from collections.abc import Iterable

from criteria.common.search import slug_of
from rankings.models import RankingRow

LEVELS = {"province": "tinh", "ministry": "bo", "department": "so", "commune": "xa"}
"""Each level as addresses write it."""

PAGES = frozenset(
    ("bang-xep-hang", "tieu-chi", "so-sanh", "vung", "cac-nam", "dinh-chinh", "lich-su")
)
"""What stands at the place of a unit's name in addresses of pages: no unit is called so."""


def level_of(slug: str) -> str | None:
    """Returns the level that an address names."""
    return next((level for level, one in LEVELS.items() if one == slug), None)


def slugs_of(units: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """Returns by key of (key, code, name) what addresses call a unit, unique among them whatever their order.

    Of those that share their name each has its code added.
    """
    ordered = sorted(units, key=lambda unit: (unit[1], unit[0]))
    own = {key: slug_of(name) or slug_of(code) or str(key) for key, code, name in ordered}
    shared = Counter(own.values())
    slugs = {key: slug for key, slug in own.items() if shared[slug] == 1 and slug not in PAGES}
    taken = {*slugs.values(), *PAGES}
    for key, code, _name in ordered:
        if key not in slugs:
            slug = f"{own[key]}-{slug_of(code)}".strip("-")
            while slug in taken:
                slug += "-2"
            slugs[key] = slug
            taken.add(slug)
    return slugs


def slugs_in(ranking_id: int) -> dict[int, str]:
    """Returns those of all rows of a ranking by their ids; one query."""
    rows = RankingRow.objects.filter(ranking=ranking_id).order_by()
    return slugs_of(rows.values_list("pk", "code", "name"))


def slugs_in_each(ranking_ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """Returns those of all rows of several rankings (ids), by ranking; one query."""
    units: dict[int, list[tuple[int, str, str]]] = {pk: [] for pk in ranking_ids}
    rows = RankingRow.objects.filter(ranking__in=list(units)).order_by()
    for ranking, pk, code, name in rows.values_list("ranking_id", "pk", "code", "name"):
        units[ranking].append((pk, code, name))
    return {ranking: slugs_of(own) for ranking, own in units.items()}
