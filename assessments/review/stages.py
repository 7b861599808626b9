"""A sheet's stages: the result of each stored for good, and the differences between two of them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assessments.models import Assessment, Score, Side, Snapshot
from assessments.writing.actor import Actor

Stage = Snapshot.Stage


def take(actor: Actor, assessment: Assessment, *stages: Snapshot.Stage) -> list[Snapshot]:
    """Stores the sheet as it stands at the end of ``stages``; in three queries, however many leaves.

    A claim and a final result are stored each time, the first award once for each claim, and the
    award after explanation once for each explanation. A stage that is not due is left out.
    """
    taken = list(
        Snapshot.objects.filter(assessment=assessment)
        .order_by("pk")
        .values_list("stage", flat=True)
    )
    due = [stage for stage in stages if _is_due(stage, taken, assessment.explanations)]
    if not due:
        return []
    leaves = _leaves(assessment)
    sha256 = digest(leaves)
    return Snapshot.objects.bulk_create(
        Snapshot(
            assessment=assessment,
            stage=stage,
            number=taken.count(stage) + 1,
            leaves=leaves,
            sha256=sha256,
            by=actor.user,
        )
        for stage in due
    )


def _is_due(stage: str, taken: list[str], explanations: int) -> bool:
    """Returns whether a stage is due; ``taken`` are the stages so far, oldest first, and a new claim begins them anew."""
    if stage in (Stage.CLAIMED, Stage.FINAL):
        return True
    claims = [at for at, name in enumerate(taken) if name == Stage.CLAIMED]
    since = taken[claims[-1] :] if claims else taken
    return since.count(stage) < (explanations if stage == Stage.EXPLAINED else 1)


def _leaves(assessment: Assessment) -> dict[str, Any]:
    scores = Score.objects.filter(assessment=assessment).select_related("criterion")
    return {
        score.criterion.code: {
            "claimed": score.claimed.as_record(),
            "awarded": score.awarded.as_record(),
            "flag": str(score.flag),
        }
        for score in scores.defer("criterion__scale", "criterion__search").in_tree_order()
    }


def digest(leaves: dict[str, Any]) -> str:
    """Returns the SHA-256 of a snapshot's leaves, whatever the order in which a database returns them."""
    text = json.dumps(leaves, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class StageDifference:
    """A leaf whose result is not the same at two stages."""

    code: str
    before: Side
    after: Side


def difference(before: Snapshot, after: Snapshot) -> Iterator[StageDifference]:
    """Yields the leaves whose result differs, in the order of the tree.

    A stage's result is its award, or the claim where the stage is the claim. Between a claim and an award,
    different notes are no difference: two persons wrote them.
    """
    with_notes = (before.stage == Stage.CLAIMED) == (after.stage == Stage.CLAIMED)
    for code in sorted({*before.leaves, *after.leaves}, key=_place):
        old, new = _result(before, code), _result(after, code)
        if (old != new) if with_notes else (replace(old, note="") != replace(new, note="")):
            yield StageDifference(code, old, new)


def _result(snapshot: Snapshot, code: str) -> Side:
    side = "claimed" if snapshot.stage == Stage.CLAIMED else "awarded"
    return Side.from_record(snapshot.leaves.get(code, {}).get(side, {}))


def _place(code: str) -> list[tuple[int, str]]:
    """Returns a key for sorting, by which "1.10" comes after "1.9"."""
    return [(int(part) if part.isdecimal() else 0, part) for part in code.split(".")]
