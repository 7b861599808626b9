"""The acts by which a plan begins: from a published result, or as a new version of one that was approved."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction

from assessments import permissions
from assessments.models import User
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.locking import locked_sheet
from assessments.writing.record import record
from criteria.common.text import Refused, Text
from rankings.models import ImprovementPlan, PlanLeaf, Ranking, RankingLeaf, RankingRow, Remedy
from rankings.reads.unit import lost_leaves

MAKE_PLAN = Act(
    "make_plan", Text("Lập kế hoạch cải thiện", "Made the improvement plan"), is_own=True
)
OPEN_PLAN_VERSION = Act(
    "open_plan_version",
    Text("Mở phiên bản kế hoạch mới", "Opened a new version of the plan"),
    is_own=True,
)


@transaction.atomic
def make_plan(*, actor: Actor, row_id: int) -> ImprovementPlan:
    """Makes a unit's plan from its result in a ranking in force, with the leaves that lost points. Raises ``Refused``.

    There is one plan for a unit and round: where there is one, it is said.
    """
    row = _row(actor.user, row_id)
    # Two who press at once make one plan.
    locked_sheet(row.assessment_id)
    faults = _faults(row)
    if ImprovementPlan.objects.filter(unit=row.unit_id, round=row.ranking.round_id).exists():
        faults.append(
            Text(
                vi="Đơn vị đã có kế hoạch từ kết quả này. Hãy mở kế hoạch đó.",
                en="The unit has a plan from this result. Open that one.",
            )
        )
    permissions.demand([], faults)
    plan = _begin(actor.user, row, 1)
    record(actor, MAKE_PLAN, on=row.assessment, after={"plan": plan.number})
    return plan


@transaction.atomic
def open_plan_version(*, actor: Actor, plan_id: int) -> ImprovementPlan:
    """Begins a new version of an approved plan, with all that it holds. Raises ``Refused``.

    It is made from the result in force now: a target that wins nothing there any more is left out.
    """
    plan = ImprovementPlan.objects.select_for_update(of=("self",)).get(pk=plan_id)
    permissions.demand(permissions.reasons_against_planning(actor.user, plan.unit_id))
    newest = ImprovementPlan.objects.filter(unit=plan.unit_id, round=plan.round_id)
    if newest.order_by("-number").values_list("pk", flat=True)[0] != plan.pk:
        raise Refused(
            Text(
                vi="Đã có phiên bản mới hơn của kế hoạch này. Hãy mở phiên bản đó.",
                en="There is a newer version of this plan. Open that one.",
            )
        )
    if not plan.is_approved:
        raise Refused(
            Text(
                vi="Kế hoạch chưa được phê duyệt nên sửa được ngay ở phiên bản này.",
                en="The plan is not approved yet: it can be changed as it is.",
            )
        )
    rows = RankingRow.objects.filter(
        ranking__in=Ranking.objects.in_force_within(),
        ranking__round=plan.round_id,
        unit=plan.unit_id,
    )
    row_id = rows.values_list("pk", flat=True).first()
    row = _row(actor.user, row_id or plan.row_id)
    permissions.demand([], _faults(row))
    later = _begin(actor.user, row, plan.number + 1)
    _take_over(plan, later)
    record(
        actor,
        OPEN_PLAN_VERSION,
        on=row.assessment,
        before={"plan": plan.number},
        after={"plan": later.number},
    )
    return later


def _row(user: User, row_id: int) -> RankingRow:
    rows = RankingRow.objects.select_related(
        "ranking__round__criteria_set", "assessment__round", "unit"
    )
    row = rows.get(pk=row_id)
    permissions.demand(permissions.reasons_against_planning(user, row.unit_id))
    return row


def _faults(row: RankingRow) -> list[Text]:
    faults = []
    if not Ranking.objects.in_force_within().filter(pk=row.ranking_id).exists():
        faults.append(
            Text(
                vi="Kế hoạch lập từ kết quả đang có hiệu lực. Hãy mở kết quả mới nhất của năm.",
                en="A plan is made from the result in force. Open the year's newest one.",
            )
        )
    if not row.assessed:
        faults.append(
            Text(
                vi="Đơn vị chưa được đánh giá trong kỳ này nên chưa có điểm để cải thiện.",
                en="The unit was not assessed in this round, so there is nothing to improve on.",
            )
        )
    return faults


def _begin(user: User, row: RankingRow, number: int) -> ImprovementPlan:
    plan = ImprovementPlan.objects.create(
        unit=row.unit, round=row.ranking.round, row=row, number=number, made_by=user
    )
    leaves = list(RankingLeaf.objects.filter(row=row).select_related("criterion"))
    for leaf in leaves:
        leaf.row = row
    PlanLeaf.objects.bulk_create(
        PlanLeaf(
            plan=plan,
            criterion=loss.leaf.criterion,
            points=loss.leaf.points,
            max_points=loss.leaf.max_points,
        )
        for loss in lost_leaves(leaves, row.ranking.basis)
    )
    return plan


def _take_over(plan: ImprovementPlan, later: ImprovementPlan) -> None:
    leaves = {leaf.criterion_id: leaf for leaf in later.leaves.all()}
    changed: list[PlanLeaf] = []
    remedies: list[Remedy] = []
    for old in plan.leaves.prefetch_related("remedies"):
        leaf = leaves.get(old.criterion_id)
        if leaf is None:
            continue
        if leaf.points < (old.target_points or Decimal(0)) <= leaf.max_points:
            leaf.target_input, leaf.target_points = old.target_input, old.target_points
            changed.append(leaf)
        remedies += _copies(old.remedies.all(), leaf)
    PlanLeaf.objects.bulk_update(changed, ["target_input", "target_points"])
    Remedy.objects.bulk_create(remedies)


def _copies(remedies: Iterable[Remedy], leaf: PlanLeaf) -> list[Remedy]:
    return [
        Remedy(
            leaf=leaf,
            place=one.place,
            text=one.text,
            person_id=one.person_id,
            body=one.body,
            due=one.due,
            done_on=one.done_on,
        )
        for one in remedies
    ]
