"""What is said of a sheet's step in one place; ``transitions`` is the table of them."""

from dataclasses import dataclass

from assessments.messages.sheet_notices import SheetNotice
from assessments.models import Role, Status
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
    """Its function, by the name in ``assessments.acts``: acts move sheets, so the table cannot import them."""
    message: Text
    """What the person reads when it is done."""
    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    hint: Text | None = None
    """What comes of it."""
    is_grave: bool = False
    left_out: Text | None = None
    """A second message where the act answers with a number of leaves that it passed over, ``{n}``."""


@dataclass(frozen=True)
class Station:
    """A place on the path that a sheet walks, where a transition brings it."""

    status: Status
    is_rare: bool = False
    """Whether many sheets never come to it."""
    own_label: Text | None = None

    @property
    def label(self) -> Text:
        return self.own_label or both(self.status.label)


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: a step from state to state, with all that is said of it anywhere."""

    act: Act
    """Its line in the record, and the name of the step."""
    label: Text
    """What it is called while it can still be made."""
    sources: tuple[Status, ...]
    target: Status
    roles: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    form: StepForm | None = None
    elsewhere: Text | None = None
    """For a step without a form: where it is made, or by what."""
    notice: SheetNotice | None = None
    station: Station | None = None

    @property
    def name(self) -> str:
        return self.act.name

    @property
    def needed(self) -> tuple[str, ...]:
        """The fields without which it is not made."""
        return self.form.needed if self.form else ()


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A step that leaves the sheet in its state and moves a deadline; the coordinator's."""

    name: str
    label: Text
    sources: tuple[Status, ...]
    form: StepForm


def role_name(role: str) -> Text:
    """A role of the table in both languages."""
    if role == CLOCK:
        return Text(vi="Hệ thống khi đến hạn", en="The system at the deadline")
    return both(Role(role).label)
