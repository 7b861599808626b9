"""The act that saves a line of a plan: what is aimed at on a leaf, and what is done for it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models import Assessment, Role, User
from assessments.models.sheet_scales import scale_on
from assessments.sheets.claims import Entry
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.record import record
from assessments.writing.versions import newer_value_text
from criteria.common.numbers import show
from criteria.common.text import FieldFault, Refused, Text, readable_lines
from criteria.scales import Outcome, Scale
from rankings.models import ImprovementPlan, PlanLeaf, Remedy
from rankings.models.plans import BODY_LIMIT, REMEDY_LIMIT

SAVE_PLAN_LEAF = Act(
    "save_plan_leaf",
    Text("Ghi giải pháp, chỉ tiêu của kế hoạch", "Saved remedies and target of the plan"),
    is_own=True,
)
MOST_REMEDIES, MOST_DAYS = 10, 1100
"""The number of remedies on a leaf; how far a day may lie ahead, or it is a slip of the hand in the year."""
TOO_MANY = Text(
    vi=f"Một tiêu chí có nhiều nhất {MOST_REMEDIES} giải pháp.",
    en=f"A criterion has at most {MOST_REMEDIES} remedies.",
)


@dataclass(frozen=True)
class GivenRemedy:
    """A remedy as somebody gives it; ``person_id`` is that of an account of the unit."""

    text: str
    person_id: int | None = None
    body: str = ""
    due: datetime.date | None = None

    @property
    def is_blank(self) -> bool:
        return not (self.text or self.person_id or self.body or self.due)


class PlanConflict(Refused):
    """Raised when somebody saved the line first; ``current`` holds what stands there now."""

    def __init__(self, current: PlanLeaf) -> None:
        self.current = current
        who = str(current.changed_by or "?")
        super().__init__(newer_value_text(Text(vi=who, en=who), current.criterion.code))


@transaction.atomic
def save_plan_leaf(
    *,
    actor: Actor,
    leaf_id: int,
    version: int,
    entry: Entry,
    remedies: Sequence[GivenRemedy],
) -> PlanLeaf:
    """Saves the target of a leaf, an entry on its own scale, and its remedies; an empty entry takes the target back.

    Raises ``Refused`` with every cause (the person, a plan that is approved, wrong figures, a target that wins
    nothing), or ``PlanConflict``; what the person itself sent again is no conflict.
    """
    leaf = locked_leaf(leaf_id)
    plan = leaf.plan
    permissions.demand(
        permissions.reasons_against_planning(actor.user, plan.unit_id) or reasons_it_is_fixed(plan)
    )
    people, given = people_of(plan.unit_id), tidy_remedies(remedies)
    faults = remedy_faults(given, people)
    target: Outcome | None = None
    try:
        target = target_of(leaf, entry, plan.row.assessment)
    except Refused as refused:
        faults += refused.causes
    before = list(leaf.remedies.select_related("person"))
    same = not faults and is_same_line(leaf, before, target, given)
    if leaf.version != version:
        if same and leaf.version == version + 1 and leaf.changed_by_id == actor.user.pk:
            return leaf
        raise PlanConflict(leaf)
    permissions.demand([], faults)
    if not same:
        write_line(actor, leaf, before, target, given, people)
    return leaf


def locked_leaf(leaf_id: int) -> PlanLeaf:
    """Returns a line, locked with its plan until the transaction ends. Raises ``PlanLeaf.DoesNotExist``."""
    # The plan first, as in every act on a whole plan: two orders would be a deadlock.
    plans = ImprovementPlan.objects.select_for_update(of=("self",))
    list(plans.filter(leaves=leaf_id).order_by().values_list("pk"))
    leaves = PlanLeaf.objects.select_for_update(of=("self",)).select_related(
        "criterion", "changed_by", "plan__row__assessment__unit", "plan__row__assessment__round"
    )
    return leaves.get(pk=leaf_id)


def reasons_it_is_fixed(plan: ImprovementPlan) -> list[Text]:
    """Returns the reason against changing a plan that has been approved."""
    if not plan.is_approved:
        return []
    return [
        Text(
            vi="Kế hoạch đã được phê duyệt nên không sửa được nữa. Hãy mở phiên bản mới.",
            en="The plan is approved and does not change any more. Open a new version.",
        )
    ]


def people_of(unit_id: int) -> dict[int, User]:
    """Returns the active officers and leaders of a unit by id, by name; one query."""
    found = User.objects.filter(
        memberships__unit=unit_id, memberships__role__in=Role.AT_UNIT, is_active=True
    )
    return {person.pk: person for person in found.distinct().order_by("full_name", "email")}


def target_of(leaf: PlanLeaf, entry: Entry, sheet: Assessment) -> Outcome | None:
    """Returns what an entry would give on a leaf; nothing for an empty one. Raises ``Refused``.

    A target that wins no points, or by which the leaf would not apply any more, is none.
    """
    scale = scale_on(leaf.criterion, lambda: sheet)
    return judged_target(leaf, scale, entry(scale) if callable(entry) else entry)


def judged_target(leaf: PlanLeaf, scale: Scale, entry: Any) -> Outcome | None:
    """Returns what an entry read on the leaf's scale would give. Raises ``Refused``, as ``target_of`` says."""
    if not entry or all(value in (None, "") for value in entry.values()):
        return None
    outcome = scale.score(entry)
    code, now = leaf.criterion.code, leaf.points
    if outcome.not_applicable:
        raise Refused(
            Text(
                vi=f"Chỉ tiêu của tiêu chí {code} làm tiêu chí không áp dụng, nên không có điểm nào tăng thêm.",
                en=f"By this target criterion {code} would not apply, so it would win no points.",
            )
        )
    if outcome.points <= now:
        raise Refused(
            Text(
                vi=f"Chỉ tiêu của tiêu chí {code} được {show(outcome.points)} điểm, "
                f"chưa cao hơn điểm đã đạt ({show(now)}).",
                en=f"The target of criterion {code} gives {show(outcome.points, 'en')} points, "
                f"no more than was reached ({show(now, 'en')}).",
            )
        )
    return outcome


