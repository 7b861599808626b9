"""A unit's sheet as its page shows it: the tree with its scores, in four queries."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.models import Assessment, Score
from assessments.sheets.sums import TOTAL, Sums, sums
from criteria.models import Criterion


@dataclass(frozen=True)
class SheetRow:
    """A line of the sheet: a node with its sums, or a leaf with its score."""

    node: Criterion
    depth: int
    score: Score | None
    sums: Sums | None


@dataclass(frozen=True)
class Branch:
    """A domain and the lines below it."""

    head: SheetRow
    rows: list[SheetRow]


def scores_by_criterion(assessment: Assessment) -> dict[int, Score]:
    """Returns the sheet's scores by criterion id, each with the numbers of the documents that prove it now."""
    scores = (
        Score.objects.filter(assessment=assessment)
        .defer("claimed_input", "awarded_input")
        .with_documents()
    )
    by_criterion = {}
    for score in scores:
        score.assessment = assessment
        by_criterion[score.criterion_id] = score
    return by_criterion


def sheet_tree(assessment: Assessment) -> tuple[list[Branch], Sums]:
    """Returns the domains in the order of the annex, each with all the lines below it, and the sheet's total."""
    nodes = Criterion.objects.filter(criteria_set=assessment.round.criteria_set_id).defer(
        "scale", "search", "reviewer_vi"
    )
    scores, sums_by_code = scores_by_criterion(assessment), sums(assessment.pk)
    branches: list[Branch] = []
    for node in nodes.order_by("position"):
        row = SheetRow(node, node.code.count("."), scores.get(node.pk), sums_by_code.get(node.code))
        if node.parent_id is None:
            # A domain may itself be a leaf: then it is its own only line.
            branches.append(Branch(row, [row] if row.score else []))
        else:
            branches[-1].rows.append(row)
    return branches, sums_by_code.get(TOTAL, Sums())


def only(branches: list[Branch], wanted: Callable[[SheetRow, Score], bool]) -> list[Branch]:
    """Returns the wanted leaves with the nodes above them; sums stay those of the whole sheet."""
    branches_shown: list[Branch] = []
    for branch in branches:
        leaves = [row.node.code for row in branch.rows if row.score and wanted(row, row.score)]
        rows = [
            row
            for row in branch.rows
            if any(code == row.node.code or code.startswith(f"{row.node.code}.") for code in leaves)
        ]
        if rows:
            branches_shown.append(Branch(branch.head, rows))
    return branches_shown
