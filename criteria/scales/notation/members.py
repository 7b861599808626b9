"""The notations of all parts, those of the lowest rank first; a module of this folder that has one is found."""

import importlib
import inspect
import pkgutil
from pathlib import Path

from criteria.scales.notation.base import PartNotation
from criteria.scales.parts import PARTS


def _notations() -> tuple[PartNotation, ...]:
    found: dict[str, PartNotation] = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if module.name not in PARTS:
            continue
        for value in vars(importlib.import_module(f"{__package__}.{module.name}")).values():
            if (
                inspect.isclass(value)
                and issubclass(value, PartNotation)
                and not inspect.isabstract(value)
            ):
                found[value.part] = value()
    return tuple(sorted(found.values(), key=lambda one: one.rank))


NOTATIONS = _notations()
"""The notations by rank."""
