"""A sheet's subtotals and progress for every node of its tree, from one query."""

import functools
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, ExpressionWrapper

from assessments.models import Score
from assessments.models.conditions import is_filled, is_reviewed, is_self_scored
from criteria.common.database.statements import Statement
from criteria.fields import points_from_stored

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


@dataclass
class _Stored:
    """Sums while they are added up, with points as the whole numbers of their columns."""

    claimed: int = 0
    awarded: int = 0
    own: int = 0
    filled: int = 0
    reviewed: int = 0
    scored: int = 0
    claimable: int = 0

    def as_points(self) -> Sums:
        counts = (self.own, self.filled, self.reviewed, self.scored)
        points = points_from_stored(self.claimed), points_from_stored(self.awarded)
        return Sums(*points, *counts, points_from_stored(self.claimable))


def codes_above(code: str) -> list[str]:
    """Returns the key of the whole, then every node above a leaf: "3.4.1" → "", "3", "3.4"."""
    return list(_above(code))


@functools.lru_cache(maxsize=4096)
def _above(code: str) -> tuple[str, ...]:
    """Returns ``codes_above`` as a tuple, cached because every page of a sheet asks it for every leaf."""
    parts = code.split(".")
    return (TOTAL, *(".".join(parts[:n]) for n in range(1, len(parts))))


_LEAVES = Statement(
    lambda assessment_id: (
        Score.objects.filter(assessment=assessment_id)
        .order_by()
        .values_list(
            *("criterion__code", "max_points", "claimed_points", "awarded_points"),
            *(
                ExpressionWrapper(rule, BooleanField())
                for rule in (is_self_scored(), is_filled(), is_reviewed())
            ),
        )
    )
)


def sums(assessment_id: int, above: str = "") -> dict[str, Sums]:
    """Returns the sums by node code, without leaves; ``TOTAL`` is the sheet.

    With ``above``, a leaf's code, only those of the nodes above it, as every save shows them.
    """
    wanted = frozenset(_above(above)) if above else None
    by_code: dict[str, _Stored] = {}
    for code, most, claimed, awarded, own, filled, reviewed in _LEAVES.rows(assessment_id):
        for node in _above(code):
            if wanted and node not in wanted:
                continue
            entry = by_code.setdefault(node, _Stored())
            entry.claimed += claimed or 0
            entry.awarded += awarded or 0
            entry.scored += reviewed
            if own:
                entry.own += 1
                entry.filled += filled
                entry.reviewed += reviewed
                entry.claimable += most
    return {code: entry.as_points() for code, entry in by_code.items()}
