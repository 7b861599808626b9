"""A sheet's stages beside each other: totals of each, and only what differs between two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.history.facts import figures_of, side_points
from assessments.models import Assessment, Side, Snapshot
from assessments.review.stages import difference
from criteria.common.text import Text
from criteria.models import Criterion


@dataclass(frozen=True)
class Stage:
    """A snapshot with its totals in points; nothing is awarded yet in a claim."""

    snapshot: Snapshot
    claimed: Decimal
    awarded: Decimal | None
    flagged: int


@dataclass(frozen=True)
class Differing:
    """A leaf whose result is not the same at two stages."""

    leaf: Criterion
    before: Text
    after: Text
    before_figures: Text
    after_figures: Text
    change: Decimal
    """Points; what does not apply counts as 0."""
    reason: str


def stages_of(assessment: Assessment) -> list[Stage]:
    """All that was kept of a sheet, oldest first, in one query."""
    return [_stage(one) for one in assessment.snapshots.select_related("by")]


def _stage(snapshot: Snapshot) -> Stage:
    leaves = snapshot.leaves.values()
    is_claim = snapshot.stage == Snapshot.Stage.CLAIMED
    return Stage(
        snapshot,
        claimed=_sum(leaf["claimed"] for leaf in leaves),
        awarded=None if is_claim else _sum(leaf["awarded"] for leaf in leaves),
        flagged=sum(bool(leaf["flag"]) for leaf in leaves),
    )


def _sum(kept: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((Side.from_record(one).points or Decimal(0) for one in kept), Decimal(0))


def survey_apart(
    rows: Sequence[Differing], before: Snapshot, after: Snapshot
) -> tuple[list[Differing], list[Differing]]:
    """The rows, and apart from them those of the survey beside a claim: nobody claims them."""
    beside_a_claim = Snapshot.Stage.CLAIMED in (before.stage, after.stage)
    apart = [row for row in rows if beside_a_claim and row.leaf.is_survey]
    return [row for row in rows if row not in apart], apart


def stage_differences(
    assessment: Assessment, before: Snapshot, after: Snapshot
) -> Sequence[Differing]:
    """The leaves that differ, in the order of the tree."""
    found = list(difference(before, after))
    leaves = Criterion.objects.filter(
        criteria_set=assessment.round.criteria_set_id, code__in=[one.code for one in found]
    ).defer("search", "evidence_vi")
    known = {leaf.code: leaf for leaf in leaves}
    return [
        Differing(
            leaf=known[one.code],
            before=side_points(one.before),
            after=side_points(one.after),
            before_figures=figures_of(known[one.code], one.before),
            after_figures=figures_of(known[one.code], one.after),
            change=(one.after.points or Decimal(0)) - (one.before.points or Decimal(0)),
            reason=one.after.note,
        )
        for one in found
    ]
