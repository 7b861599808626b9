"""Tells an entry that is still being typed from a wrong one."""

from collections.abc import Mapping

from criteria.common.text import Refused, Text
from criteria.scales.entries import Entry
from criteria.scales.fields import is_shown
from criteria.scales.scale import Scale


def missing_figures(scale: Scale, entry: Mapping[str, object]) -> tuple[Text, ...]:
    """Returns a sentence for each figure that is missing beside others that are right; nothing for any other entry."""
    asked = [field for field in scale.fields if field.type != "tick" and is_shown(field, entry)]
    blank = [field for field in asked if _is_blank(entry.get(field.name))]
    if not blank or len(blank) == len(asked):
        return ()
    missing = Entry({}, scale.fields)
    for field in blank:
        missing.value(field)
    try:
        scale.score(entry)
    except Refused as refused:
        return refused.causes if set(refused.causes) == set(missing.faults) else ()
    return ()


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
