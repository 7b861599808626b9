"""Findings on a sheet before it is submitted: missing or odd entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from assessments.models import Assessment, EvidenceLink, Scan, Score
from assessments.models.sheet_scales import scale_of
from assessments.sheets.evidence.asked import proof_count
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
PART_PROVEN = Text(
    vi="Thiếu tài liệu mà bộ tiêu chí yêu cầu.", en="Documents that the set asks for are missing."
)
UNEXPLAINED = Text(
    vi="Chưa đạt điểm tối đa mà chưa có giải trình.", en="Below the maximum without an explanation."
)
WAITING = Text(
    vi="Đang chờ giá trị tham chiếu của kỳ đánh giá.",
    en="Waits for a reference value of the round.",
)
INFECTED = Text(
    vi="Có tài liệu chứa mã độc: rút tài liệu và tải lên tệp sạch.",
    en="A document is infected: withdraw it and upload a clean file.",
)
SHUT = Text(
    vi="Khi xếp hạng tính 0 điểm, vì tiêu chí làm điều kiện không có điểm.",
    en="Counts 0 in the ranking, because the criterion that it depends on has no points.",
)
_CAUSES = (
    EMPTY,
    WAITING,
    NO_REASON,
    INFECTED,
    GIVEN_BACK,
    SHUT,
    UNPROVEN,
    PART_PROVEN,
    UNEXPLAINED,
)


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
    def title(self) -> Text:
        """The cause as a heading says it, without the full stop of its sentence."""
        return Text(self.cause.vi.removesuffix("."), self.cause.en.removesuffix("."))

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
    infected = EvidenceLink.objects.filter(
        score=OuterRef("pk"), withdrawn_at=None, evidence__scan=Scan.INFECTED
    )
    scores = (
        Score.objects.self_scored()
        .filter(assessment=assessment)
        .select_related("criterion__domain")
        .defer("criterion__search", "criterion__domain__scale", "criterion__domain__search")
        .with_documents()
        .annotate(infected=Exists(infected))
        .in_tree_order()
    )
    rows: list[Any] = list(scores)  # annotated
    by_code = {score.criterion.code: score for score in rows}
    found: list[Finding] = []
    for score in rows:
        # The sheet at hand serves the scales that ask for its unit and its round.
        score.assessment = assessment
        if score.infected:
            found.append(Finding(score.criterion, True, INFECTED))
        found += _findings(score)
        found += _shut(score, by_code.get(score.criterion.gate))
    return found


def _shut(score: Score, gate: Score | None) -> Iterable[Finding]:
    """Yields that a leaf will count 0 because another one has no points."""
    if gate is None or not score.claimed_points or gate.claimed_na or gate.claimed_points != 0:
        return
    yield Finding(score.criterion, False, SHUT, gate.criterion.code)


def _not_entered(score: Score) -> Finding:
    """Returns that nothing was entered; where the round still owes a value, which one is waited for."""
    awaited = scale_of(score).awaited if score.criterion.scale else ()
    if not awaited:
        return Finding(score.criterion, True, EMPTY)
    return Finding(score.criterion, True, WAITING, ", ".join(one.label.vi for one in awaited))


def _unproven(score: Score) -> Iterable[Finding]:
    """Yields that a document is missing: all of them, or some that the set asks for, by their names."""
    leaf = score.criterion
    count = proof_count(score, leaf)
    if not score.claimed_points or not count.is_short:
        return
    if not count.documents:
        yield Finding(leaf, False, UNPROVEN)
    else:
        yield Finding(leaf, False, PART_PROVEN, "; ".join(count.missing))


def _findings(score: Score) -> Iterable[Finding]:
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
        yield _not_entered(score)
        return
    yield from _unproven(score)
    is_below = score.claimed_points < score.max_points and not leaf.is_outside
    if is_below and not score.claimed_note.strip():
        yield Finding(
            leaf,
            False,
            UNEXPLAINED,
        )
