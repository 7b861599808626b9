"""A published result with lost points of every sort, and the plan of its unit."""

import datetime
from typing import Any

from django.utils import timezone

from assessments.models import Role, User
from rankings.acts import GivenRemedy, make_plan, save_plan_leaf
from rankings.models import ImprovementPlan, PlanLeaf, RankingRow
from tests.factories import make_person, page
from tests.rankings.worlds import Sheet, graded, make_tree, published
from tests.remembered import remembered

MAXIMA = {"1.1": "2", "1.2": "4", "2.1": "10"}


@remembered
def result() -> RankingRow:
    """The third of four ranked units: 9 of 16 points; the others have 12, 10 and 8."""
    points = [("2", "4", "6"), ("2", "2", "6"), ("1", "2", "6"), ("0", "2", "6")]
    sheets = [
        Sheet({"1.1": one, "1.2": two, "2.1": three}, {"1.1": "2", "1.2": "4", "2.1": "10"})
        for one, two, three in points
    ]
    ranking = published(graded(make_tree(MAXIMA), sheets))
    return ranking.rows.get(rank=3)


def officer_of(row: RankingRow) -> User:
    return make_person(Role.OFFICER, unit=row.unit)


def leader_of(row: RankingRow) -> User:
    return make_person(Role.LEADER, unit=row.unit)


def make_own_plan(row: RankingRow, by: User | None = None) -> ImprovementPlan:
    return make_plan(actor=page(by or officer_of(row)), row_id=row.pk)


def leaf_of(plan: ImprovementPlan, code: str) -> PlanLeaf:
    return plan.leaves.select_related("criterion").get(criterion__code=code)


def save(
    plan: ImprovementPlan,
    code: str,
    by: User,
    points: str = "",
    *remedies: GivenRemedy,
    **given: Any,
) -> PlanLeaf:
    """Saves a line over what stands there now."""
    leaf = leaf_of(plan, code)
    return save_plan_leaf(
        actor=page(by),
        leaf_id=leaf.pk,
        version=given.get("version", leaf.version),
        entry={"points": points} if points else {},
        remedies=remedies,
    )


def remedy(text: str = "Ban hành kế hoạch trong quý I", **given: Any) -> GivenRemedy:
    """A remedy that is whole, unless ``given`` says otherwise."""
    whole: dict[str, Any] = {"body": "Văn phòng", "due": due_day()}
    return GivenRemedy(text, **(whole | given))


def due_day() -> datetime.date:
    """A day that lies ahead, and not too far."""
    return timezone.localdate() + datetime.timedelta(days=90)


def ready_plan(row: RankingRow, by: User) -> ImprovementPlan:
    """A plan that can be approved: one leaf with a target and a remedy."""
    plan = make_own_plan(row, by)
    save(plan, "2.1", by, "8", remedy())
    plan.refresh_from_db()
    return plan
