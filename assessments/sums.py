"""A sheet's subtotals and progress: for every node of its tree, from one query."""

import functools
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from assessments.models import Score

TOTAL = ""
"""The key of the whole sheet beside the nodes' codes."""


@dataclass
class Sums:
    """Points claimed and awarded below a node, and how many of its leaves are done."""

    claimed: Decimal = Decimal(0)
    awarded: Decimal = Decimal(0)
    own: int = 0
    """Leaves that the unit assesses itself."""
    filled: int = 0
    leaves: int = 0
    reviewed: int = 0


def above(code: str) -> list[str]:
    """The whole, then every node above a leaf: "3.4.1" → "", "3", "3.4"."""
    return list(_above(code))


@functools.lru_cache(maxsize=4096)
def _above(code: str) -> tuple[str, ...]:
    """Kept, for every save asks it of every leaf of its sheet."""
    parts = code.split(".")
    return (TOTAL, *(".".join(parts[:n]) for n in range(1, len(parts))))


def sums(assessment_id: int) -> dict[str, Sums]:
    """Sums by node code, leaves left out; ``TOTAL`` is the sheet."""
    rows = Score.objects.filter(assessment=assessment_id).values_list(
        "criterion__code",
        "criterion__source",
        "claimed_points",
        "claimed_na",
        "awarded_points",
        "awarded_na",
    )
    found: dict[str, Sums] = defaultdict(Sums)
    for code, source, claimed, claimed_na, awarded, awarded_na in rows:
        own = source != "survey"
        for node in _above(code):
            entry = found[node]
            entry.leaves += 1
            entry.own += own
            entry.filled += own and (claimed is not None or claimed_na)
            entry.reviewed += awarded is not None or awarded_na
            entry.claimed += claimed or 0
            entry.awarded += awarded or 0
    return dict(found)
