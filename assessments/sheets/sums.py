"""A sheet's subtotals and progress for every node of its tree, from one query."""

import functools
from collections import defaultdict
from dataclasses import astuple, dataclass
from decimal import Decimal

from django.db.models import Case, CharField, Count, F, Sum, Value, When

from assessments.models import Score
from assessments.models.conditions import is_filled, is_reviewed, is_self_scored

TOTAL = ""
"""The key of the whole sheet, beside the nodes' codes."""


@dataclass(frozen=True)
class Sums:
    """The points claimed and awarded below a node, and counts of its leaves."""

    claimed: Decimal = Decimal(0)
    awarded: Decimal = Decimal(0)
    own: int = 0
    """The number of leaves that the unit assesses itself."""
    filled: int = 0
    reviewed: int = 0
    """The number of own leaves that have an award."""
    scored: int = 0
    """The number of leaves that have awarded points, those of the survey too."""
    claimable: Decimal = Decimal(0)
    """The most points that the unit can claim: the maxima of its own leaves."""

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            *(mine + more for mine, more in zip(astuple(self), astuple(other), strict=True))
        )


def codes_above(code: str) -> list[str]:
    """Returns the key of the whole, then every node above a leaf: "3.4.1" → "", "3", "3.4"."""
    return list(_above(code))


@functools.lru_cache(maxsize=4096)
def _above(code: str) -> tuple[str, ...]:
    """Returns ``codes_above`` as a tuple, cached because every page of a sheet asks it for every leaf."""
    parts = code.split(".")
    return (TOTAL, *(".".join(parts[:n]) for n in range(1, len(parts))))


_REST = "*"
"""The end of a bucket's code that holds the leaves below a node which no node further down counts."""


def _bucket(above_leaf: str | None) -> F | Case:
    """Returns what leaves are added up by: each alone, or all below the same node above one leaf."""
    if above_leaf is None:
        return F("criterion__code")
    nodes = _above(above_leaf)[1:]
    whens = (
        When(criterion__code__startswith=f"{node}.", then=Value(f"{node}.{_REST}"))
        for node in reversed(nodes)
    )
    return Case(*whens, default=Value(_REST), output_field=CharField())


def sums(assessment_id: int, above_leaf: str | None = None) -> dict[str, Sums]:
    """Returns the sums by node code, without leaves; ``TOTAL`` is the sheet. Of all nodes, or those above one leaf.

    The database adds up all leaves that count alike: every save asks for the nodes above its leaf.
    """
    is_own = is_self_scored()
    buckets = (
        Score.objects.filter(assessment=assessment_id)
        .order_by()
        .annotate(bucket=_bucket(above_leaf))
        .values_list("bucket")
        .annotate(
            claimed_sum=Sum("claimed_points"),
            awarded_sum=Sum("awarded_points"),
            own=Count("pk", filter=is_own),
            filled=Count("pk", filter=is_own & is_filled()),
            reviewed=Count("pk", filter=is_own & is_reviewed()),
            scored=Count("pk", filter=is_reviewed()),
            claimable=Sum("max_points", filter=is_own),
        )
    )
    totals: defaultdict[str, Sums] = defaultdict(Sums)
    zero = Decimal(0)
    for code, claimed, awarded, own, filled, reviewed, scored, claimable in buckets:
        points = (claimed or zero, awarded or zero)
        leaves = Sums(*points, own, filled, reviewed, scored, claimable or zero)
        for node in _above(code):
            totals[node] += leaves
    return dict(totals)
