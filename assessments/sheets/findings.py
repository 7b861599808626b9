"""Findings on a sheet before it is submitted: missing or odd entries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import Assessment, Score
from criteria.common.text import Text
from criteria.models import Criterion

EMPTY = Text(vi="Chưa có số liệu.", en="Nothing entered yet.")
NO_REASON = Text(
    vi="Báo không áp dụng mà chưa nêu lý do.", en="Marked not applicable without a reason."
)
GIVEN_BACK = Text(
    vi="Lãnh đạo đã trả lại, cán bộ chưa lưu lại.", en="Given back by the leader, not saved since."
)
UNPROVEN = Text(
    vi="Có điểm nhưng chưa có tài liệu kiểm chứng.", en="Points claimed without evidence."
)
UNEXPLAINED = Text(
    vi="Chưa đạt điểm tối đa mà chưa có giải trình.", en="Below the maximum without an explanation."
)
_CAUSES = (EMPTY, NO_REASON, GIVEN_BACK, UNPROVEN, UNEXPLAINED)


@dataclass(frozen=True)
class Finding:
    """One finding on a leaf; a blocking one stops the submission, a warning does not."""

    leaf: Criterion
    blocking: bool
    text: Text
    """The cause, which findings of one kind share."""
    detail: str = ""

    @property
    def code(self) -> str:
        return self.leaf.code


@dataclass(frozen=True)
class FindingGroup:
    """All findings of one cause, by domain, with the anchor at which a page shows them."""

    anchor: str
    cause: Text
    blocking: bool
    domains: list[tuple[Criterion, list[Finding]]]

    @property
    def number(self) -> int:
        return sum(len(findings) for _domain, findings in self.domains)


def grouped_findings(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Returns the findings by cause, those that stop the submission first, and by domain within."""
    by_cause: dict[Text, dict[int, tuple[Criterion, list[Finding]]]] = {}
    blocking: dict[Text, bool] = {}
    for finding in findings:
        domain = finding.leaf.domain or finding.leaf
        domains = by_cause.setdefault(finding.text, {})
        domains.setdefault(domain.pk, (domain, []))[1].append(finding)
        blocking[finding.text] = finding.blocking
    return [
        FindingGroup(f"cause-{place}", cause, blocking[cause], list(by_cause[cause].values()))
        for place, cause in enumerate(_CAUSES, 1)
        if cause in by_cause
    ]


def check_sheet(assessment: Assessment) -> list[Finding]:
    """Returns all findings in the order of the tree, in one query."""
    scores = (
        Score.objects.self_scored()
        .filter(assessment=assessment)
        .select_related("criterion__domain")
        .defer("criterion__search", "criterion__domain__scale", "criterion__domain__search")
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
            GIVEN_BACK,
            score.returned_note,
        )
    if score.claimed_na:
        if not score.claimed_note.strip():
            yield Finding(leaf, True, NO_REASON)
        return
    if score.claimed_points is None:
        yield Finding(leaf, True, EMPTY)
        return
    if score.claimed_points > 0 and documents == 0:
        yield Finding(
            leaf,
            False,
            UNPROVEN,
        )
    if score.claimed_points < score.max_points and not score.claimed_note.strip():
        yield Finding(
            leaf,
            False,
            UNEXPLAINED,
        )
