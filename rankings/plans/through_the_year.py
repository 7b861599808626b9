"""The acts through the year: a figure to date on a leaf of the plan, and a remedy that is done."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models.sheet_scales import scale_on
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from criteria.common.text import FieldFault, Refused, Text
from criteria.scales import Scale
from rankings.models import FigureToDate, ImprovementPlan, PlanLeaf, Remedy

SAVE_FIGURE = Act(
    "save_figure_to_date", Text("Ghi số liệu đến nay", "Entered a figure to date"), is_own=True
)
FINISH_REMEDY = Act(
    "finish_remedy", Text("Ghi giải pháp đã xong", "Noted that a remedy is done"), is_own=True
)
REOPEN_REMEDY = Act(
    "reopen_remedy", Text("Ghi giải pháp chưa xong", "Noted that a remedy is not done"), is_own=True
)

Read = Callable[[Scale], Mapping[str, object]]
"""A function that reads an entry from a form whose fields only the leaf's scale can name."""


@transaction.atomic
def save_figure_to_date(
    *, actor: Actor, leaf_id: int, day: datetime.date | None, entry: Mapping[str, object] | Read
) -> FigureToDate:
    """Adds what the unit has reached on a leaf by a day, an entry on the leaf's own scale. Raises ``Refused``.

    Earlier figures stay; a later one of the same day counts in the place of the former.
    """
    leaves = PlanLeaf.objects.select_related(
        "criterion", "plan__row__assessment__unit", "plan__row__assessment__round"
    )
    leaf = leaves.get(pk=leaf_id)
    plan = leaf.plan
    permissions.demand(permissions.reasons_against_planning(actor.user, plan.unit_id))
    faults: list[Text] = []
    if day is None:
        faults.append(
            FieldFault("Hãy ghi ngày của số liệu.", "Give the day of the figures.", "day")
        )
    elif day > timezone.localdate():
        faults.append(
            FieldFault(
                f"Số liệu đến ngày {day:%d/%m/%Y}: ngày này chưa đến.",
                f"Figures to {day:%d/%m/%Y}: this day has not come yet.",
                "day",
            )
        )
    scale = scale_on(leaf.criterion, lambda: plan.row.assessment)
    try:
        outcome = scale.score(entry(scale) if callable(entry) else entry)
        if outcome.not_applicable:
            faults.append(
                Text(
                    "Theo số liệu này tiêu chí không áp dụng: chưa có gì để ghi.",
                    "By these figures the criterion does not apply: there is nothing to note.",
                )
            )
    except Refused as refused:
        faults += refused.causes
    permissions.demand([], faults)
    figure = FigureToDate.objects.create(
        unit_id=plan.unit_id,
        round_id=plan.round_id,
        criterion=leaf.criterion,
        day=day or timezone.localdate(),
        input=outcome.entry,
        points=outcome.points,
        by=actor.user,
    )
    record(actor, SAVE_FIGURE, on=plan.row.assessment, after=_as_record(leaf, outcome.why.vi))
    return figure


def _as_record(leaf: PlanLeaf, said: str) -> dict[str, Any]:
    return {"plan": leaf.plan.number, "codes": [leaf.criterion.code], "to_date": said}


@transaction.atomic
def finish_remedy(*, actor: Actor, remedy_id: int, is_done: bool) -> Remedy:
    """Notes that a remedy of the approved plan is done today, or after all not yet. Raises ``Refused``."""
    plans = ImprovementPlan.objects.select_for_update(of=("self",))
    list(plans.filter(leaves__remedies=remedy_id).order_by().values_list("pk"))
    remedies = Remedy.objects.select_related(
        "leaf__criterion", "leaf__plan__row__assessment__round", "person"
    )
    remedy = remedies.get(pk=remedy_id)
    plan = remedy.leaf.plan
    permissions.demand(permissions.reasons_against_planning(actor.user, plan.unit_id))
    if not plan.is_approved:
        raise Refused(
            Text(
                vi="Kế hoạch chưa được phê duyệt nên chưa ghi được giải pháp đã xong.",
                en="The plan is not approved yet, so none of its remedies can be done.",
            )
        )
    if is_done == (remedy.done_on is not None):
        return remedy
    remedy.done_on = timezone.localdate() if is_done else None
    remedy.save(update_fields=["done_on"])
    record(
        actor,
        FINISH_REMEDY if is_done else REOPEN_REMEDY,
        on=plan.row.assessment,
        after={
            "plan": plan.number,
            "codes": [remedy.leaf.criterion.code],
            "remedies": [remedy.in_words],
        },
    )
    return remedy
