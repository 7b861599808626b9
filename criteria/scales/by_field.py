"""The faults of an entry by the field that they are about, so that a page can say each at its place."""

from collections.abc import Mapping

from criteria.common.text import Refused, Text
from criteria.scales.entries import Entry
from criteria.scales.fields import is_shown
from criteria.scales.scale import Scale


def faults_by_field(scale: Scale, entry: Mapping[str, object]) -> dict[str, tuple[Text, ...]]:
    """Returns what is wrong with each field; under "" what is wrong with none of them alone.

    A divisor of 0 is a fault of the figure that divides. Nothing where the entry is right.
    """
    reader = Entry(entry, scale.fields)
    faults: dict[str, tuple[Text, ...]] = {}
    values: dict[str, object] = {}
    for field in scale.fields:
        if not is_shown(field, entry):
            continue
        before = len(reader.faults)
        values[field.name] = reader.read(field)
        if own := reader.faults[before:]:
            faults[field.name] = tuple(own)
    if faults:
        return faults
    try:
        scale.score(entry)
    except Refused as refused:
        zeros = [key for key in scale.divisors if values.get(key) == 0]
        return {zeros[0] if zeros else "": refused.causes}
    return {}
