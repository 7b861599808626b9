"""The workflow's table as a page of the docs: a diagram, and each step with its roles and conditions."""

from collections.abc import Iterator

from assessments.models import Status
from assessments.review.workflow.guards import Guard
from assessments.review.workflow.steps import REASON, UNTIL, Transition, role_name
from assessments.review.workflow.transitions import TRANSITIONS
from criteria.common.labels import both

_TITLE = """# The states of a sheet

Made from the table in `assessments/review/workflow/transitions.py` by `python manage.py workflow_diagram`; edit that, not this.
"""


def page() -> str:
    """Returns the whole page in Markdown, with its diagram in Mermaid."""
    return "\n".join([_TITLE, *_diagram(), "", *_states(), "", *_steps(), ""])


def _diagram() -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in Status:
        yield f'    state "{both(status.label).en}" as {status.value}'
    yield f"    [*] --> {Status.DRAFTING.value}"
    for step in TRANSITIONS.values():
        for source in step.sources:
            yield f"    {_value(source)} --> {_value(step.target)}: {step.label.en}"
    yield "```"


def _states() -> Iterator[str]:
    yield "| State | Trạng thái |"
    yield "|---|---|"
    for status in Status:
        label = both(status.label)
        yield f"| {label.en} | {label.vi} |"


def _steps() -> Iterator[str]:
    yield "| Step | Bước | From | To | Who | Only when |"
    yield "|---|---|---|---|---|---|"
    for step in TRANSITIONS.values():
        cells = (
            step.label.en,
            step.label.vi,
            ", ".join(_name(source) for source in step.sources),
            _name(step.target),
            ", ".join(role_name(role).en for role in step.roles),
            " ".join(_needs(step)),
        )
        yield f"| {' | '.join(cells)} |"


def _needs(step: Transition) -> Iterator[str]:
    for guard in step.guards:
        yield _sentence(guard)
    if REASON in step.needed:
        yield "A reason is given."
    if UNTIL in step.needed:
        yield "A deadline is given."


def _sentence(guard: Guard) -> str:
    """Returns the first line of a guard's docstring, which states its condition."""
    return (guard.__doc__ or "").strip().splitlines()[0]


def _value(status: str) -> str:
    return Status(status).value


def _name(status: str) -> str:
    return both(Status(status).label).en
