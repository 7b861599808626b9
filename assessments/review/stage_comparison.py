"""A sheet's stages beside each other: the totals of each, and only the leaves that differ between two."""

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
    """A snapshot with its totals in points; in a claim nothing is awarded yet."""

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
    """The difference in points; a leaf that does not apply counts as 0."""
    reason: str


def stages_of(assessment: Assessment) -> list[Stage]:
    """Returns all stored stages of a sheet, the oldest first, in one query."""
    return [_stage(snapshot) for snapshot in assessment.snapshots.select_related("by")]


def _stage(snapshot: Snapshot) -> Stage:
    leaves = snapshot.leaves.values()
    is_claim = snapshot.stage == Snapshot.Stage.CLAIMED
    return Stage(
        snapshot,
        claimed=_sum(leaf["claimed"] for leaf in leaves),
        awarded=None if is_claim else _sum(leaf["awarded"] for leaf in leaves),
        flagged=sum(bool(leaf["flag"]) for leaf in leaves),
    )


def _sum(sides: Iterable[Mapping[str, Any]]) -> Decimal:
    return sum((Side.from_record(side).points or Decimal(0) for side in sides), Decimal(0))


def survey_apart(
    rows: Sequence[Differing], before: Snapshot, after: Snapshot
) -> tuple[list[Differing], list[Differing]]:
    """Returns the rows, and apart from them those of the survey beside a claim, because nobody claims them."""
    beside_a_claim = Snapshot.Stage.CLAIMED in (before.stage, after.stage)
    apart = [row for row in rows if beside_a_claim and row.leaf.is_survey]
    return [row for row in rows if row not in apart], apart


def stage_differences(
    assessment: Assessment, before: Snapshot, after: Snapshot
) -> Sequence[Differing]:
    """Returns the leaves that differ, in the order of the tree."""
    differences = list(difference(before, after))
    leaves = Criterion.objects.filter(
        criteria_set=assessment.round.criteria_set_id, code__in=[row.code for row in differences]
    ).defer("search", "evidence_vi")
    by_code = {leaf.code: leaf for leaf in leaves}
    return [
        Differing(
            leaf=by_code[row.code],
            before=side_points(row.before),
            after=side_points(row.after),
            before_figures=figures_of(by_code[row.code], row.before, lambda: assessment),
            after_figures=figures_of(by_code[row.code], row.after, lambda: assessment),
            change=(row.after.points or Decimal(0)) - (row.before.points or Decimal(0)),
            reason=row.after.note,
        )
        for row in differences
    ]
