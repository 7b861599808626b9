"""Finds the results from which a person can make a plan, and the plan that there is of one already."""

from collections.abc import Sequence

from assessments.models import User
from rankings.models import ImprovementPlan, Ranking, RankingRow


def results_to_plan_from(user: User) -> Sequence[RankingRow]:
    """Returns the results in force of the person's units without a plan, the newest year first; two queries."""
    rows = RankingRow.objects.filter(
        ranking__in=Ranking.objects.in_force_within(), unit__in=user.unit_ids, points__isnull=False
    )
    planned = ImprovementPlan.objects.filter(unit__in=user.unit_ids).values("unit_id", "round_id")
    there = {(one["unit_id"], one["round_id"]) for one in planned}
    found = rows.select_related("unit", "ranking__round__criteria_set").order_by(
        "-ranking__round__year", "unit"
    )
    return [row for row in found if (row.unit_id, row.ranking.round_id) not in there]


def newest_plan(unit_id: int, round_id: int) -> ImprovementPlan | None:
    """Returns the newest version of a unit's plan from a round; one query."""
    plans = ImprovementPlan.objects.filter(unit=unit_id, round=round_id)
    return plans.order_by("-number").first()
