"""The improvement plan as a document to sign, with its remedies as an annex."""

from typing import Any

from assessments.documents.values import head, issued_by
from criteria.common.numbers import show
from criteria.common.text import Text
from rankings.models import Remedy
from rankings.plans.reading import PlanLine, PlanReading

DRAFT = Text("Dự thảo: kế hoạch chưa được phê duyệt.", "Draft: the plan is not approved yet.")


def plan_values(reading: PlanReading) -> dict[str, Any]:
    """Returns the values of its template ``improvement_plan``; no query."""
    row, plan = reading.row, reading.plan
    covered = [line for line in reading.lines if line.is_covered]
    return (
        head(plan.round, *([] if plan.is_approved else [DRAFT]))
        | issued_by(plan.unit)
        | {
            "year": str(plan.round.year),
            "index": "–" if row.index is None else show(row.index, places=2),
            "rank": str(row.rank or ""),
            "ranked": str(len(reading.result.others) + 1),
            "points": show(row.points) if row.points is not None else "–",
            "max": show(row.max_points) if row.max_points is not None else "–",
            "lost": show(reading.lost),
            "leaves": str(len(reading.lines)),
            "covered": str(len(covered)),
            "remedies": str(reading.remedies),
            "won": show(reading.outcome.won),
            "outcome": reading.outcome.sentence.vi,
            "rows": [part for line in covered for part in _rows(line)],
            "uncovered": [
                {
                    "code": line.criterion.code,
                    "title": line.criterion.title_with_printed_code,
                    "lost": show(line.leaf.lost),
                }
                for line in reading.uncovered
            ],
            "uncovered_lost": show(reading.lost_uncovered),
        }
    )


def _rows(line: PlanLine) -> list[dict[str, Any]]:
    """Returns a row for each remedy; what is said of the leaf stands in its first."""
    leaf, criterion = line.leaf, line.criterion
    reasons = [text for text in (line.loss.why.vi if line.loss.why else "", line.loss.note) if text]
    said = {
        "code": criterion.code,
        "title": "\n".join([criterion.title_with_printed_code, *reasons]),
        "lost": show(leaf.lost),
        "target": line.working.vi if line.working else "",
        "won": show(leaf.won) if leaf.target_points is not None else "",
    }
    return [
        (said if place == 0 else dict.fromkeys(said, "")) | _remedy(remedy)
        for place, remedy in enumerate(line.remedies)
    ]


def _remedy(remedy: Remedy) -> dict[str, str]:
    return {
        "remedy": remedy.text,
        "who": remedy.answers_for_it,
        "due": f"{remedy.due:%d/%m/%Y}" if remedy.due else "",
    }
