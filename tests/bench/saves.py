"""Saving one score beside a view that makes one UPDATE."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Role, Score, User
from tests.bench.load import Job, in_turns
from tests.bench.report import Line
from tests.bench.world import ministries, session_of
from tests.factories import make_person

CLIENTS = 4
TURNS = 5
SAVES = 40
"""Of each client in each turn."""
AT_LEAST = 0.3
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Officer:
    """Somebody who saves the same leaf again and again, and a row for the bare view."""

    user: User
    headers: dict[str, str]
    score: Score
    bare: Score

    def saves(self) -> Job:
        version = self.version
        bodies = (self.body(version + number) for number in range(SAVES))
        return self._job(f"/scores/{self.score.pk}/claim/", list(bodies))

    def updates(self, row: Score | None = None, view: str = "update") -> Job:
        return self._job(f"/bench/{view}/{(row or self.bare).pk}/", [self.body(0)] * SAVES)

    def _job(self, path: str, bodies: list[str]) -> Job:
        form = {"HX-Request": "true", "Content-Type": FORM}
        return Job("POST", [(path, body) for body in bodies], self.headers | form)

    @property
    def version(self) -> int:
        return Score.objects.values_list("version", flat=True).get(pk=self.score.pk)

    @staticmethod
    def body(version: int) -> str:
        """What the form posts: another option each time, so that every save changes the row."""
        note = f"Theo báo cáo số {version}/BC-BNV"
        return urlencode({"version": version, "option": version % 2, "note": note})


def officer(sheet: Assessment, leaf: int, bare: Score) -> Officer:
    """An officer of the sheet's unit at its leaf number ``leaf`` of those with options."""
    user = make_person(Role.OFFICER, unit=sheet.unit)
    leaves = Score.objects.filter(assessment=sheet, criterion__scale__parts__0__part="choice")
    score = leaves.exclude(criterion__source="survey").order_by("criterion__position")[leaf]
    return Officer(user, session_of(user, f"/sheets/{sheet.pk}/"), score, bare)


def queries(one: Officer) -> int:
    """Statements of one save, BEGIN and COMMIT among them."""
    client = Client(headers={"hx-request": "true"})
    client.force_login(one.user)
    found, path = 0, f"/scores/{one.score.pk}/claim/"
    for _ in range(2):  # the first one fills Django's own caches
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(path, one.body(one.version), FORM)
        assert answer.status_code == 200, answer.content
        found = len(captured)
    return found


def measure(address: str) -> list[Line]:
    round_ = ministries(2 * CLIENTS + 1)
    sheets = list(Assessment.objects.filter(round=round_).order_by("pk"))
    bare = [Score.objects.filter(assessment=sheet).order_by("pk")[0] for sheet in sheets[:CLIENTS]]
    own = [officer(sheets[CLIENTS + n], 0, bare[n]) for n in range(CLIENTS)]
    shared = [officer(sheets[-1], n, bare[n]) for n in range(CLIENTS)]
    before = sum(one.version for one in (*own, *shared))

    turns: list[Callable[[], list[Job]]] = [
        lambda: [own[0].saves()],
        lambda: [own[0].updates()],
        lambda: [one.saves() for one in own],
        lambda: [one.updates() for one in own],
        lambda: [one.updates(view="signed-in-update") for one in own],
        lambda: [one.saves() for one in shared],
        lambda: [one.updates(bare[0]) for one in shared],
    ]
    save, update, saves, updates, known, crowd, crowd_updates = in_turns(address, TURNS, *turns)
    done = sum(one.version for one in (*own, *shared)) - before
    assert done == (TURNS + 1) * SAVES * (2 * CLIENTS + 1), f"{done} saves reached the database"

    section = "Save of one score, beside a view with one UPDATE"
    each, one_row = f"{CLIENTS} clients, a sheet each", f"{CLIENTS} clients in one sheet (one row)"
    return [
        Line(section, "1 client, median", save.median_ms, "ms", update.median_ms),
        Line(section, each, saves.rate, "/s", updates.rate, ratio_at_least=AT_LEAST),
        Line(section, one_row, crowd.rate, "/s", crowd_updates.rate, ratio_at_least=AT_LEAST),
        # Knowing who is there takes a session and a person from the database, in any view.
        Line(section, f"{each}; UPDATE signed in", saves.rate, "/s", known.rate),
        Line(section, "queries", queries(own[0]), "", at_most=12),
    ]
