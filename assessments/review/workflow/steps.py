"""All facts about one step of a sheet in one place; ``transitions`` is the table of the steps."""

from dataclasses import dataclass

from django.urls import reverse

from assessments.messages.step_recipients import SheetNotice
from assessments.models import Assessment, Role, Status
from assessments.models.states import STATE_WORDS
from assessments.review.workflow.guards import Guard
from assessments.writing.actor import CLOCK
from assessments.writing.acts import Act
from criteria.common.labels import both
from criteria.common.text import Text

REASON, UNTIL, DOCUMENT = "reason", "until", "document"


@dataclass(frozen=True, kw_only=True)
class StepForm:
    """The form that makes a step on the sheet's page."""

    act: str
    """The name of its function in ``assessments.acts``: acts move sheets, so the table cannot import them."""
    message: Text
    """The message to the person when it is done."""
    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    hint: Text | None = None
    """The consequences of the step, shown beside the button."""
    is_grave: bool = False
    counts_unexplained: bool = False
    """True where the form says once more how many leaves are not explained yet."""
    declaration: Text | None = None
    """What the person declares by a tick before the step is made; the page asks for it, programs do not."""
    left_out: Text | None = None
    """A second message where the act returns a number of leaves that it passed over, ``{n}``."""


@dataclass(frozen=True)
class StepPage:
    """A page on which a step is prepared or made."""

    address: str
    """The name of its address, which takes the sheet's number, or the round's."""
    label: Text
    is_of_round: bool = False

    def url(self, sheet: Assessment) -> str:
        return reverse(self.address, args=[sheet.round_id if self.is_of_round else sheet.pk])


@dataclass(frozen=True)
class Station:
    """A station on the path of a sheet, to which a transition brings it."""

    status: Status
    is_rare: bool = False
    """True where many sheets never come to it."""
    own_label: Text | None = None

    @property
    def label(self) -> Text:
        return self.own_label or STATE_WORDS[self.status].step


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: a step from state to state, with everything that any page says of it."""

    act: Act
    """Its act in the record, which also gives the step its name."""
    label: Text
    """Its name for people while it can still be made."""
    sources: tuple[Status, ...]
    target: Status
    roles: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    form: StepForm | None = None
    elsewhere: Text | None = None
    """For a step without a form, a sentence that says where or by what it is made."""
    page: StepPage | None = None
    notice: SheetNotice | None = None
    station: Station | None = None

    @property
    def name(self) -> str:
        return self.act.name

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields of the form that must be filled in."""
        return self.form.needed if self.form else ()


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A step of the coordinator that leaves the sheet in its state and moves a deadline."""

    name: str
    label: Text
    sources: tuple[Status, ...]
    form: StepForm


def role_name(role: str) -> Text:
    """Returns a role of the table in both languages."""
    if role == CLOCK:
        return Text(vi="Hệ thống khi đến hạn", en="The system at the deadline")
    return both(Role(role).label)
