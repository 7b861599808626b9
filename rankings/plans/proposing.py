"""Offers the figures to date of a unit's plan to its sheet of the next round."""

from collections.abc import Collection

from django.db.models import Q

from assessments.models import Assessment
from assessments.people.lineage import under_another_name
from assessments.sheets.figures_offered import FigureProposal
from rankings.models import FigureToDate


def figures_to_offer(sheet: Assessment, leaves: Collection[int]) -> dict[int, FigureProposal]:
    """Returns the newest figure of the latest day on each of these leaves (ids), from plans of earlier rounds; one query."""
    renamed = under_another_name([sheet.unit_id]).values("to_unit")
    figures = FigureToDate.objects.filter(
        Q(unit=sheet.unit_id) | Q(unit__in=renamed),
        criterion__in=leaves,
        round__year__lt=sheet.round.year,
    )
    if not sheet.round.is_demo:
        figures = figures.filter(round__is_demo=False)
    newest_last = figures.select_related("criterion").order_by("round__year", "day", "pk")
    return {
        one.criterion_id: FigureProposal(one.input, one.criterion, one.day) for one in newest_last
    }
