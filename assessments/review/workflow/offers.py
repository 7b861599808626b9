"""The steps of a sheet as its page offers them: possible with a form, or with every reason against."""

from dataclasses import dataclass

from assessments import permissions
from assessments.models import Assessment, User
from assessments.review.workflow.guards import LoadedSheet
from assessments.review.workflow.moving import (
    may_ever_make,
    reasons_against_step,
    reasons_in_the_sheet,
)
from assessments.review.workflow.steps import Extension, StepForm, StepPage, Transition
from assessments.review.workflow.transitions import EXTENSIONS, TRANSITIONS
from criteria.common.text import Text


@dataclass(frozen=True)
class Offer:
    """A step with its form, or with every reason against making it now."""

    step: Transition | Extension
    sheet: Assessment
    reasons: list[Text]
    is_here: bool
    """True where the sheet is in a state that the step starts from."""

    @property
    def name(self) -> str:
        return self.step.name

    @property
    def label(self) -> Text:
        return self.step.label

    @property
    def form(self) -> StepForm | None:
        return self.step.form

    @property
    def elsewhere(self) -> Text | None:
        return self.step.elsewhere if isinstance(self.step, Transition) else None

    @property
    def page(self) -> StepPage | None:
        return self.step.page if isinstance(self.step, Transition) else None

    @property
    def page_url(self) -> str:
        """Returns the address of the step's page, empty where it has none."""
        return self.page.url(self.sheet) if self.page else ""


def offers(user: User, assessment: Assessment) -> list[Offer]:
    """Returns the person's own steps: those possible now, those not possible yet in this state, those of other states.

    Among the possible ones the grave ones come last. The sheet's leaves are read once for all.
    """
    sheet = LoadedSheet(assessment)
    possible = [
        Offer(
            step, assessment, reasons_in_the_sheet(step, sheet), assessment.status in step.sources
        )
        for step in TRANSITIONS.values()
        if may_ever_make(user, step, assessment)
    ]
    if permissions.may_coordinate(user, assessment.round.owner_id):
        possible += [
            Offer(step, assessment, [], True)
            for step in EXTENSIONS.values()
            if assessment.status in step.sources
        ]
    return sorted(
        possible,
        key=lambda choice: (
            not choice.is_here,
            bool(choice.reasons),
            choice.form is not None and choice.form.is_grave,
        ),
    )


def offer(user: User, assessment: Assessment, name: str) -> Offer:
    """Returns one step, for anybody, with the reasons against it."""
    if name in EXTENSIONS:
        reasons = permissions.reasons_against_coordinating(user, assessment.round.owner_id)
        return Offer(EXTENSIONS[name], assessment, reasons, not reasons)
    return Offer(TRANSITIONS[name], assessment, reasons_against_step(user, assessment, name), True)
