"""People who ask for the same thing until they know that it was done, whatever dies under their requests."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

import requests

from tests.assessments.samples import pdf

ASK_AGAIN_SECONDS = 0.3
PATIENCE_SECONDS = 120
UPLOAD_EVERY = 4
Headers = dict[str, str]


@dataclass
class Book:
    """What people know to be done, what they had to ask for again, and what must not have happened."""

    address: str
    is_away: Callable[[], str]
    """Names the part that is away now, or was a moment ago; empty while all are well."""
    over: threading.Event = field(default_factory=threading.Event)
    notes: dict[int, list[str]] = field(default_factory=dict)
    """The saves, as their notes, by leaf (id) and in their order."""
    files: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    rankings: int = 0
    jobs: set[str] = field(default_factory=set)
    again: Counter[str] = field(default_factory=Counter)
    """The requests that came to nothing, by the part that was away."""
    faults: list[str] = field(default_factory=list)

    def ask(
        self, path: str, headers: Headers, values: dict[str, object], file: str = ""
    ) -> requests.Response | None:
        """Posts a form until it is answered otherwise than by a fault of the server; nothing where none came."""
        form = values | {"once": str(uuid.uuid4())}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            answer = self._post(path, headers, form, file)
            if answer is not None and answer.status_code < 500:
                return answer
            said = "no answer" if answer is None else f"{answer.status_code} {answer.text[:300]}"
            away = self.is_away()
            self.again[away] += 1
            # Whoever was asked, and still there, says 503: come again.
            is_said = answer is None or answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            if away not in {"web", "postgres"} or not is_said:
                self.faults.append(f"{path}: {said} while {away or 'nothing'} was away")
            time.sleep(ASK_AGAIN_SECONDS)
        self.faults.append(f"{path}: nothing done in {PATIENCE_SECONDS} s")
        return None

    def _post(
        self, path: str, headers: Headers, form: dict[str, object], file: str
    ) -> requests.Response | None:
        files = [("files", (file, pdf(file), "application/pdf"))] if file else None
        try:
            return requests.post(
                f"http://{self.address}{path}",
                data=form,
                files=files,
                headers=headers | {"Connection": "close"},
                allow_redirects=False,
                timeout=60,
            )
        except requests.RequestException:
            return None


@dataclass
class Saver:
    """An officer at a leaf of their own, who saves notes and uploads documents one after the other."""

    number: int
    score: int
    headers: Headers
    book: Book

    def work(self) -> None:
        version, turn = 0, 0
        headers = self.headers | {"HX-Request": "true"}
        notes = self.book.notes.setdefault(self.score, [])
        while not self.book.over.is_set():
            turn += 1
            note = f"Lần {turn} của người {self.number}"
            values: dict[str, object] = {"version": version, "option": turn % 2, "note": note}
            answer = self.book.ask(f"/scores/{self.score}/claim/", headers, values)
            if answer is None:
                return
            # Where it was saved but not answered, the same save meets itself.
            met_itself = answer.status_code == 409 and note in answer.text
            if answer.status_code != 200 and not met_itself:
                self.book.faults.append(f"save: {answer.status_code} {answer.text[:300]}")
                return
            version += 1
            notes.append(note)
            if turn % UPLOAD_EVERY == 0:
                self._upload(f"{self.number}-{turn}.pdf", headers)

    def _upload(self, name: str, headers: Headers) -> None:
        answer = self.book.ask(f"/scores/{self.score}/evidence/", headers, {}, name)
        if answer is not None and answer.status_code == 200 and name in answer.text:
            self.book.files.append(name)
        elif answer is not None:
            self.book.faults.append(f"upload: {answer.status_code} {answer.text[:300]}")


@dataclass
class Sender:
    """Submits a sheet and has it returned in turn, over and over."""

    steps: Iterator[tuple[str, Headers, dict[str, str]]]
    """Without end: the address of the step, who makes it, and what they type."""
    book: Book

    def work(self) -> None:
        while not self.book.over.is_set():
            path, headers, values = next(self.steps)
            answer = self.book.ask(path, headers, dict(values))
            if answer is None or answer.status_code != 302:
                said = "" if answer is None else f"{answer.status_code} {answer.text[:2000]}"
                self.book.faults.append(f"{path}: {said}")
                return
            self.book.steps.append(path)
            time.sleep(ASK_AGAIN_SECONDS)


@dataclass
class Coordinator:
    """Has a round ranked again and again, and the reports of all its units written meanwhile."""

    round_id: int
    headers: Headers
    book: Book

    def work(self) -> None:
        while not self.book.over.is_set():
            page = f"/rounds/{self.round_id}/rankings/"
            answer = self.book.ask(page, self.headers, {"basis": "awarded"})
            # Refused while another run is under way.
            if answer is not None and answer.status_code == 302:
                self.book.rankings += 1
            path = f"/rounds/{self.round_id}/reports/"
            answer = self.book.ask(path, self.headers, {"kind": "docx"})
            if answer is not None and answer.status_code == 302:
                self.book.jobs.add(answer.headers["Location"])
            time.sleep(1)
