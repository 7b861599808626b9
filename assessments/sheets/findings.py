"""Findings on a sheet before it is submitted: missing or odd entries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import Assessment, Score
from assessments.models.sheet_scales import scale_of
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
    rows = list(scores)
    by_code = {score.criterion.code: score for score in rows}
    found: list[Finding] = []
    for score in rows:
        # The sheet at hand serves the scales that ask for its unit and its round.
        score.assessment = assessment
        found += _findings(score, score.documents)  # type: ignore[attr-defined]  # annotated above
        found += _shut(score, by_code.get(score.criterion.gate))
    return found


def _shut(score: Score, gate: Score | None) -> Iterable[Finding]:
    """Yields that a leaf will count 0 because another one has no points."""
    if gate is None or not score.claimed_points or gate.claimed_na or gate.claimed_points != 0:
        return
    code = gate.criterion.code
    yield Finding(
        score.criterion,
        False,
        Text(
            vi=f"Khi xếp hạng tính 0 điểm, vì tiêu chí {code} không có điểm.",
            en=f"Counts 0 in the ranking, because criterion {code} has no points.",
        ),
    )


def _not_entered(score: Score) -> Text:
    """Returns that nothing was entered; where the round still owes a value, which one is waited for."""
    awaited = scale_of(score).awaited if score.criterion.scale else ()
    if not awaited:
        return Text(vi="Chưa có số liệu.", en="Nothing entered yet.")
    vi = ", ".join(f"“{figure.label.vi}”" for figure in awaited)
    en = ", ".join(f"“{figure.label.en}”" for figure in awaited)
    return Text(
        vi=f"Đang chờ giá trị tham chiếu của kỳ đánh giá: {vi}.",
        en=f"Waits for a reference value of the round: {en}.",
    )


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
        yield Finding(leaf, True, _not_entered(score))
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
    is_below = score.claimed_points < score.max_points and not leaf.is_outside
    if is_below and not score.claimed_note.strip():
        yield Finding(
            leaf,
            False,
            Text(
                vi="Chưa đạt điểm tối đa mà chưa có giải trình.",
                en="Below the maximum without an explanation.",
            ),
        )
