"""Makes the steps of a sheet: the only place that writes ``Assessment.status``."""

from collections.abc import Sequence

from assessments import permissions
from assessments.models import Assessment, Change, Role, Status, User
from assessments.review.workflow.guards import LoadedSheet
from assessments.review.workflow.steps import REASON, Transition, role_name
from assessments.review.workflow.transitions import TRANSITIONS
from assessments.writing.actor import CLOCK, Actor, is_clock
from assessments.writing.record import change_line, record
from criteria.common.labels import both
from criteria.common.text import FieldFault, Text


def may_ever_make(user: User, transition: Transition, assessment: Assessment) -> bool:
    """Returns whether the step is one of the person's, in whatever state the sheet is."""
    return any(_holds(user, role, assessment) for role in transition.roles)


def _holds(user: User, role: str, assessment: Assessment) -> bool:
    if role == CLOCK:
        return is_clock(user)
    if role == Role.LEADER:
        return permissions.may_lead(user, assessment)
    return user.holds(role, owner=assessment.round.owner_id)


def reasons_in_the_sheet(transition: Transition, sheet: LoadedSheet) -> list[Text]:
    """Returns the reasons against a step whoever makes it: the sheet's state, else every guard's reasons."""
    status = sheet.assessment.status
    if status not in transition.sources:
        label = both(Status(status).label)
        return [
            Text(
                vi=f"Phiếu đang ở trạng thái “{label.vi}”.",
                en=f"The sheet is in the state “{label.en}”.",
            )
        ]
    return [reason for guard in transition.guards for reason in guard(sheet)]


def reasons_against_step(user: User, assessment: Assessment, name: str) -> list[Text]:
    """Returns all reasons against a transition now; an empty list means that it is possible."""
    transition = TRANSITIONS[name]
    reasons = []
    if not may_ever_make(user, transition, assessment):
        names = [role_name(role) for role in transition.roles if role != CLOCK]
        vi = " / ".join(role.vi for role in names)
        en = " / ".join(role.en for role in names)
        reasons.append(
            Text(
                vi=f"“{transition.label.vi}” là việc của: {vi.lower()}.",
                en=f"“{transition.label.en}” is for: {en.lower()}.",
            )
        )
    return reasons + reasons_in_the_sheet(transition, LoadedSheet(assessment))


def move(
    actor: Actor,
    assessment: Assessment,
    name: str,
    *,
    reason: str = "",
    faults: Sequence[Text] = (),
) -> None:
    """Makes a transition of a locked sheet: its state, its line in the record, its notice.

    Raises ``Refused`` with all causes: the transition's own, and the ``faults`` of the input.
    """
    transition = TRANSITIONS[name]
    reason, faults = reason.strip(), list(faults)
    if REASON in transition.needed and not reason:
        faults.append(FieldFault(vi="Hãy nêu lý do.", en="Give the reason.", field="reason"))
    permissions.demand(reasons_against_step(actor.user, assessment, name), faults)
    before = assessment.status
    assessment.status = transition.target
    assessment.save(update_fields=["status"])
    line = record(
        actor,
        transition.act,
        on=assessment,
        before={"status": str(before)},
        after={"status": str(transition.target)},
        reason=reason,
    )
    if transition.notice:
        transition.notice.send(line, assessment)


def begin_review(actor: Actor, assessment: Assessment) -> None:
    """Starts a sheet's review with the first act of it."""
    if assessment.status == Status.SUBMITTED:
        move(actor, assessment, "start_review")


def begin_reviews(actor: Actor, assessments: Sequence[Assessment]) -> None:
    """Does ``begin_review`` for many locked sheets, in two statements whatever their number."""
    started = [sheet for sheet in assessments if sheet.status == Status.SUBMITTED]
    transition = TRANSITIONS["start_review"]
    lines = []
    for assessment in started:
        permissions.demand(reasons_against_step(actor.user, assessment, transition.name))
        before, assessment.status = assessment.status, transition.target
        lines.append(
            change_line(
                actor,
                transition.act,
                on=assessment,
                before={"status": str(before)},
                after={"status": str(transition.target)},
            )
        )
    Assessment.objects.filter(pk__in=[sheet.pk for sheet in started]).update(
        status=transition.target
    )
    Change.objects.bulk_create(lines)
