"""A leaf tried with figures, as a unit would enter them: nothing is saved."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language

from assessments.models import Side
from assessments.sheets.levels import edges_of, levels_of
from assessments.sheets.panel import PanelInput, entry_of, typed_entry, typed_side
from criteria.common.text import Refused, Text
from criteria.scales import Field, Outcome, Scale, words
from criteria.scales.by_field import faults_by_field
from criteria.scales.entries import Entry
from criteria.scales.next_level import next_level
from criteria.workbench.picture import pictures_of

NOTE = "trial-note"
"""The unit's note is not asked for here."""
_TAKEN_OUT = Text(
    vi="không áp dụng: điểm tối đa của tiêu chí được trừ khỏi mẫu số",
    en="not applicable: the leaf's maximum leaves the denominator",
)
_OF_THE_ROUND = Text("giá trị tham chiếu của kỳ đánh giá", "a reference value of the round")
_TYPES = {
    "whole": Text("số nguyên", "whole number"),
    "number": Text("số thập phân", "decimal number"),
    "percent": Text("phần trăm", "percent"),
    "date": Text("ngày", "date"),
}
Faults = dict[str, tuple[Text, ...]]


def trial_of(scale: Scale, data: QueryDict, *, asked: bool = False) -> dict[str, Any]:
    """Returns all that a page shows of a trial: inputs, result, the lines reached, the pictures.

    What is still empty is no fault until somebody has ``asked`` for the points.
    """
    side = typed_side(scale, data, NOTE)
    references, faults = _references(scale, data)
    complete = replace(scale, references=tuple(references.items()))
    entry = typed_entry(scale, data)
    blank = {name for name, value in entry.items() if value in ("", None)}
    blank |= {figure.key for figure in scale.awaited if not data.get(figure.key, "").strip()}
    shown: dict[str, Any] = {
        "scale": scale,
        "claim": side,
        "last_inputs": {},
        "may_type": True,
        "figures": [*_figures(side.inputs), *_reference_inputs(scale, data)],
        "has_references": bool(scale.awaited),
        "edges": edges_of(scale),
    }
    if scale.allow_na and "not_applicable" in data:
        return shown | _lines(complete, shown, None) | {"why": _TAKEN_OUT, "faults": {}}
    outcome: Outcome | None = None
    whole: tuple[Text, ...] = ()
    faults |= faults_by_field(complete, entry)
    if not faults:
        try:
            outcome = complete.score(entry_of(complete, data))
        except Refused as refused:
            whole = refused.causes
    return (
        shown
        | _lines(complete, shown, outcome)
        | _said(complete, outcome, faults, blank, asked=asked)
        | ({"wrong": whole} if whole else {})
    )


def _figures(inputs: Iterable[PanelInput]) -> Iterator[PanelInput]:
    """Yields the inputs that are typed, each with what may stand in it."""
    for one in inputs:
        if not one.field.is_picked:
            yield replace(one, field=_described(one.field))


def _reference_inputs(scale: Scale, data: QueryDict) -> Iterator[PanelInput]:
    for figure in scale.awaited:
        field = _described(figure.field_when(None), _OF_THE_ROUND)
        yield PanelInput(field, data.get(figure.key, ""), (), none_chosen=False)


def _described(field: Field, *more: Text) -> Field:
    """Returns the input whose hint says of which type it is, and up to what it goes."""
    said = [_TYPES["percent" if field.percent else field.type], *more]
    if field.most is not None:
        most = words.number(field.most)
        said.append(Text(f"tối đa {most.vi}", f"at most {most.en}"))
    if field.hint:
        said.append(field.hint)
    return replace(field, hint=words.join_texts(said, ", "))


def fields_of(scale: Scale) -> list[Field]:
    """Returns every input of a trial: the scale's own, and the values that a round would give."""
    return [*scale.fields, *(figure.field_when(None) for figure in scale.awaited)]


def _said(
    scale: Scale, outcome: Outcome | None, faults: Faults, blank: set[str], *, asked: bool
) -> dict[str, Any]:
    """Returns the points with their reason, or what is wrong; untouched, a trial says nothing."""
    shown = {name: said for name, said in faults.items() if asked or name not in blank}
    at_fields = {name: said for name, said in shown.items() if name}
    if outcome is None:
        return {
            "faults": at_fields,
            "is_wrong": bool(at_fields),
            "wrong": () if at_fields or blank else shown.get("", ()),
        }
    return {
        "faults": {},
        "why": outcome.why,
        "points": None if outcome.not_applicable else outcome.points,
        "to_next": None if outcome.not_applicable else next_level(scale, outcome.entry),
    }


def _lines(scale: Scale, shown: Mapping[str, Any], outcome: Outcome | None) -> dict[str, Any]:
    reached = Side.from_outcome(outcome, "") if outcome else Side()
    quantities = scale.quantities(outcome.entry) if outcome else None
    return {
        "levels": levels_of(scale, shown["claim"], reached, Side(), Side()),
        "pictures": pictures_of(scale, quantities),
    }


def _references(scale: Scale, data: QueryDict) -> tuple[dict[str, Any], Faults]:
    """Returns the round's values as they are typed for the trial, and what is wrong with them, by figure."""
    values: dict[str, Any] = {}
    faults: Faults = {}
    for figure in scale.awaited:
        field = figure.field_when(None)
        typed = field.as_meant(data.get(figure.key, "").strip(), get_language() or "vi")
        reader = Entry({figure.key: typed}, (field,))
        value = reader.read(field)
        if reader.faults:
            faults[figure.key] = tuple(reader.faults)
        else:
            values[figure.key] = value
    return values, faults
