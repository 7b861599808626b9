"""The hour of a publication: readers who come all at once, through the proxy that is shipped, while nothing is kept."""

import contextlib
import json
import random
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from functools import partial
from pathlib import Path
from typing import Any

from rankings.reads.slugs import LEVELS
from rankings.tasks import compute
from tests.bench.installation import serve_web
from tests.bench.report import Line
from tests.bench.world import new_ranking, reviewed_provinces
from tests.processes import Process
from tests.rankings.worlds import publish
from tests.services import start_nginx, wait_for

UNITS, AT_ONCE = 63, 50
A_MINUTE, AGAIN = 20_000, 5_000
"""Readers: of the first minute, and of those who come after it, when every page is kept."""
CPU_MS = 4.0
"""Of the 6 ms that two cores have for each of so many pages."""
SEED = 20_230_419
TIMEOUT_SECONDS = 300


def measure(figures: dict[str, Any]) -> list[Line]:
    """Answers a second from the first request on; the clients are in a process of their own on the same cores."""
    ranking = new_ranking(reviewed_provinces(UNITS))
    compute(ranking.pk)
    publish(ranking)
    result = f"/{ranking.round.year}/{LEVELS['province']}/"
    beside = [f"{result}{page}/" for page in ("bang-xep-hang", "vung", "cac-nam", "tieu-chi")]
    units = [f"{result}don-vi-{number:05}/" for number in range(UNITS)]
    chance = random.Random(SEED)  # the same crowd each time
    # Half of them come to the front page, most others to a unit of their own.
    pages = [
        chance.choice([result, result, chance.choice(units), chance.choice([*units, *beside])])
        for _ in range(A_MINUTE)
    ]
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parindex-peak-")))
        web, address = serve_web(folder)  # one that has kept nothing yet
        stack.callback(web.stop)
        proxy, port = start_nginx(folder, f"http://{address}")
        stack.callback(proxy.stop)
        ask = partial(urllib.request.urlopen, f"http://127.0.0.1:{port}/robots.txt", timeout=5)
        wait_for(proxy, lambda: ask().close(), OSError)
        cold, warm = _crowd(web, port, pages), _crowd(web, port, pages[:AGAIN])
    figures["peak"] = {"cold": _kept(cold), "warm": _kept(warm)}
    return [
        line
        for name, seen in (("nothing kept at first", cold), ("every page kept", warm))
        for line in _lines(
            f"Peak through nginx, {UNITS} units, {AT_ONCE} readers at once: {name}", seen
        )
    ]


def _lines(section: str, seen: dict[str, Any]) -> list[Line]:
    needed = A_MINUTE / 60
    return [
        Line(section, "pages a second", _rate(seen), "/s", needed, ratio_at_least=1),
        # Whatever else the machine does, this much of two cores it takes; the rest is the proxy's and the database's.
        Line(section, "web server's time on a core, a page", seen["cpu_ms"], "ms", at_most=CPU_MS),
        Line(section, "median", statistics.median(seen["times_ms"]), "ms"),
        Line(section, "slowest of a hundred", _slowest(seen), "ms", at_most=1000),
        Line(section, "no answer", len(seen["failed"]), "", at_most=0),
    ]


def _crowd(web: Process, port: int, pages: list[str]) -> dict[str, Any]:
    before = web.seconds_on_cores()
    plan = {"host": "127.0.0.1", "port": port, "at_once": AT_ONCE, "pages": pages}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.crowd"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    spent = web.seconds_on_cores() - before
    return answer | {"cpu_ms": spent * 1000 / max(len(answer["times_ms"]), 1)}


def _rate(seen: dict[str, Any]) -> float:
    return float(len(seen["times_ms"]) / seen["seconds"])


def _slowest(seen: dict[str, Any]) -> float:
    return statistics.quantiles(seen["times_ms"], n=100)[-1]


def _kept(seen: dict[str, Any]) -> dict[str, Any]:
    return {
        "rps": _rate(seen),
        "cpu_ms": seen["cpu_ms"],
        "slowest_ms": _slowest(seen),
        "failed": seen["failed"][:5],
    }
