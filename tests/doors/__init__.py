"""The table of every address × every role: what each of them meets there.

Rows stand in one file a subject; every file of this folder is read.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.doors.base import EVERYBODY, Door, to

DOORS: tuple[Door, ...] = tuple(
    door
    for module in pkgutil.iter_modules(__path__, f"{__name__}.")
    for door in getattr(importlib.import_module(module.name), "DOORS", ())
)
NOT_ALLOWED = to(405, anonymous=405)
NOT_ALLOWED_ON_THE_API = to(405, anonymous=401)
LED_ABOVE = to(302, anonymous=302)


def patterns() -> Iterator[str]:
    """Every address of the project, as written."""

    def walk(found: list[Any], above: str) -> Iterator[str]:
        for one in found:
            path = above + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, path)
            elif isinstance(one, URLPattern):
                yield path

    return walk(get_resolver().url_patterns, "")


def doors() -> Iterator[Door]:
    """The table, and 405 for the method of each address that the table leaves out.

    Whoever comes to a page's address without pressing its button is led to the page above.
    """
    yield from DOORS
    known = {(door.method, door.pattern) for door in DOORS}
    public = {door.pattern for door in DOORS if door.meets is EVERYBODY}
    for pattern, door in {door.pattern: door for door in DOORS}.items():
        for method in ("GET", "POST"):
            if (method, pattern) not in known:
                private_api = pattern.startswith("api/") and pattern not in public
                page = method == "GET" and not pattern.startswith("api/")
                meets = (
                    NOT_ALLOWED_ON_THE_API if private_api else LED_ABOVE if page else NOT_ALLOWED
                )
                yield door._replace(method=method, meets=meets)
