"""Finds the plans whose figures to date fall due: at the end of each quarter of the year after the result's."""

import calendar
import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from rankings.models import FigureToDate, ImprovementPlan


def quarter_near(today: datetime.date, days: int) -> datetime.date | None:
    """Returns the last day of a quarter at most so many days ahead or behind; none where there is none."""
    near = datetime.timedelta(days=days)
    ends = (_quarter_end(today - near), _quarter_end(today))
    return next((end for end in ends if abs(end - today) <= near), None)


def _quarter_end(day: datetime.date) -> datetime.date:
    """Returns the last day of the quarter that a day lies in."""
    month = (day.month + 2) // 3 * 3
    return datetime.date(day.year, month, calendar.monthrange(day.year, month)[1])


class FiguresDue(NamedTuple):
    """A plan in force, its unit, and how many of its leaves still ask for a figure."""

    plan: int
    unit: int
    number: int


def figures_due(quarter: datetime.date) -> list[FiguresDue]:
    """Returns the plans that still ask for figures by a quarter's last day; one query.

    A leaf with a target asks for one, and any of the quarter's last month or later will do.
    """
    there = FigureToDate.objects.filter(
        unit=OuterRef("unit"),
        round=OuterRef("round"),
        criterion=OuterRef("leaves__criterion"),
        day__gte=quarter.replace(day=1),
    )
    asking = Q(leaves__target_points__isnull=False) & ~Q(Exists(there))
    plans = ImprovementPlan.objects.in_force().filter(round__year=quarter.year - 1)
    counted = plans.annotate(number_due=Count("leaves", filter=asking)).filter(number_due__gt=0)
    return [FiguresDue(*row) for row in counted.values_list("pk", "unit", "number_due")]
