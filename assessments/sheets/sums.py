"""A sheet's subtotals and progress for every node of its tree, from one query."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Sum

from assessments.models import Score
from assessments.models.conditions import counts_on, is_filled, is_reviewed, is_self_scored
from criteria.common.database.statements import Statement
from criteria.fields import points_from_stored
from criteria.models import SIGNS, Criterion
from criteria.set_rules import set_rules_of

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


@dataclass
class OutsidePoints:
    """The points of one domain outside the total: in all, and of its highest leaf; as stored."""

    claimed: int = 0
    awarded: int = 0
    highest_claimed: int = 0
    highest_awarded: int = 0

    def add(self, claimed: int, awarded: int) -> None:
        self.claimed += claimed
        self.awarded += awarded
        self.highest_claimed = max(self.highest_claimed, claimed)
        self.highest_awarded = max(self.highest_awarded, awarded)


def _beside_the_total(outside: dict[int, OutsidePoints]) -> tuple[int, int, bool]:
    """Returns the claimed and the awarded points that domains (ids) outside the total come to; one query.

    The last says whether their set lets nothing lift a total above the maximum.
    """
    claimed, awarded, capped = 0, 0, False
    for domain in Criterion.objects.filter(pk__in=outside).select_related("criteria_set"):
        capped = set_rules_of(domain.criteria_set.rules).capped
        own, cap = outside[domain.pk], int(domain.max_points.scaleb(4))
        both = (own.claimed, own.awarded)
        if domain.is_highest_only:
            both = (own.highest_claimed, own.highest_awarded)
        claimed += domain.sign * min(cap, both[0])
        awarded += domain.sign * min(cap, both[1])
    return claimed, awarded, capped


def _maxima(assessment_id: int) -> tuple[int, int]:
    """Returns the maximum that is applicable on each side of a sheet, claimed and awarded; one query."""
    found = Score.objects.filter(assessment=assessment_id).aggregate(
        **{side: Sum("max_points", filter=counts_on(side)) for side in ("claimed", "awarded")}
    )
    claimed, awarded = (int((found[side] or 0) * 10**4) for side in ("claimed", "awarded"))
    return claimed, awarded


def codes_above(code: str) -> list[str]:
    """Returns the key of the whole, then every node above a leaf: "3.4.1" → "", "3", "3.4"."""
    return list(_above(code))


@functools.lru_cache(maxsize=4096)
def _above(code: str) -> tuple[str, ...]:
    """Returns ``codes_above`` as a tuple, cached because every page of a sheet asks it for every leaf."""
    parts = code.split(".")
    return (TOTAL, *(".".join(parts[:n]) for n in range(1, len(parts))))


_GATE = 5
"""The place of the gate's code in a row of ``_LEAVES``."""
_LEAVES = Statement(
    lambda assessment_id: (
        Score.objects.filter(assessment=assessment_id)
        .order_by()
        .values_list(
            *("criterion__code", "max_points", "claimed_points", "awarded_points"),
            *("criterion__counts", "criterion__gate", "criterion__domain", "criterion"),
            *(
                ExpressionWrapper(rule, BooleanField())
                for rule in (is_self_scored(), is_filled(), is_reviewed())
            ),
        )
    )
)


def _counted_leaves(assessment_id: int) -> Iterator[tuple[Any, ...]]:
    """Yields each leaf as ``_LEAVES`` has it, without points where its gate applies and has none.

    A gate without points yet shuts nothing; nobody claims those of a survey.
    """
    rows = _LEAVES.rows(assessment_id)
    gates = {row[_GATE] for row in rows if row[_GATE]}
    shut = {
        code: ((claimed if own else awarded) == 0, awarded == 0)
        for code, _most, claimed, awarded, *_others, own, _filled, _reviewed in rows
        if code in gates
    }
    for code, most, claimed, awarded, counts, gate, *others in rows:
        claim_shut, award_shut = shut.get(gate, (False, False))
        counted = 0 if claim_shut else claimed, 0 if award_shut else awarded
        yield (code, most, *counted, counts, *others)


def sums(assessment_id: int, above: str = "") -> dict[str, Sums]:
    """Returns the sums by node code, without leaves; ``TOTAL`` is the sheet.

    With ``above``, a leaf's code, only those of the nodes above it, as every save shows them. Of a domain
    outside the total the sheet counts as much as its cap lets through, with its sign, and where the set says so
    no more than the maximum in all; a leaf whose gate applies and has no points counts nothing, as in a ranking.
    """
    wanted = frozenset(_above(above)) if above else None
    by_code: dict[str, _Stored] = {}
    outside: dict[int, OutsidePoints] = {}
    for (
        code,
        most,
        claimed,
        awarded,
        counts,
        domain,
        leaf,
        own,
        filled,
        reviewed,
    ) in _counted_leaves(assessment_id):
        is_outside = counts in SIGNS
        if is_outside:
            # A domain may itself be a leaf.
            beside = outside.setdefault(domain or leaf, OutsidePoints())
            beside.add(claimed or 0, awarded or 0)
        for node in _above(code):
            if wanted and node not in wanted:
                continue
            entry = by_code.setdefault(node, _Stored())
            entry.scored += reviewed
            is_counted = not (is_outside and node == TOTAL)
            if is_counted:
                entry.claimed += claimed or 0
                entry.awarded += awarded or 0
            if own:
                entry.own += 1
                entry.filled += filled
                entry.reviewed += reviewed
                entry.claimable += most if is_counted else 0
    if outside:
        entry = by_code[TOTAL]
        claimed, awarded, capped = _beside_the_total(outside)
        entry.claimed = max(0, entry.claimed + claimed)
        entry.awarded = max(0, entry.awarded + awarded)
        if capped:
            claimed_most, awarded_most = _maxima(assessment_id)
            entry.claimed = min(entry.claimed, claimed_most)
            entry.awarded = min(entry.awarded, awarded_most)
    return {code: entry.as_points() for code, entry in by_code.items()}
