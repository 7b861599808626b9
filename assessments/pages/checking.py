"""The page that checks a sheet and sends it: what is found, by cause, and what the unit answers for when it submits."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Assessment, Score
from assessments.pages.common import Visitor, sheet_or_refuse, signed_in
from assessments.review.workflow.offers import offer
from assessments.sheets.findings import check_sheet, grouped_findings
from assessments.sheets.sums import Sums
from assessments.sheets.todo import leaves_with_scores
from assessments.sheets.tree import sheet_tree
from criteria.models import Criterion


@dataclass(frozen=True)
class DeclaredDomain:
    """A line of the declaration; the last, without a node, is the whole sheet."""

    node: Criterion | None
    sums: Sums
    documents: int
    not_applicable: int


@require_safe
@signed_in
def check_page(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the findings, each with a link to its leaf and a way back, and the declaration with the button to submit."""
    assessment = sheet_or_refuse(request, sheet_id)
    groups = grouped_findings(check_sheet(assessment))
    must = [group for group in groups if group.blocking]
    should = [group for group in groups if not group.blocking]
    submission = offer(request.user, assessment, "submit")
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "must": must,
        "should": should,
        "must_number": sum(group.number for group in must),
        "should_number": sum(group.number for group in should),
        "offer": submission,
        "declared": [] if submission.reasons else declaration(assessment),
    }
    return render(request, "assessments/check.html", context)


def declaration(assessment: Assessment) -> list[DeclaredDomain]:
    """Returns what the unit submits, domain by domain, and at the end the whole."""
    branches, total = sheet_tree(assessment)
    lines = []
    for branch in branches:
        scores = [score for _row, score in leaves_with_scores([branch])]
        if branch.head.sums and branch.head.sums.own:
            lines.append(_line(branch.head.node, branch.head.sums, scores))
    everything = [score for _row, score in leaves_with_scores(branches)]
    return [*lines, _line(None, total, everything)]


def _line(node: Criterion | None, sums: Sums, scores: list[Score]) -> DeclaredDomain:
    documents = sum(score.documents for score in scores)  # type: ignore[attr-defined]  # annotated
    return DeclaredDomain(node, sums, documents, sum(score.claimed_na for score in scores))
