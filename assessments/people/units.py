"""Units added and changed one by one; a table of many comes through ``rosters``, whose columns and rules these share."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from assessments import permissions
from assessments.models import Unit
from assessments.models.units import KINDS_BELOW, joined_kinds, levels_below, split_kinds
from assessments.people.rosters.lookups import (
    overlap_field,
    overlap_in_words,
    overlapping,
    time_of,
)
from assessments.people.rosters.units import (
    BEFORE_ITS_START,
    COLUMNS,
    formers_of,
    split_codes,
    unit_key,
)
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.inputs import changed_meanwhile
from assessments.writing.record import record
from criteria.common.moments import typed_day
from criteria.common.tables.columns import Column, labels_by_key
from criteria.common.text import FieldFault, Text, fold, readable

ADD_UNIT = Act("add_unit", Text(vi="Thêm đơn vị", en="Added a unit"))
CHANGE_UNIT = Act("change_unit", Text(vi="Sửa thông tin đơn vị", en="Changed a unit"))
YES = "1"
"""How a tick is typed."""
_DAYS = ("in_force_from", "in_force_to")
_NEEDED = ("level", "code", "name_vi")
_LABELS = labels_by_key(COLUMNS)


@transaction.atomic
def add_unit(*, actor: Actor, typed: Mapping[str, str], owner_id: int | None = None) -> Unit:
    """Adds a unit, of texts by the keys of the table's columns; with ``owner_id`` below the unit that runs its own rounds.

    Raises ``Refused`` with every cause.
    """
    return _save(actor, Unit(parent_id=owner_id), typed, {})


@transaction.atomic
def change_unit(
    *, actor: Actor, unit_id: int, typed: Mapping[str, str], seen: Mapping[str, str]
) -> Unit:
    """Changes a unit; ``seen`` holds the texts that the actor was shown, one of which may have changed since."""
    unit = Unit.objects.select_for_update().get(pk=unit_id)
    return _save(actor, unit, typed, seen)


def known_kinds(owner_id: int | None, but: int | None = None) -> list[str]:
    """Returns the kinds of an owner's units, or the nation's, in order; ``but`` is a unit that does not count."""
    texts = Unit.objects.below(owner_id).exclude(pk=but).exclude(kinds="")
    kinds = {kind for text in texts.values_list("kinds", flat=True) for kind in split_kinds(text)}
    return sorted(kinds | set(KINDS_BELOW if owner_id is not None else ()))


def new_kinds(unit: Unit) -> list[str]:
    """Returns the kinds of a unit that no other has: perhaps they are misspelt, and no block will hold it then."""
    known = known_kinds(unit.parent_id, but=unit.pk)
    return [kind for kind in split_kinds(unit.kinds) if kind not in known]


def _misspelt(kinds: str, known: Iterable[str]) -> list[Text]:
    """Returns a fault for each kind that differs from a known one by case or accents alone."""
    by_letters = {fold(kind): kind for kind in known}
    pairs = [(kind, by_letters.get(fold(kind), kind)) for kind in split_kinds(kinds)]
    return [
        _of("kinds", Text(f"“{kind}” ghi là “{right}”", f"“{kind}” is spelt “{right}”"))
        for kind, right in pairs
        if kind != right
    ]


def as_typed_in(unit: Unit) -> dict[str, str]:
    """Returns what a unit's form shows: texts by the keys of the table's columns."""
    shown = {column.key: _shown(column, unit) for column in COLUMNS if column.key != "formed_from"}
    former = "; ".join(sorted(one.code for one in unit.formed_from.all())) if unit.pk else ""
    return shown | {"formed_from": former}


def _shown(column: Column, unit: Unit) -> str:
    value = column.value_in(unit)
    if isinstance(value, bool):
        return YES if value else ""
    # A level by its name in the database, which is the value of its choice.
    return str(value) if column.choices else str(column.say(value))


def _save(actor: Actor, unit: Unit, typed: Mapping[str, str], seen: Mapping[str, str]) -> Unit:
    is_new = unit.pk is None
    before = as_typed_in(unit)
    faults = changed_meanwhile(before, seen, _in_words)
    values = _read(typed, faults)
    permissions.demand(permissions.reasons_against_administering(actor.user, unit.parent_id))
    if values["level"] not in levels_below(unit.parent_id):
        faults.append(_of("level", Text("chưa đúng", "is not valid")))
    by_key = {unit_key(one): one for one in Unit.objects.below(unit.parent_id)}
    names = ("level", "code", *_DAYS)
    wanted = Unit(pk=unit.pk, **{name: values[name] for name in names})
    if other := overlapping(wanted, by_key.values()):
        faults.append(_of(overlap_field(wanted), overlap_in_words(other)))
    faults += _misspelt(values["kinds"], known_kinds(unit.parent_id, but=unit.pk))
    codes = split_codes(typed.get("formed_from", ""))
    former, missing = formers_of(values["level"], values["in_force_from"], codes, by_key)
    faults += [_of("formed_from", fault) for fault in missing]
    permissions.demand([], faults)
    for name, value in values.items():
        setattr(unit, name, value)
    unit.save()
    unit.formed_from.set(former)
    after = as_typed_in(Unit.objects.get(pk=unit.pk))
    changed = [name for name in after if is_new or after[name] != before[name]]
    if changed:
        record(
            actor,
            ADD_UNIT if is_new else CHANGE_UNIT,
            before=None if is_new else {_LABELS[name].en: before[name] for name in changed},
            after={
                "unit": f"{unit.code} {unit.name_vi}{time_of(unit.in_force_from, unit.in_force_to)}"
            }
            | {_LABELS[name].en: after[name] for name in changed},
            owner_id=unit.parent_id,
        )
    return unit


def _read(typed: Mapping[str, str], faults: list[Text]) -> dict[str, Any]:
    """Returns the values of the columns ready to store; adds what is wrong with the texts."""
    values: dict[str, Any] = {"ranked": typed.get("ranked") == YES}
    for column in COLUMNS:
        if column.key in ("ranked", "formed_from"):
            continue
        text = " ".join(readable(typed.get(column.key, ""), " ").split())
        if column.most and len(text) > column.most:
            faults.append(
                _of(
                    column.key,
                    Text(f"tối đa {column.most} ký tự", f"at most {column.most} characters"),
                )
            )
        if not text and column.key in _NEEDED:
            faults.append(_of(column.key, Text("chưa ghi", "is missing")))
        values[column.key] = _day(column.key, text, faults) if column.key in _DAYS else text
    values["kinds"] = joined_kinds(values["kinds"])
    start, end = (values[name] for name in _DAYS)
    if start and end and end < start:
        faults.append(_of("in_force_to", BEFORE_ITS_START))
    return values


def _day(name: str, text: str, faults: list[Text]) -> datetime.date | None:
    day = typed_day(text) if text else None
    if text and day is None:
        faults.append(
            _of(name, Text("ghi theo mẫu 31/12/2025", "write it as in this example: 31/12/2025"))
        )
    return day


def _of(name: str, fault: Text) -> FieldFault:
    """Returns a fault as a sentence about its field."""
    label = _LABELS[name]
    return FieldFault(f"{label.vi}: {fault.vi}.", f"{label.en}: {fault.en}.", name)


def _in_words(name: str, value: str) -> tuple[Text, Text]:
    shown = value or "–"
    return _LABELS[name], Text(shown, shown)
