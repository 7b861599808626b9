"""The changes since the first award, for the second review and for the unit."""

import datetime
from collections.abc import Iterable

from assessments.history.facts import side_points
from assessments.models import Assessment, Change, Score, Side, Snapshot
from assessments.sheets.tree import SheetRow
from criteria.common.text import Text


def first_sides(assessment: Assessment) -> dict[str, Side]:
    """Returns the newest first award by leaf code; one query, or none."""
    if not assessment.explanations:
        return {}
    snapshots = Snapshot.objects.filter(assessment=assessment, stage=Snapshot.Stage.FIRST_AWARD)
    leaves = snapshots.order_by("-pk").values_list("leaves", flat=True).first() or {}
    return {code: Side.from_record(leaf["awarded"]) for code, leaf in leaves.items()}


def award_differs(first: Side, score: Score) -> bool:
    """Returns whether the award differs from the first one."""
    return (first.points, first.not_applicable) != (score.awarded_points, score.awarded_na)


def first_awards(
    assessment: Assessment, leaves: Iterable[tuple[SheetRow, Score]]
) -> dict[int, Text]:
    """Returns the first award of each leaf (criterion id) where it has changed since."""
    first = first_sides(assessment)
    if not first:
        return {}
    return {
        row.node.pk: side_points(first[row.node.code])
        for row, score in leaves
        if row.node.code in first and award_differs(first[row.node.code], score)
    }


def asked_at(assessment: Assessment) -> datetime.datetime | None:
    """Returns the moment at which the unit was last asked to explain: later entries are new to the second review."""
    if not assessment.explanations:
        return None
    requests = Change.objects.filter(
        assessment=assessment, score=None, act="request_explanation"
    ).order_by("-pk")
    return requests.values_list("at", flat=True).first()
