"""Which fifth of all units a value lies in: what a table's cells are shaded by."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from criteria.models import Criterion
from rankings.reads.table import TableLine

FIFTHS = 5
Shades = Mapping[int, Mapping[Decimal, int]]
"""By domain (id) the fifth of each index in it."""


def fifths_of(values: Iterable[Decimal | None]) -> dict[Decimal, int]:
    """Returns the fifth of each value, 1 with the lowest and 5 with the highest; none where all are equal.

    Equal values share a fifth: that of the middle of their places.
    """
    known = sorted(value for value in values if value is not None)
    different = set(known)
    if len(different) < 2:
        return {}
    return {
        value: FIFTHS * (bisect_left(known, value) + bisect_right(known, value)) // (2 * len(known))
        + 1
        for value in different
    }


def shades_of(lines: Sequence[TableLine], domains: Sequence[Criterion]) -> Shades:
    """Returns the fifths of every domain's indices; no query."""
    return {
        domain.pk: fifths_of(line.domains.get(domain.pk) for line in lines) for domain in domains
    }
