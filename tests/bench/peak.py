"""The hour of a publication: readers who come all at once, through the proxy that is shipped, while nothing is kept."""

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
from tests.bench.report import Line
from tests.bench.world import new_ranking, reviewed_provinces
from tests.rankings.worlds import publish
from tests.services import start_nginx, wait_for

UNITS, READERS, PAGES, AT_ONCE = 63, 2500, 2, 50
A_MINUTE = 20_000
SEED = 20_230_419
TIMEOUT_SECONDS = 300


def measure(address: str, figures: dict[str, Any]) -> list[Line]:
    """Answers a second from the first request on; the clients are in a process of their own on the same cores."""
    ranking = new_ranking(reviewed_provinces(UNITS))
    compute(ranking.pk)
    publish(ranking)
    result = f"/{ranking.round.year}/{LEVELS['province']}/"
    beside = [f"{result}{page}/" for page in ("bang-xep-hang", "vung", "cac-nam", "tieu-chi")]
    units = [f"{result}don-vi-{number:05}/" for number in range(UNITS)]
    chance = random.Random(SEED)  # the same crowd each time
    readers = [
        # The way of most: from the front page to a unit of their own, or to the table.
        [result, chance.choice(chance.choice([units, units, beside]))]
        for _ in range(READERS)
    ]
    with tempfile.TemporaryDirectory(prefix="parindex-peak-") as folder:
        process, port = start_nginx(Path(folder), f"http://{address}")
        try:
            # An address of no page: nothing is made or kept by asking for it.
            ask = partial(urllib.request.urlopen, f"http://127.0.0.1:{port}/robots.txt", timeout=5)
            wait_for(process, lambda: ask().close(), OSError)
            cold, warm = _crowd(port, readers), _crowd(port, readers)
        finally:
            process.stop()
    figures["peak"] = {"cold": _kept(cold), "warm": _kept(warm)}
    return [
        line
        for name, seen in (("nothing kept at first", cold), ("the same readers again", warm))
        for line in _lines(f"Peak, {UNITS} units, {AT_ONCE} readers at once: {name}", seen)
    ]


def _lines(section: str, seen: dict[str, Any]) -> list[Line]:
    needed = A_MINUTE / 60
    return [
        Line(section, "pages a second", _rate(seen), "/s", needed, ratio_at_least=1),
        Line(section, "median", statistics.median(seen["times_ms"]), "ms"),
        Line(section, "slowest of a hundred", _slowest(seen), "ms", at_most=1000),
        Line(section, "no answer", len(seen["failed"]), "", at_most=0),
    ]


def _crowd(port: int, readers: list[list[str]]) -> dict[str, Any]:
    plan = {"host": "127.0.0.1", "port": port, "at_once": AT_ONCE, "readers": readers}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.crowd"],
        input=json.dumps(plan),
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _rate(seen: dict[str, Any]) -> float:
    return float(len(seen["times_ms"]) / seen["seconds"])


def _slowest(seen: dict[str, Any]) -> float:
    return statistics.quantiles(seen["times_ms"], n=100)[-1]


def _kept(seen: dict[str, Any]) -> dict[str, Any]:
    return {"rps": _rate(seen), "slowest_ms": _slowest(seen), "failed": seen["failed"][:5]}
