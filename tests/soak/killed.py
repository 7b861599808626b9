"""Kills web server, worker, Redis and PostgreSQL under people who save, upload, submit, and have rounds ranked.

Whatever a person was told is done once, whatever they asked for again is not done twice, nothing is left half
done or running, and the addresses of health said meanwhile what was away.
"""

import random
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.bench.installation import Parts, installed_parts
from tests.processes import Process
from tests.soak.persistent import Book, Coordinator, Saver, Sender

SAVERS = 4
SEED = 876
CALM_SECONDS, AWAY_SECONDS = (1.5, 4.0), (0.5, 3.0)
"""Between two kills, and between a kill and the new start."""
BACK_SECONDS = 60
"""The longest that a part that was started again may take until all is well."""
AFTERWARDS_SECONDS = 8
"""The time after a part's return in which a request may still fail: it began before."""
SAYS_SO_SECONDS = 5


class Killer:
    """Kills parts of an installation and starts them again; remembers which was away, and when."""

    def __init__(self, parts: Parts, worker: Process) -> None:
        self.address = parts.address
        self.parts = {
            "web": parts.web,
            "worker": worker,
            "redis": parts.redis,
            "postgres": parts.postgres,
        }
        self.random = random.Random(SEED)
        self.away, self.back_at = "", 0.0
        self.faults: list[str] = []

    def is_away(self) -> str:
        lately = time.monotonic() - self.back_at < AFTERWARDS_SECONDS
        return self.away if lately or not self.back_at else ""

    def work(self, kills: int) -> None:
        """Kills each part so many times, in another order each time."""
        for turn in range(kills):
            for name in self.random.sample(list(self.parts), len(self.parts)):
                time.sleep(self.random.uniform(*CALM_SECONDS))
                self._kill(name)
            print(f"killed: each part {turn + 1} of {kills} times", flush=True)

    def _kill(self, name: str) -> None:
        part = self.parts[name]
        # What failed because of the part before must be over before another name stands here.
        while self.is_away():
            time.sleep(0.1)
        self.away, self.back_at = name, 0.0
        part.kill()
        if name in {"redis", "postgres"} and not self._within(
            SAYS_SO_SECONDS, lambda: self._status("healthz") not in {200, None}
        ):
            self.faults.append(f"{name}: /healthz/ did not say that it was away")
        alive = None if name == "web" else 200
        if self._status("livez") != alive:
            self.faults.append(f"{name}: /livez/ did not answer {alive}")
        time.sleep(self.random.uniform(*AWAY_SECONDS))
        self._start(name, part)
        if not self._within(BACK_SECONDS, lambda: self._status("healthz") == 200):
            self.faults.append(f"{name}: not well {BACK_SECONDS} s after it was started again")
        self.back_at = time.monotonic()

    def _start(self, name: str, part: Process) -> None:
        part.start()
        if name != "postgres":
            return
        # It does not start while one of its killed processes still holds the memory that they shared.
        deadline = time.monotonic() + BACK_SECONDS
        while time.monotonic() < deadline:
            if part.popen.poll() is not None:
                part.start()
            time.sleep(0.2)
            if self._status("healthz") == 200:
                return

    def _status(self, name: str) -> int | None:
        """Returns what an address of health answers; nothing where nobody answers."""
        try:
            return requests.get(f"http://{self.address}/{name}/", timeout=10).status_code
        except requests.RequestException:
            return None

    @staticmethod
    def _within(seconds: float, is_so: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + seconds
        while not (so := is_so()) and time.monotonic() < deadline:
            time.sleep(0.2)
        return so


def trial(kills: int) -> list[str]:
    """Returns everything that went wrong while each part was killed so many times."""
    with installed_parts() as parts:
        # Django is set up only now.
        from tests.soak.books import Books, faults_of_work, reviewed_round
        from tests.soak.world import World

        command = [sys.executable, "-m", "celery", "-A", "parindex", "worker", "-c", "2"]
        worker = Process(
            "worker", [*command, "--loglevel", "INFO"], log=parts.folder / "worker.log"
        )
        try:
            killer = Killer(parts, worker)
            book = Book(parts.address, killer.is_away)
            world = World()
            before = Books.of(world)
            round_id, headers = reviewed_round()
            savers = [Saver(n, *one, book) for n, one in enumerate(world.officers(SAVERS))]
            sender = Sender(world.steps(other=True), book)
            people: list[Saver | Sender | Coordinator] = [*savers, sender]
            people.append(Coordinator(round_id, headers, book))
            with ThreadPoolExecutor(len(people)) as pool:
                running = [pool.submit(one.work) for one in people]
                try:
                    killer.work(kills)
                finally:
                    book.over.set()
                for one in running:
                    one.result()
            faults = book.faults + killer.faults + Books.of(world).faults(before, book)
            faults += faults_of_work(round_id, book)
            counts = f"{sum(map(len, book.notes.values()))} saves, {len(book.files)} files, {len(book.steps)} steps"
            more = (
                f"{book.rankings} rankings, {len(book.jobs)} jobs; asked again {dict(book.again)}"
            )
            print(f"killed: {counts}, {more}", flush=True)
            if faults:
                for log in ("web.log", "worker.log"):
                    print((parts.folder / log).read_text(errors="replace")[-20_000:], flush=True)
        finally:
            worker.stop()
    return faults
