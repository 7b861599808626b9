"""The parts of which scales are made, a module each; a module that stands here is found, and takes part."""

import importlib
import inspect
import pkgutil

from criteria.scales.parts.base import Part


def _parts() -> dict[str, type[Part]]:
    found: dict[str, type[Part]] = {}
    for module in pkgutil.iter_modules(__path__):
        content = vars(importlib.import_module(f"{__name__}.{module.name}"))
        for part in content.values():
            if inspect.isclass(part) and issubclass(part, Part) and not inspect.isabstract(part):
                found[part.name] = part
    return found


PARTS = _parts()