def tidy_remedies(remedies: Sequence[GivenRemedy]) -> list[GivenRemedy]:
    """Returns the remedies as they are stored, without those that are blank."""
    found = [
        replace(one, text=readable_lines(one.text).strip(), body=" ".join(one.body.split()))
        for one in remedies
    ]
    return [one for one in found if not one.is_blank]


def remedy_faults(given: Sequence[GivenRemedy], people: Mapping[int, User]) -> list[Text]:
    """Returns what is wrong with the remedies of a leaf, each named by its place."""
    faults = [TOO_MANY] if len(given) > MOST_REMEDIES else []
    for place, one in enumerate(given, 1):
        faults += [
            FieldFault(
                vi=f"Giải pháp {place}: {fault.vi}.",
                en=f"Remedy {place}: {fault.en}.",
                field=f"{fault.field}-{place}",
            )
            for fault in faults_of_remedy(one, people)
        ]
    return faults


def faults_of_remedy(one: GivenRemedy, people: Mapping[int, User]) -> list[FieldFault]:
    """Returns what is wrong with one remedy, by its field, as a part of a sentence that names it."""
    latest = timezone.localdate() + datetime.timedelta(days=MOST_DAYS)
    faults = []
    if not one.text:
        faults.append(
            FieldFault("chưa ghi nội dung giải pháp", "it does not say what is to be done", "text")
        )
    for field, what, text, most in (
        ("text", Text("nội dung", "the text"), one.text, REMEDY_LIMIT),
        ("body", Text("tên cơ quan, bộ phận", "the body's name"), one.body, BODY_LIMIT),
    ):
        if len(text) > most:
            faults.append(
                FieldFault(
                    f"{what.vi} dài {len(text)} ký tự, nhiều nhất {most}",
                    f"{what.en} has {len(text)} characters, at most {most} fit",
                    field,
                )
            )
    if one.person_id is not None and one.person_id not in people:
        faults.append(
            FieldFault(
                "người chịu trách nhiệm không phải cán bộ, lãnh đạo của đơn vị",
                "who answers for it is no officer or leader of the unit",
                "person",
            )
        )
    if one.due and one.due > latest:
        faults.append(
            FieldFault(
                f"thời hạn {one.due:%d/%m/%Y} quá xa, nhiều nhất đến {latest:%d/%m/%Y}",
                f"the day {one.due:%d/%m/%Y} lies too far ahead, at most {latest:%d/%m/%Y}",
                "due",
            )
        )
    return faults


def is_same_line(
    leaf: PlanLeaf, before: Sequence[Remedy], target: Outcome | None, given: Sequence[GivenRemedy]
) -> bool:
    """Returns whether a line holds this target and these remedies already."""
    present = [GivenRemedy(one.text, one.person_id, one.body, one.due) for one in before]
    return leaf.target_input == (target.entry if target else None) and present == list(given)


def write_line(
    actor: Actor,
    leaf: PlanLeaf,
    before: Sequence[Remedy],
    target: Outcome | None,
    given: Sequence[GivenRemedy],
    people: Mapping[int, User],
) -> None:
    """Stores a line that has been checked, counts the change on it and on its plan, and records it."""
    was = _as_record(leaf, before)
    leaf.target_input = dict(target.entry) if target and target.entry else None
    leaf.target_points = target.points if target else None
    leaf.version += 1
    leaf.changed_by, leaf.changed_at = actor.user, timezone.now()
    leaf.save(
        update_fields=["target_input", "target_points", "version", "changed_by", "changed_at"]
    )
    leaf.remedies.filter(place__gt=len(given)).delete()
    # What was done stays done, at whatever place it stands now.
    done = {one.text: one.done_on for one in before}
    after = [
        Remedy(
            leaf=leaf,
            place=place,
            text=one.text,
            person=people.get(one.person_id or 0),
            body=one.body,
            due=one.due,
            done_on=done.get(one.text),
        )
        for place, one in enumerate(given, 1)
    ]
    Remedy.objects.bulk_create(
        after,
        update_conflicts=True,
        unique_fields=["leaf", "place"],
        update_fields=["text", "person", "body", "due", "done_on"],
    )
    leaf.plan.version += 1
    leaf.plan.save(update_fields=["version"])
    record(
        actor,
        SAVE_PLAN_LEAF,
        on=leaf.plan.row.assessment,
        before=was,
        after=_as_record(leaf, after),
    )


def _as_record(leaf: PlanLeaf, remedies: Sequence[Remedy]) -> dict[str, Any]:
    """Returns a line as the record keeps it, in words."""
    target = ""
    if leaf.target_input:
        scale = scale_on(leaf.criterion, lambda: leaf.plan.row.assessment)
        target = scale.score(leaf.target_input).why.vi
    return {
        "plan": leaf.plan.number,
        "codes": [leaf.criterion.code],
        "target": target,
        "remedies": [one.in_words for one in remedies],
    }
