"""The unit's self-assessment report: summary by domain, full table, leaves without evidence."""

from collections import defaultdict
from contextlib import suppress
from decimal import Decimal
from typing import Any

from assessments.documents.values import NA, head, issued_by, points_as_written
from assessments.models import Assessment, EvidenceLink, Score, Status
from assessments.models.references import RoundValues
from assessments.models.sheet_scales import scale_of
from assessments.sheets.tree import Branch, SheetRow, sheet_tree
from criteria.common.numbers import show
from criteria.common.text import Refused, Text

DRAFT = Text("Dự thảo: phiếu chưa gửi, số liệu còn có thể thay đổi.", "Draft: not submitted yet.")
SURVEY = "ĐTXHH"
NOT_EXPLAINED = "(Chưa có giải trình)"


def self_assessment_values(assessment: Assessment) -> dict[str, Any]:
    """Returns the values of its template ``self_assessment``; a constant number of queries."""
    branches, total = sheet_tree(assessment)
    evidence, figures = _evidence(assessment), _figures(assessment)
    lines = [_line(row, evidence, figures) for branch in branches for row in _rows(branch)]
    leaves = [row for branch in branches for row in _rows(branch) if row.score]
    own = [row for row in leaves if not row.node.is_survey]
    drafting = [DRAFT] if assessment.status == Status.DRAFTING else []
    return (
        head(assessment.round, *drafting)
        | issued_by(assessment.unit)
        | {
            "claimed": show(total.claimed),
            "own_max": show(_maximum(own)),
            "survey_max": show(_maximum(leaves) - _maximum(own)),
            "filled": str(total.filled),
            "own": str(total.own),
            "not_applicable": str(
                sum(bool(row.score and row.score.claimed_na) for row in own) or ""
            ),
            "domains": [_domain(branch) for branch in branches]
            + [
                {
                    "code": "",
                    "title": "Tổng cộng",
                    "max": show(_maximum(leaves)),
                    "own_max": show(_maximum(own)),
                    "claimed": show(total.claimed),
                    "total": True,
                }
            ],
            "rows": lines,
            "lacking": [
                line | {"explanation": line["note"] or NOT_EXPLAINED}
                for line in lines
                if line["lacks"]
            ],
        }
    )


def _rows(branch: Branch) -> list[SheetRow]:
    """Returns the head and the rows below it; a domain that is itself a leaf appears once."""
    return branch.rows if branch.head in branch.rows else [branch.head, *branch.rows]


def _maximum(rows: list[SheetRow]) -> Decimal:
    return sum((row.node.max_points for row in rows), Decimal(0))


def _domain(branch: Branch) -> dict[str, Any]:
    own = [row for row in _rows(branch) if row.score and not row.node.is_survey]
    sums = branch.head.sums
    claimed = sum((row.score.claimed_points or Decimal(0) for row in own if row.score), Decimal(0))
    return {
        "code": branch.head.node.code,
        "title": branch.head.node.title_vi,
        "max": show(branch.head.node.max_points),
        "own_max": show(_maximum(own)),
        "claimed": show(sums.claimed if sums else claimed) if own else SURVEY,
        "total": False,
    }


def _line(row: SheetRow, evidence: dict[int, list[str]], figures: dict[int, str]) -> dict[str, Any]:
    score, node = row.score, row.node
    documents = evidence.get(score.pk, []) if score else []
    note = score.claimed_note if score else ""
    counted = figures.get(score.pk, "") if score else ""
    return {
        "code": node.code,
        "title": node.title_with_printed_code,
        "max": "" if node.is_information else show(node.max_points),
        "claimed": _claimed(row),
        "evidence": "\n".join(documents),
        "explanation": "\n".join(text for text in (counted, note) if text),
        "note": note,
        "strong": row.depth == 0,
        "lacks": bool(score and not node.is_survey and score.is_filled and not documents),
    }


def _claimed(row: SheetRow) -> str:
    score: Score | None = row.score
    if score is None and row.node.is_information:
        return ""
    if score is None:
        # Below a node that has survey leaves alone, nothing is claimed.
        return show(row.sums.claimed) if row.sums and row.sums.own else SURVEY
    if row.node.is_survey:
        return SURVEY
    return NA if score.claimed_na else points_as_written(score.claimed_points)


def _figures(assessment: Assessment) -> dict[int, str]:
    """Returns by score id the claimed figures in the words of the leaf's scale, with what they come to."""
    scores = Score.objects.filter(assessment=assessment, claimed_input__isnull=False)
    figures, values = {}, RoundValues(assessment.round_id)
    for score in scores.select_related("criterion").only(
        "claimed_input", "criterion__max_points", "criterion__scale"
    ):
        # The sheet at hand serves the scales that ask for its unit and its round.
        score.assessment = assessment
        # Figures that count no longer, as where a reference value was taken back, close no report.
        with suppress(Refused):
            figures[score.pk] = scale_of(score, values).score(score.claimed_input or {}).why.vi
    return figures


def _evidence(assessment: Assessment) -> dict[int, list[str]]:
    """Returns by score id the documents in force, a line for each."""
    lines: dict[int, list[str]] = defaultdict(list)
    links = EvidenceLink.objects.filter(score__assessment=assessment, withdrawn_at=None)
    for link in links.select_related("evidence"):
        document = link.evidence
        number = f"{document.number}: " if document.number else ""
        day = f" ({document.issued_on:%d/%m/%Y})" if document.issued_on else ""
        lines[link.score_id].append(f"- {number}{document.title}{day}")
    return lines
