"""The last night before the deadline: officers who open, type, save and upload, strangers who read, rounds that are ranked."""

import contextlib
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from assessments.models import Assessment, Role, Round, Score
from rankings.models import Ranking
from rankings.reads.slugs import LEVELS
from rankings.tasks import compute
from tests.bench.alone import run
from tests.bench.installation import serve_web
from tests.bench.report import Line
from tests.bench.world import ministries, new_ranking, reviewed_provinces
from tests.factories import make_person
from tests.processes import Process
from tests.rankings.worlds import publish
from tests.services import start_nginx, wait_for

A_SHEET = 30
"""Officers at one sheet: 34 units with 30 each are all that there are."""
CROWDS = tuple(int(size) for size in os.environ.get("BENCH_OFFICERS", "300,1020").split(","))
SAVE_P95_MS = {300: 500.0, 1020: 3000.0}
"""The save that 95 of a hundred are faster than, on two cores that do nothing else."""
CPU_MS = 16.0
"""Of the 24 ms that two cores have for each request of 300 officers and the readers: database and ranking need theirs."""
READERS = 20
"""Strangers a second."""
WARM_UP, SECONDS = 15, 60
RANKED_UNITS = 3321


def measure(figures: dict[str, Any]) -> list[Line]:
    """Each crowd's night, and beside it the same requests where each is one UPDATE of somebody signed in."""
    pages = _public_pages()
    ranked = reviewed_provinces(RANKED_UNITS)
    lines: list[Line] = []
    for size in CROWDS:
        officers = list(_officers(size))
        # A ranking runs all the time.
        with _through_nginx() as (web, port), _ranking(ranked.pk):
            plan = {"host": "127.0.0.1", "port": port, "officers": officers, "pages": pages}
            bare = _night(plan, bare=True)
            before = _versions(officers)
            for one in officers:
                one["version"] = before[one["score"]]
            spent = web.seconds_on_cores()
            seen = _night(plan, bare=False)
            seen["cpu_ms"] = (web.seconds_on_cores() - spent) * 1000 / seen["answers"]
            after = _versions(officers)
        lost = sum(after.values()) - sum(before.values()) - seen["saves"]
        figures.setdefault("night", {})[str(size)] = {
            "p95_ms": {kind: _p95(times) for kind, times in seen["times_ms"].items()},
            "cpu_ms": seen["cpu_ms"],
            "failed": seen["failed"][:5],
            "busy": seen["busy"],
        }
        lines += _lines(size, seen, bare, lost)
    return lines


def _lines(size: int, seen: dict[str, Any], bare: dict[str, Any], lost: int) -> Iterator[Line]:
    section = f"Last night, {size:,} officers, {READERS} readers a second, a ranking; beside it bare UPDATEs"
    asked, beside = (sum(map(len, one["times_ms"].values())) / SECONDS for one in (seen, bare))
    yield Line(section, "requests a second", asked, "/s", beside)
    # Whatever else the machine does, this much of a core each of them takes, public pages too.
    yield Line(
        section, "web server's time on a core, a request", seen["cpu_ms"], "ms", at_most=CPU_MS
    )
    for kind in ("save", "open", "preview", "upload", "read"):
        times, theirs = seen["times_ms"][kind], bare["times_ms"][kind]
        yield Line(
            section, f"{kind}: median", statistics.median(times), "ms", statistics.median(theirs)
        )
        most = SAVE_P95_MS.get(size) if kind == "save" else None
        yield Line(
            section, f"{kind}: 95 of 100 within", _p95(times), "ms", _p95(theirs), at_most=most
        )
    yield Line(section, "told that the server is busy", seen["busy"], "")
    yield Line(
        section, "failed, or no answer", len(seen["failed"]), "", len(bare["failed"]), at_most=0
    )
    yield Line(section, "saves lost or doubled", abs(lost), "", at_most=0)


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _night(plan: dict[str, Any], *, bare: bool) -> dict[str, Any]:
    more = {"bare": bare, "readers": READERS, "warm_up": WARM_UP, "seconds": SECONDS}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.night_crowd"],
        input=json.dumps(plan | more),
        stdout=subprocess.PIPE,
        text=True,
        timeout=WARM_UP + SECONDS + 300,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _public_pages() -> list[str]:
    ranking = new_ranking(reviewed_provinces(63))
    compute(ranking.pk)
    publish(ranking)
    result = f"/{ranking.round.year}/{LEVELS['province']}/"
    return [result, f"{result}bang-xep-hang/", *(f"{result}don-vi-{n:05}/" for n in range(63))]


def _officers(count: int) -> Iterator[dict[str, Any]]:
    """Yields people with a leaf each, so many at one sheet, and their sessions."""
    sheets = Assessment.objects.filter(round=ministries(-(-count // A_SHEET)))
    for sheet in sheets.select_related("unit").order_by("pk"):
        leaves = Score.objects.filter(assessment=sheet, criterion__scale__parts__0__part="choice")
        leaves = leaves.exclude(criterion__source="survey").select_related("criterion")
        for number, score in enumerate(leaves.order_by("criterion__position")[:A_SHEET]):
            user = make_person(Role.OFFICER, unit=sheet.unit)
            yield {
                "leaf": f"/sheets/{sheet.pk}/leaves/{score.criterion.code}/",
                "score": score.pk,
                "uploads_at": number % 10,
                "headers": _session(user),
            }


def _session(user: Any) -> dict[str, str]:
    """Returns the headers of somebody signed in; ``session_of`` asks for a page too, which takes a thousand too long."""
    client, token = Client(), secrets.token_hex(16)
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={key}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token, "Accept-Encoding": "gzip"}


def _versions(officers: list[dict[str, Any]]) -> dict[int, int]:
    scores = Score.objects.filter(pk__in=[one["score"] for one in officers])
    return dict(scores.values_list("pk", "version"))


@contextlib.contextmanager
def _through_nginx() -> Iterator[tuple[Process, int]]:
    """Yields a web server of its own, and the port of the shipped proxy before it."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parindex-night-")))
        web, address = serve_web(folder)
        stack.callback(web.stop)
        proxy: Process
        proxy, port = start_nginx(folder, f"http://{address}")
        stack.callback(proxy.stop)
        ask = partial(urllib.request.urlopen, f"http://127.0.0.1:{port}/robots.txt", timeout=5)
        wait_for(proxy, lambda: ask().close(), OSError)
        yield web, port


@contextlib.contextmanager
def _ranking(round_id: int) -> Iterator[None]:
    """Ranks a round again and again in a process of its own, one after the other."""
    over = threading.Event()
    round_ = Round.objects.get(pk=round_id)

    def rank() -> None:
        try:
            while not over.is_set():
                ranking = new_ranking(round_)
                run("ranking", str(ranking.pk))
                Ranking.objects.filter(pk=ranking.pk, status="computing").update(status="draft")
        finally:
            connection.close()

    thread = threading.Thread(target=rank)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
