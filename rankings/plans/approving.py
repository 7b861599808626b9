"""The act by which a unit's leader approves its plan; its lines are fixed from then on."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import Refused, Text
from rankings.models import ImprovementPlan, PlanLeaf, Remedy
from rankings.plans.saving import reasons_it_is_fixed

APPROVE_PLAN = Act(
    "approve_plan",
    Text("Phê duyệt kế hoạch cải thiện", "Approved the improvement plan"),
    is_own=True,
)


@transaction.atomic
def approve_plan(*, actor: Actor, plan_id: int, version: int) -> ImprovementPlan:
    """Approves the plan as it was read: ``version`` is that of the page. Raises ``Refused`` with every cause."""
    plan = (
        ImprovementPlan.objects.select_for_update(of=("self",))
        .select_related("row__assessment__round")
        .get(pk=plan_id)
    )
    permissions.demand(
        permissions.reasons_against_approving_plans(actor.user, plan.unit_id)
        or reasons_it_is_fixed(plan)
    )
    if plan.version != version:
        raise Refused(
            Text(
                vi="Kế hoạch vừa được sửa sau khi trang này mở. Hãy đọc lại rồi phê duyệt.",
                en="The plan was changed after this page was opened. Read it again, then approve it.",
            )
        )
    permissions.demand([], faults_of(plan.leaves.select_related("criterion"), remedies_of(plan)))
    plan.approved_by, plan.approved_at = actor.user, timezone.now()
    plan.save(update_fields=["approved_by", "approved_at"])
    record(actor, APPROVE_PLAN, on=plan.row.assessment, after={"plan": plan.number})
    return plan


def remedies_of(plan: ImprovementPlan) -> dict[int, list[Remedy]]:
    """Returns the remedies of each line (id) that has any; one query."""
    found: dict[int, list[Remedy]] = {}
    for one in Remedy.objects.filter(leaf__plan=plan).select_related("person"):
        found.setdefault(one.leaf_id, []).append(one)
    return found


def faults_of(leaves: Iterable[PlanLeaf], remedies: dict[int, list[Remedy]]) -> list[Text]:
    """Returns what stands against approving a plan with these lines; a line that nothing covers does not."""
    faults = []
    for leaf in leaves:
        code, own = leaf.criterion.code, remedies.get(leaf.pk, [])
        if own and leaf.target_points is None:
            faults.append(
                Text(
                    f"Tiêu chí {code}: chưa có chỉ tiêu.",
                    f"Criterion {code}: it has no target yet.",
                )
            )
        if leaf.target_points is not None and not own:
            faults.append(
                Text(
                    f"Tiêu chí {code}: chưa có giải pháp.",
                    f"Criterion {code}: it has no remedy yet.",
                )
            )
        if any(not one.answers_for_it for one in own):
            faults.append(
                Text(
                    f"Tiêu chí {code}: có giải pháp chưa ghi người chịu trách nhiệm.",
                    f"Criterion {code}: nobody answers for one of its remedies yet.",
                )
            )
        if any(one.due is None for one in own):
            faults.append(
                Text(
                    f"Tiêu chí {code}: có giải pháp chưa ghi thời hạn.",
                    f"Criterion {code}: one of its remedies has no day yet.",
                )
            )
    if not remedies:
        faults.append(Text("Kế hoạch chưa có giải pháp nào.", "The plan has no remedy yet."))
    return faults
