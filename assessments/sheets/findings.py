"""Findings on a sheet before it is submitted: missing or odd entries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import Assessment, Score
from criteria.common.text import Text
from criteria.models import Criterion

NO_REASON = Text(
    vi="Báo không áp dụng mà chưa nêu lý do.", en="Marked not applicable without a reason."
)


@dataclass(frozen=True)
class Finding:
    """One finding on a leaf; a blocking one stops the submission, a warning does not."""

    leaf: Criterion
    blocking: bool
    text: Text

    @property
    def code(self) -> str:
        return self.leaf.code


def check_sheet(assessment: Assessment) -> list[Finding]:
    """Returns all findings in the order of the tree, in one query."""
    scores = (
        Score.objects.self_scored()
        .filter(assessment=assessment)
        .select_related("criterion")
        .annotate(documents=Count("links", filter=Q(links__withdrawn_at=None)))
        .in_tree_order()
    )
    return [finding for score in scores for finding in _findings(score, score.documents)]  # type: ignore[attr-defined]  # annotated above


def _findings(score: Score, documents: int) -> Iterable[Finding]:
    leaf = score.criterion
    if score.returned_note:
        yield Finding(
            leaf,
            False,
            Text(
                vi=f"Lãnh đạo đã trả lại, cán bộ chưa lưu lại: {score.returned_note}",
                en=f"Given back by the leader and not saved since: {score.returned_note}",
            ),
        )
    if score.claimed_na:
        if not score.claimed_note.strip():
            yield Finding(leaf, True, NO_REASON)
        return
    if score.claimed_points is None:
        yield Finding(leaf, True, Text(vi="Chưa có số liệu.", en="Nothing entered yet."))
        return
    if score.claimed_points > 0 and documents == 0:
        yield Finding(
            leaf,
            False,
            Text(
                vi="Có điểm nhưng chưa có tài liệu kiểm chứng.",
                en="Points claimed without evidence.",
            ),
        )
    if score.claimed_points < score.max_points and not score.claimed_note.strip():
        yield Finding(
            leaf,
            False,
            Text(
                vi="Chưa đạt điểm tối đa mà chưa có giải trình.",
                en="Below the maximum without an explanation.",
            ),
        )
