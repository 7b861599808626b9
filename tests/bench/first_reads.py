"""What a published page costs its first reader, while nothing of it is kept yet."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rankings.serving.answers import CACHE
from tests.bench.report import Line

READS = 5
Path = Callable[[int], str]


def measure(size: int, own: str, row: int, figures: dict[str, Any]) -> list[Line]:
    """Median ms in this very process, so that no other one has kept anything."""
    section = f"First reads, {size:,} units: made, not kept"
    pages: tuple[tuple[str, str, Path, bool, int], ...] = (
        # name, title, path, whether all that is kept is forgotten first, queries at most
        ("list", "Ranking page", lambda _turn: own, True, 3),
        ("search", "Another search in it", lambda turn: f"{own}?q={turn:05}", False, 3),
        ("unit", "A unit's page", lambda _turn: f"{own}units/{row}/", True, 12),
    )
    found: dict[str, Any] = {}
    lines = []
    client = Client()  # one: each loads the middleware anew, as no process does
    for name, title, path, forget, most in pages:
        # The first one fills the program's own caches.
        with CaptureQueriesContext(connection) as captured:
            _read(client, path(0), forget)
        sent = len(captured)  # now: the next request empties Django's log of them
        times = [_read(client, path(turn), forget) for turn in range(1, READS + 1)]
        found[name] = {"ms": statistics.median(times), "queries": sent}
        lines += [
            Line(section, title, found[name]["ms"], "ms"),
            Line(section, f"{title}: queries", sent, "", at_most=most),
        ]
    figures.setdefault("first_read", {})[str(size)] = found
    return lines


def _read(client: Client, path: str, forget: bool) -> float:
    if forget:
        caches[CACHE].clear()  # as in a process that has just started
    start = time.perf_counter()
    answer = client.get(path)
    took = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200
    return took
