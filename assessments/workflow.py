"""The workflow of a sheet: one table, and the only place that writes ``Assessment.status``.

A transition says from where to where, who may make it, and which guards must find nothing.
Guards answer with a cause each; all causes are given at once.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from assessments import permissions
from assessments.actor import Actor
from assessments.checks import check_sheet
from assessments.models import Assessment, Role, Score, Status, User
from assessments.record import record
from criteria.labels import both
from criteria.text import Text

Guard = Callable[[Assessment], list[Text]]


def in_time(assessment: Assessment) -> list[Text]:
    """The unit writes only while the round is open for it."""
    return permissions.window(assessment)


def complete(assessment: Assessment) -> list[Text]:
    """Every leaf of the unit's own is filled in."""
    blocking = [finding for finding in check_sheet(assessment) if finding.blocking]
    return [Text(vi=f"{f.code}: {f.text.vi}", en=f"{f.code}: {f.text.en}") for f in blocking]


def review_in_time(assessment: Assessment) -> list[Text]:
    """The review has not closed."""
    return permissions.review_window(assessment)


def all_awarded(assessment: Assessment) -> list[Text]:
    """Every leaf, survey included, has its awarded points."""
    open_leaves = Score.objects.filter(assessment=assessment).exclude(
        Q(awarded_points__isnull=False) | Q(awarded_na=True)
    )
    codes = list(open_leaves.in_tree_order().values_list("criterion__code", flat=True))
    if not codes:
        return []
    named = ", ".join(codes[:8]) + ("…" if len(codes) > 8 else "")
    return [
        Text(
            vi=f"Còn {len(codes)} tiêu chí chưa có điểm thẩm định hoặc điểm điều tra: {named}.",
            en=f"{len(codes)} leaves still have no awarded or survey points: {named}.",
        )
    ]


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    name: str
    label: Text
    sources: tuple[str, ...]
    target: str
    roles: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False


TRANSITIONS = {
    t.name: t
    for t in (
        Transition(
            "submit",
            Text(vi="Gửi phiếu", en="Submit"),
            (Status.DRAFTING,),
            Status.SUBMITTED,
            (Role.LEADER,),
            (in_time, complete),
        ),
        Transition(
            "start_review",
            Text(vi="Bắt đầu thẩm định", en="Start the review"),
            (Status.SUBMITTED,),
            Status.IN_REVIEW,
            (Role.REVIEWER, Role.COORDINATOR),
            (review_in_time,),
        ),
        Transition(
            "return",
            Text(vi="Trả lại đơn vị", en="Return to the unit"),
            (Status.SUBMITTED, Status.IN_REVIEW),
            Status.DRAFTING,
            (Role.COORDINATOR,),
            needs_reason=True,
        ),
        Transition(
            "finish",
            Text(vi="Kết thúc thẩm định", en="Finish the review"),
            (Status.SUBMITTED, Status.IN_REVIEW),
            Status.FINAL,
            (Role.COORDINATOR,),
            (all_awarded,),
        ),
    )
}


def _holds(user: User, role: str, assessment: Assessment) -> bool:
    if role == Role.LEADER:
        return assessment.unit_id in user.units(Role.LEADER)
    return user.holds(role)


def barriers(user: User, assessment: Assessment, name: str) -> list[Text]:
    """Everything that stands against a transition now; an empty list means that it is possible."""
    transition = TRANSITIONS[name]
    reasons = []
    if not any(_holds(user, role, assessment) for role in transition.roles):
        whose = [both(Role(role).label) for role in transition.roles]
        vi = " / ".join(role.vi for role in whose)
        en = " / ".join(role.en for role in whose)
        reasons.append(
            Text(
                vi=f"“{transition.label.vi}” là việc của: {vi.lower()}.",
                en=f"“{transition.label.en}” is for: {en.lower()}.",
            )
        )
    if assessment.status not in transition.sources:
        status = both(Status(assessment.status).label)
        reasons.append(
            Text(
                vi=f"Phiếu đang ở trạng thái “{status.vi}”.",
                en=f"The sheet is in the state “{status.en}”.",
            )
        )
        return reasons
    for guard in transition.guards:
        reasons += guard(assessment)
    return reasons


def move(actor: Actor, assessment: Assessment, name: str, *, reason: str = "") -> None:
    """Make a transition of a locked sheet, with its line in the record. Raises ``Refused`` with all causes."""
    transition = TRANSITIONS[name]
    faults = []
    if transition.needs_reason and not reason.strip():
        faults.append(Text(vi="Hãy nêu lý do.", en="Give the reason."))
    permissions.demand(barriers(actor.user, assessment, name), faults)
    before = assessment.status
    assessment.status = transition.target
    assessment.save(update_fields=["status"])
    record(
        actor,
        name,
        on=assessment,
        before={"status": str(before)},
        after={"status": str(transition.target)},
        reason=reason.strip(),
    )
