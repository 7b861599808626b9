"""A fingerprint of a ranking: the same scores always give the same one (invariant 7)."""

import hashlib
from decimal import Decimal

from rankings.models import DomainIndex, Ranking, RankingRow


def digest_of(ranking: Ranking) -> str:
    """SHA-256, in hexadecimal, of every number of every unit; two queries."""
    lines = [
        _line(unit, points, maximum, index, rank, group)
        for unit, points, maximum, index, rank, group in RankingRow.objects.filter(ranking=ranking)
        .order_by("assessment_id")
        .values_list("assessment_id", "points", "max_points", "index", "rank", "group")
    ]
    lines += [
        _line(unit, code, points, maximum, index)
        for unit, code, points, maximum, index in DomainIndex.objects.filter(row__ranking=ranking)
        .order_by("row__assessment_id", "domain__position", "domain_id")
        .values_list("row__assessment_id", "domain__code", "points", "max_points", "index")
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _line(*values: Decimal | int | str | None) -> str:
    return "|".join("" if value is None else str(value) for value in values)
