"""A leaf as its panel shows it: the inputs with their values, the points that they give, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from assessments.models import Score, Side
from criteria.common.text import FieldFault, Refused, Text
from criteria.scales import Field, Scale
from criteria.scales.by_field import faults_by_field

NO_LINES = "no_lines"
"""The box that says "none of these lines": without it an untouched checklist would claim 0 points."""
CLEAR = "clear"
"""The button that takes a choice back: a browser cannot deselect a chosen option by itself."""
NOT_APPLICABLE = Text(vi="Không áp dụng", en="Not applicable")
"""What a side says in the place of points."""


@dataclass(frozen=True)
class Option:
    """One option or line of an input that is picked from."""

    index: int
    text: Text
    chosen: bool


@dataclass(frozen=True)
class PanelInput:
    """One input of a scale with its value."""

    field: Field
    value: str
    options: tuple[Option, ...]
    none_chosen: bool


@dataclass(frozen=True)
class ShownSide:
    """The unit's or the reviewer's side of a leaf, ready to be shown."""

    inputs: tuple[PanelInput, ...]
    why: Text | None
    not_applicable: bool
    note: str


def entry_of(scale: Scale, data: QueryDict) -> dict[str, Any]:
    """Returns the entry that a posted form holds; nothing ticked counts only where the form says so.

    Raises ``Refused`` where the form says "none of these lines" beside a line.
    """
    if CLEAR in data:
        return {field.name: "" for field in scale.fields}
    for field in scale.fields:
        if field.type == "lines" and NO_LINES in data and (ticked := len(data.getlist(field.name))):
            raise Refused(
                Text(
                    vi=f"Đã đánh dấu “Không đạt mục nào” cùng với {ticked} mục đạt: hãy bỏ một trong hai.",
                    en=f"“None of these” is ticked beside {ticked} lines met: untick one or the other.",
                )
            )
    return {field.name: _meant(field, _typed(field, data)) for field in scale.fields}


def typed_entry(scale: Scale, data: QueryDict) -> dict[str, Any]:
    """Returns what a form holds, right or wrong, without what contradicts itself: for saying faults at their fields."""
    if CLEAR in data:
        return {field.name: "" for field in scale.fields}
    return {field.name: _meant(field, _typed(field, data)) for field in scale.fields}


def at_figures(scale: Scale, data: QueryDict, causes: Iterable[Text]) -> tuple[Text, ...]:
    """Returns the causes of a refusal, those about one figure of the form as faults of its field."""
    by_field = faults_by_field(scale, typed_entry(scale, data))
    places = {fault: field for field, faults in by_field.items() for fault in faults if field}
    return tuple(
        FieldFault(one.vi, one.en, places[one]) if one in places else one for one in causes
    )


def _meant(field: Field, typed: Any) -> Any:
    """Returns a figure as readers of the page's language mean it; whatever is none stays as it was typed."""
    if isinstance(typed, str):
        return field.as_meant(typed, get_language() or "vi")
    return typed


def _typed(field: Field, data: QueryDict) -> Any:
    if field.type == "lines":
        return data.getlist(field.name) or ([] if NO_LINES in data else "")
    if field.type == "tick":
        return field.name in data or ""
    return data.get(field.name, "").strip()


def saved_side(scale: Scale, side: Side) -> ShownSide:
    """Returns a side as it is saved."""
    entry = side.input or {}
    return ShownSide(
        inputs=tuple(_input(field, entry.get(field.name)) for field in scale.fields),
        why=_why(scale, entry) if entry else NOT_APPLICABLE if side.not_applicable else None,
        # Where the figures themselves say so, there is no box to tick.
        not_applicable=side.not_applicable and not side.input,
        note=side.note,
    )


def _why(scale: Scale, entry: dict[str, Any]) -> Text | None:
    """Returns what saved figures come to; nothing where the round has taken back a value that they counted by."""
    try:
        return scale.score(entry).why
    except Refused:
        if scale.awaited:
            return None
        raise


def typed_side(scale: Scale, data: QueryDict, note_name: str) -> ShownSide:
    """Returns a side as somebody typed it, right or wrong."""
    cleared = CLEAR in data
    typed = {field.name: "" if cleared else _typed(field, data) for field in scale.fields}
    return ShownSide(
        inputs=tuple(
            _input(field, typed[field.name], typed=True, none_chosen=NO_LINES in data)
            for field in scale.fields
        ),
        why=None,
        not_applicable="not_applicable" in data,
        note=data.get(note_name, ""),
    )


def reason_of(score: Score, typed: str | None) -> dict[str, str]:
    """Returns the text in the field for the reviewer's reason, and the old reason shown above it.

    A reply answers the explanation: then the reason of the award that was explained is only shown.
    """
    shown = "" if score.awaits_reply else score.awarded_note
    return {
        "reason": shown if typed is None else typed,
        "old_reason": score.awarded_note if score.awaits_reply else "",
    }


def _input(
    field: Field, value: Any, *, typed: bool = False, none_chosen: bool = False
) -> PanelInput:
    chosen = {str(part) for part in value} if isinstance(value, list) else {str(value)}
    options = tuple(Option(n, text, str(n) in chosen) for n, text in enumerate(field.options))
    shown = "" if value in (None, "") or options else str(value)
    if shown and not typed and not field.is_picked:
        shown = field.in_input(value, get_language() or "vi")
    return PanelInput(field, shown, options, none_chosen=none_chosen or value == [])
