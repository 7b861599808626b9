"""What a unit had on a leaf the year before: the award of the leaf's ancestor, and the documents that proved it."""

from collections.abc import Collection
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Assessment, EvidenceLink, Round, Score, Status
from assessments.people.lineage import under_another_name
from criteria.models import Criterion


def last_awards(round_: Round, leaf: Criterion, unit_ids: list[int]) -> dict[int, Score]:
    """Returns by unit the final award on the leaf's ancestor, of the newest round; for a real round never the demo's.

    A unit that was only renamed or given another code has that of its former self: the score's sheet
    names that unit. Several units that merged have no award in common.
    """
    if leaf.ancestor_id is None:
        return {}
    newest_last = _final_scores(round_, unit_ids).filter(criterion=leaf.ancestor_id)
    return {score.of_unit: score for score in newest_last}


def last_awards_on(sheet: Assessment, ancestors: Collection[int]) -> dict[int, Score]:
    """Returns the unit's final award on each of these leaves of earlier sets (ids), as ``last_awards``; one query."""
    if not ancestors:
        return {}
    newest_last = _final_scores(sheet.round, [sheet.unit_id]).filter(criterion__in=ancestors)
    return {score.criterion_id: score for score in newest_last}


def _final_scores(round_: Round, unit_ids: list[int]) -> QuerySet[Any]:
    """Returns the scores of these units' final sheets in other rounds, the newest round last, with year and unit."""
    renamed = under_another_name(unit_ids)
    heir = renamed.filter(to_unit=OuterRef("assessment__unit")).values("from_unit")
    scores = Score.objects.filter(
        Q(assessment__unit__in=unit_ids) | Q(assessment__unit__in=renamed.values("to_unit")),
        assessment__status=Status.FINAL,
    ).exclude(assessment__round=round_)
    if not round_.is_demo:
        scores = scores.filter(assessment__round__is_demo=False)
    return (
        scores.select_related("assessment__unit", "criterion")
        .annotate(
            of_year=F("assessment__round__year"),
            of_unit=Coalesce(Subquery(heir), "assessment__unit", output_field=BigIntegerField()),
        )
        .order_by("assessment__round__year", "assessment__round__review_by")
    )


def last_award(score: Score) -> Score | None:
    """Returns the unit's final score on the leaf's ancestor, with its leaf and the year."""
    if score.criterion.ancestor_id is None:
        return None
    unit = score.assessment.unit_id
    return last_awards(score.assessment.round, score.criterion, [unit]).get(unit)


def last_documents(last: Score) -> QuerySet[EvidenceLink]:
    """Returns the links of the documents that proved the leaf the year before, as ``last_award`` found it."""
    return EvidenceLink.objects.filter(score=last, withdrawn_at=None).select_related("evidence")
