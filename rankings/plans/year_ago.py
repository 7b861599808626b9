"""Reads what a unit had reached a year before, on the same day: the figures to date of its plan of that year."""

import datetime
from collections.abc import Iterable

from assessments.people.lineage import lineage_of
from assessments.sheets.leaf_lineage import leaf_lineage
from rankings.models import FigureToDate, ImprovementPlan


def same_day_before(day: datetime.date) -> datetime.date:
    """Returns the day a year before; of 29 February, the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def figures_a_year_ago(
    plan: ImprovementPlan, leaves: Iterable[int], today: datetime.date
) -> dict[int, FigureToDate]:
    """Returns the newest figure that leaves (criteria's ids) had a year ago, within the year before that day.

    A leaf is known by its lineage, the unit under all the ids that it has had; three queries.
    """
    last, before = same_day_before(today), leaf_lineage(leaves)
    figures = FigureToDate.objects.filter(
        unit__in=lineage_of(plan.unit_id).itself(plan.unit_id),
        criterion__in={one for line in before.values() for one in line},
        day__gt=same_day_before(last),
        day__lte=last,
    ).exclude(round=plan.round_id)
    newest: dict[int, FigureToDate] = {}
    for figure in figures.select_related("criterion"):
        newest.setdefault(figure.criterion_id, figure)
    found = {leaf: [newest[one] for one in line if one in newest] for leaf, line in before.items()}
    return {leaf: max(of, key=lambda one: one.day) for leaf, of in found.items() if of}
