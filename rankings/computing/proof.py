"""Writes everything that a stranger needs to compute a ranking again: one JSON object a line.

The first line holds what is common to all; then comes a line for each unit with its leaves. Points
and indices are whole numbers of 0.0001 and 0.01, as in the canonical form (docs/digest.md).
"""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from criteria.fields import as_stored
from criteria.models import Criterion
from rankings.computing.around import chosen_leaves
from rankings.computing.digest import CRITERION_FIELDS
from rankings.models import DomainIndex, Ranking, RankingLeaf, RankingRow
from rankings.models.ranking import FIRST_FORM

CHUNK = 200
"""The number of units whose leaves are in memory at a time."""


def proof(ranking: Ranking, code: str = "") -> Iterator[str]:
    """Yields the lines, each with its line end; with a unit's code only that unit and all the digests."""
    rows = RankingRow.objects.filter(ranking=ranking).order_by("code", "pk")
    head = _head(ranking)
    if code:
        head["units"] = list(rows.values_list("code", "digest"))
        rows = rows.filter(code=code)
    yield _line(head)
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from map(_line, _units(keys[start : start + CHUNK], ranking.form == FIRST_FORM))


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _head(ranking: Ranking) -> dict[str, Any]:
    criteria_set = ranking.round.criteria_set
    nodes = Criterion.objects.filter(criteria_set=criteria_set).order_by("position")
    is_first = ranking.form == FIRST_FORM
    fields = CRITERION_FIELDS[:4] if is_first else CRITERION_FIELDS
    around: dict[str, Any] = {}
    if not is_first:
        around["rules"] = criteria_set.rules
        around["options"] = {one.code: [*one.labels] for one in chosen_leaves(ranking)}
    means = ranking.means.values_list("region", "domain__code", "units", "index")
    return {
        "form": ranking.form,
        "digest": ranking.digest,
        "parts": ranking.parts,
        "level": criteria_set.level,
        "year": ranking.round.year,
        "basis": ranking.basis,
        "rules": ranking.rules,
        "set": {
            "code": criteria_set.code,
            "level": criteria_set.level,
            "year": criteria_set.year,
            "total": _whole(criteria_set.total_points, 4),
            "criteria": [
                [code, parent, _whole(most, 4), *texts]
                for code, parent, most, *texts in nodes.values_list(*fields)
            ],
            **around,
        },
        "means": [
            [region, domain, units, _whole(index, 2)] for region, domain, units, index in means
        ],
    }


def _whole(value: Decimal | None, places: int) -> int | None:
    return None if value is None else int(value.scaleb(places))


def _units(keys: Iterable[int], is_first: bool) -> Iterator[dict[str, Any]]:
    rows = RankingRow.objects.filter(pk__in=keys).order_by("code", "pk")
    domains: dict[int, list[Any]] = {}
    leaves: dict[int, list[Any]] = {}
    options: dict[int, dict[str, int]] = {}
    stored_domains = DomainIndex.objects.filter(row__in=keys).order_by("domain__position")
    for row, *domain in stored_domains.values_list(
        "row_id", "domain__code", *map(as_stored, ("points", "max_points", "index"))
    ):
        domains.setdefault(row, []).append(domain)
    stored_leaves = RankingLeaf.objects.filter(row__in=keys).order_by("criterion__position")
    for row, option, *leaf in stored_leaves.values_list(
        "row_id",
        "option",
        "criterion__code",
        *map(as_stored, ("points", "max_points", "claimed_points")),
        "note",
    ):
        leaves.setdefault(row, []).append(leaf)
        if option is not None:
            options.setdefault(row, {})[leaf[0]] = option
    for result in rows:
        around = {
            "block": result.block,
            "outside": _whole(result.outside, 4),
            "options": options.get(result.pk, {}),
        }
        yield {
            "code": result.code,
            "name": result.name,
            "region": result.region,
            "group": result.group,
            "ranked": result.ranked,
            "points": _whole(result.points, 4),
            "maximum": _whole(result.max_points, 4),
            "index": _whole(result.index, 2),
            "rank": result.rank,
            "digest": result.digest,
            "domains": domains.get(result.pk, []),
            "leaves": leaves.get(result.pk, []),
            **({} if is_first else around),
        }
