"""Eight people at the same few leaves over HTTP, while their sheet is submitted, returned and documented.

Whatever was answered as saved is in the database once, with one line of the record; whoever came
too late was told, with the value that was there first.
"""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

import requests

from tests.assessments.samples import pdf
from tests.bench.installation import installation

CLIENTS = 8
SAVED, TOLD, CLOSED, FAULTY = "saved", "told", "closed", "faulty"
SAVES_BETWEEN_STEPS = 150
UPLOAD_EVERY = 20


@dataclass
class Ledger:
    """What the server answered, counted by act and outcome, and everything that must not happen."""

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def enter(self, act: str, outcome: str, fault: str = "") -> None:
        with self.lock:
            self.answers[act, outcome] += 1
            if fault:
                self.faults.append(f"{act}: {fault}")

    @property
    def saves(self) -> int:
        return self.answers["save_claim", SAVED] + self.answers["award_points", SAVED]


@dataclass(frozen=True)
class Hat:
    """One side of the sheet, as a signed-in person saves it: address, field of the note, act."""

    act: str
    form: str
    note: str
    headers: dict[str, str]


class Person:
    """Somebody who saves again and again over what they last saw, now as an officer, now as a reviewer."""

    def __init__(
        self, number: int, address: str, hats: list[Hat], scores: list[int], ledger: Ledger
    ) -> None:
        self.number, self.address, self.ledger = number, address, ledger
        self.hats = itertools.cycle(hats)
        self.hat = next(self.hats)
        self.scores = scores
        self.seen = dict.fromkeys(scores, 0)
        self.random = Random(number)  # which leaf comes next
        self.turn = 0

    def work(self, saves: int) -> None:
        while self.ledger.saves < saves and not self.ledger.faults:
            self.turn += 1
            score = self.random.choice(self.scores)
            if self.turn % UPLOAD_EVERY == 0 and self.hat.act == "save_claim":
                self._upload(score)
            self._save(score)

    def _save(self, score: int) -> None:
        hat, version = self.hat, self.seen[score]
        note = f"Lần {self.turn} của người {self.number}"
        values = {"version": version, "option": str(self.turn % 2), hat.note: note}
        answer = self._post(f"/scores/{score}/{hat.form}/", values)
        match answer.status_code:
            case 200:
                # Nobody else can have had the number in between: the next one is this save's own.
                self.seen[score] = version + 1
                self.ledger.enter(hat.act, SAVED)
            case 409:
                self._be_told(answer, score, version)
            case 403:
                self.hat = next(self.hats)
                self.ledger.enter(hat.act, CLOSED, "" if answer.text.strip() else "closed unsaid")
            case status:
                self.ledger.enter(hat.act, FAULTY, f"{status}: {answer.text[:500]}")

    def _be_told(self, answer: requests.Response, score: int, version: int) -> None:
        _, found, rest = answer.text.partition('data-version="')
        newest = int(rest.partition('"')[0]) if found else version
        fault = (
            "" if newest > version and "Lần " in answer.text else "the loser sees no newer value"
        )
        self.seen[score] = newest
        self.ledger.enter(self.hat.act, TOLD, fault)

    def _upload(self, score: int) -> None:
        name = f"{self.number}-{self.turn}.pdf"
        file = ("files", (name, pdf(name), "application/pdf"))
        answer = self._post(f"/scores/{score}/evidence/", {}, [file])
        if answer.status_code == 403:
            self.ledger.enter("add_file", CLOSED)
        elif answer.status_code == 200 and name in answer.text:
            self.ledger.enter("add_file", SAVED)
        else:
            self.ledger.enter("add_file", FAULTY, f"{answer.status_code}: {answer.text[:500]}")

    def _post(
        self, path: str, values: dict[str, object], files: list[object] | None = None
    ) -> requests.Response:
        return requests.post(
            f"http://{self.address}{path}",
            data=values,
            files=files,  # type: ignore[arg-type]  # pairs of a field and its file
            headers=self.hat.headers | {"HX-Request": "true", "Connection": "close"},
            allow_redirects=False,
            timeout=120,
        )


@dataclass
class Director:
    """Submits the sheet and has it returned in turn, each after so many further saves."""

    address: str
    steps: Iterator[tuple[str, dict[str, str], dict[str, str]]]
    """Without end: the address of the step, who makes it, and what they type."""
    ledger: Ledger

    def work(self, saves: int) -> None:
        due = SAVES_BETWEEN_STEPS
        while self.ledger.saves < saves and not self.ledger.faults:
            if self.ledger.saves < due:
                time.sleep(0.02)
                continue
            path, headers, values = next(self.steps)
            answer = requests.post(
                f"http://{self.address}{path}",
                data=values,
                headers=headers,
                allow_redirects=False,
                timeout=120,
            )
            fault = (
                "" if answer.status_code == 302 else f"{answer.status_code}: {answer.text[:500]}"
            )
            self.ledger.enter(path, SAVED, fault)
            due = self.ledger.saves + SAVES_BETWEEN_STEPS


def trial(saves: int) -> list[str]:
    """Returns everything that went wrong until so many saves were accepted."""
    with installation() as address:
        # Django is set up only now.
        from tests.soak.world import World

        ledger = Ledger()
        world = World()
        before = world.versions()
        people = [
            Person(number, address, [Hat(*hat) for hat in hats], world.scores, ledger)
            for number, hats in enumerate(world.hats(CLIENTS))
        ]
        director = Director(address, world.steps(), ledger)
        with ThreadPoolExecutor(CLIENTS + 1) as pool:
            running = [pool.submit(person.work, saves) for person in people]
            running.append(pool.submit(director.work, saves))
            for one in running:
                one.result()
        counts = ", ".join(f"{act} {what} {n}" for (act, what), n in sorted(ledger.answers.items()))
        print(f"contended: {counts}", flush=True)
        return ledger.faults + compare(ledger, world.lines(), world.versions() - before)


def compare(ledger: Ledger, lines: Counter[str], versions: int) -> list[str]:
    """Returns where the answers, the lines of the record and the versions of the leaves disagree."""
    faults = []
    for act in ("save_claim", "award_points", "add_file"):
        answered = ledger.answers[act, SAVED]
        if lines[act] != answered:
            faults.append(f"{act}: {answered} answered as saved, {lines[act]} in the record")
    if versions != ledger.saves:
        faults.append(f"{ledger.saves} saves accepted, {versions} new versions")
    due = (("save_claim", TOLD), ("award_points", TOLD), ("add_file", SAVED))
    return faults + [f"the trial met no {one}" for one in due if not ledger.answers[one]]
