"""The workflow of a sheet: one table, and the only place that writes ``Assessment.status``.

A step says from where to where, who may make it, and which guards must find nothing.
``docs/workflow.md`` is made from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments import permissions
from assessments.messages import notices
from assessments.models import Assessment, Change, Role, Status, User
from assessments.review.workflow import guards
from assessments.review.workflow.guards import Guard, Look
from assessments.writing.actor import CLOCK, Actor, is_clock
from assessments.writing.record import change, record
from criteria.common.labels import both
from criteria.common.text import Text


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
    needs_until: bool = False
    """Whether it sets a deadline."""


TRANSITIONS = {
    t.name: t
    for t in (
        Transition(
            "submit",
            Text(vi="Gửi phiếu", en="Submit"),
            (Status.DRAFTING,),
            Status.SUBMITTED,
            (Role.LEADER,),
            (guards.in_time, guards.complete),
        ),
        Transition(
            "start_review",
            Text(vi="Bắt đầu thẩm định", en="Start the review"),
            (Status.SUBMITTED,),
            Status.IN_REVIEW,
            (Role.REVIEWER, Role.COORDINATOR),
            (guards.review_in_time,),
        ),
        # The coordinator's: several bodies review one sheet, and it is explained to all of them at once.
        Transition(
            "request_explanation",
            Text(vi="Yêu cầu giải trình", en="Request the explanation"),
            (Status.IN_REVIEW,),
            Status.EXPLAINING,
            (Role.COORDINATOR,),
            (
                guards.review_in_time,
                guards.something_asked,
                guards.own_awarded,
                guards.answers_read,
                guards.explanations_left,
            ),
            needs_until=True,
        ),
        Transition(
            "send_explanations",
            Text(vi="Gửi giải trình", en="Send the explanations"),
            (Status.EXPLAINING,),
            Status.IN_REVIEW,
            (Role.LEADER,),
            (guards.explanation_in_time,),
        ),
        Transition(
            "explanation_over",
            Text(vi="Hết hạn giải trình", en="Close the explanation"),
            (Status.EXPLAINING,),
            Status.IN_REVIEW,
            (CLOCK, Role.REVIEWER, Role.COORDINATOR),
            (guards.explanation_is_over,),
        ),
        Transition(
            "to_council",
            Text(vi="Trình hội đồng", en="Take to the council"),
            (Status.IN_REVIEW,),
            Status.COUNCIL,
            (Role.COORDINATOR,),
            (
                guards.review_in_time,
                guards.something_disputed,
                guards.own_awarded,
                guards.nothing_asked,
                guards.answers_read,
            ),
        ),
        # Back to the review, not to the end: survey points may be missing, and finishing has its own guards.
        Transition(
            "decided",
            Text(vi="Hội đồng đã quyết định", en="Decided by the council"),
            (Status.COUNCIL,),
            Status.IN_REVIEW,
            (Role.COORDINATOR,),
            (guards.review_in_time, guards.nothing_disputed),
        ),
        # For a sheet whose leaves were all taken off the agenda: no council would ever end it.
        Transition(
            "leave_council",
            Text(vi="Rút khỏi hội đồng", en="Take back from the council"),
            (Status.COUNCIL,),
            Status.IN_REVIEW,
            (Role.COORDINATOR,),
            (guards.on_no_agenda,),
            needs_reason=True,
        ),
        Transition(
            "return",
            Text(vi="Trả lại đơn vị", en="Return to the unit"),
            (Status.SUBMITTED, Status.IN_REVIEW),
            Status.DRAFTING,
            (Role.COORDINATOR,),
            (guards.on_no_agenda,),
            needs_reason=True,
        ),
        Transition(
            "finish",
            Text(vi="Kết thúc thẩm định", en="Finish the review"),
            (Status.SUBMITTED, Status.IN_REVIEW),
            Status.FINAL,
            (Role.COORDINATOR,),
            (
                guards.all_awarded,
                guards.nothing_asked,
                guards.answers_read,
                guards.nothing_disputed,
            ),
        ),
        Transition(
            "reopen",
            Text(vi="Mở lại thẩm định", en="Reopen the review"),
            (Status.FINAL,),
            Status.IN_REVIEW,
            (Role.COORDINATOR,),
            needs_reason=True,
            needs_until=True,
        ),
    )
}


def role_name(role: str) -> Text:
    """A role of the table in both languages."""
    if role == CLOCK:
        return Text(vi="Hệ thống khi đến hạn", en="The system at the deadline")
    return both(Role(role).label)


def _holds(user: User, role: str, assessment: Assessment) -> bool:
    if role == CLOCK:
        return is_clock(user)
    if role == Role.LEADER:
        return permissions.may_lead(user, assessment)
    return user.holds(role)


def _against(user: User, transition: Transition, look: Look) -> tuple[list[Text], list[Text]]:
    """What stands against the person, and what stands against the sheet."""
    assessment = look.assessment
    who = []
    if not any(_holds(user, role, assessment) for role in transition.roles):
        whose = [role_name(role) for role in transition.roles if role != CLOCK]
        vi = " / ".join(role.vi for role in whose)
        en = " / ".join(role.en for role in whose)
        who.append(
            Text(
                vi=f"“{transition.label.vi}” là việc của: {vi.lower()}.",
                en=f"“{transition.label.en}” is for: {en.lower()}.",
            )
        )
    if assessment.status not in transition.sources:
        status = both(Status(assessment.status).label)
        return who, [
            Text(
                vi=f"Phiếu đang ở trạng thái “{status.vi}”.",
                en=f"The sheet is in the state “{status.en}”.",
            )
        ]
    return who, [cause for guard in transition.guards for cause in guard(look)]


def barriers(user: User, assessment: Assessment, name: str) -> list[Text]:
    """Everything that stands against a transition now; an empty list means that it is possible."""
    who, what = _against(user, TRANSITIONS[name], Look(assessment))
    return who + what


@dataclass(frozen=True)
class Step:
    """A transition as a page offers it: possible, or why not."""

    transition: Transition
    reasons: list[Text]
    is_here: bool
    """Whether the sheet is in a state that the step starts from."""

    @property
    def name(self) -> str:
        return self.transition.name

    @property
    def label(self) -> Text:
        return self.transition.label

    @property
    def is_possible(self) -> bool:
        return not self.reasons


def steps(user: User, assessment: Assessment) -> list[Step]:
    """The person's own steps in the order of the table, each possible or with every reason why not.

    The sheet's leaves are read once for all of them.
    """
    look = Look(assessment)
    found = []
    for transition in TRANSITIONS.values():
        if any(_holds(user, role, assessment) for role in transition.roles):
            _, reasons = _against(user, transition, look)
            found.append(Step(transition, reasons, assessment.status in transition.sources))
    return found


def move(
    actor: Actor,
    assessment: Assessment,
    name: str,
    *,
    reason: str = "",
    faults: Sequence[Text] = (),
) -> None:
    """Make a transition of a locked sheet, with its line in the record.

    Raises ``Refused`` with all causes: the transition's own, and the ``faults`` of what was put in with it.
    """
    transition = TRANSITIONS[name]
    faults = list(faults)
    if transition.needs_reason and not reason.strip():
        faults.append(Text(vi="Hãy nêu lý do.", en="Give the reason."))
    permissions.demand(barriers(actor.user, assessment, name), faults)
    before = assessment.status
    assessment.status = transition.target
    assessment.save(update_fields=["status"])
    line = record(
        actor,
        name,
        on=assessment,
        before={"status": str(before)},
        after={"status": str(transition.target)},
        reason=reason.strip(),
    )
    notices.moved(line, assessment)


def begin_review(actor: Actor, assessment: Assessment) -> None:
    """The first act of a review starts it."""
    if assessment.status == Status.SUBMITTED:
        move(actor, assessment, "start_review")


def begin_reviews(actor: Actor, assessments: Sequence[Assessment]) -> None:
    """``begin_review`` of many locked sheets, in two statements whatever their number."""
    started = [one for one in assessments if one.status == Status.SUBMITTED]
    transition = TRANSITIONS["start_review"]
    lines = []
    for assessment in started:
        permissions.demand(barriers(actor.user, assessment, transition.name))
        before, assessment.status = assessment.status, transition.target
        lines.append(
            change(
                actor,
                transition.name,
                on=assessment,
                before={"status": str(before)},
                after={"status": str(transition.target)},
            )
        )
    Assessment.objects.filter(pk__in=[one.pk for one in started]).update(status=transition.target)
    Change.objects.bulk_create(lines)
