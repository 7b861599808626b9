"""What must be so after everything was killed. Imported once Django has been set up."""

import datetime
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.management import CommandError, call_command
from django.db import close_old_connections
from django.db.models import QuerySet
from django.utils import timezone

from assessments.clock import tick
from assessments.jobs.run_state import MOST_TRIES, STALLED_AFTER
from assessments.models import Change, Evidence, Job, Role, Score
from rankings.computing.verification import verify
from rankings.models import Ranking
from tests.bench.world import reviewed_provinces, session_of
from tests.factories import make_person
from tests.soak.persistent import Book
from tests.soak.world import World

UNITS = 150
Row = tuple[int, str, int | None, Any]
"""A line of the record: its number, act, leaf and values."""
CHANCE_SECONDS, END_SECONDS = 20, 90
"""For work to end by itself, and once the clock has handed it over again."""


def reviewed_round() -> tuple[int, dict[str, str]]:
    """Returns a round (id) whose ranking takes a while, and the session of who has it made."""
    coordinator = make_person(Role.COORDINATOR)
    return reviewed_provinces(UNITS).pk, session_of(coordinator, "/account/")


@dataclass(frozen=True)
class Books:
    """What the database knows of two sheets at a moment."""

    versions: dict[int, int]
    lines: list[Row]
    files: Counter[str]

    @classmethod
    def of(cls, world: World) -> "Books":
        # The server may have been started anew.
        close_old_connections()
        changes = Change.objects.filter(assessment__in=(world.sheet, world.other))
        files = Evidence.objects.filter(assessment=world.sheet).values_list("file_name", flat=True)
        return cls(
            dict(Score.objects.values_list("pk", "version")),
            list(changes.order_by("pk").values_list("pk", "act", "score", "after")),
            Counter(files),
        )

    def faults(self, before: "Books", book: Book) -> list[str]:
        """Returns where the database and what people know disagree."""
        new = self.lines[len(before.lines) :]
        return [
            *self._of_saves(before, book, new),
            *self._of_files(book, new),
            *self._of_steps(book, new),
        ]

    def _of_saves(self, before: "Books", book: Book, new: list[Row]) -> Iterator[str]:
        for score, notes in book.notes.items():
            saves = (line for line in new if line[1:3] == ("save_claim", score))
            lines = [after["note"] for *_which, after in saves]
            if lines != notes:
                lost, more = Counter(notes) - Counter(lines), Counter(lines) - Counter(notes)
                yield f"leaf {score}: not in the record {dict(lost)}, nobody's or twice {dict(more)}"
            versions = self.versions[score] - before.versions[score]
            if versions != len(notes):
                yield f"leaf {score}: {len(notes)} saves, {versions} new versions"

    def _of_files(self, book: Book, new: list[Row]) -> Iterator[str]:
        known = Counter(book.files)
        if self.files != known:
            lost, more = dict(known - self.files), dict(self.files - known)
            yield f"files: lost {lost}, nobody's or twice {more}"
        lines = sum(act == "add_file" for _pk, act, *_rest in new)
        if lines != len(book.files):
            yield f"files: {len(book.files)} uploads, {lines} lines of the record"

    @staticmethod
    def _of_steps(book: Book, new: list[Row]) -> Iterator[str]:
        made = [path.rstrip("/").rpartition("/")[2] for path in book.steps]
        lines = [act for _pk, act, *_rest in new if act in {"submit", "return"}]
        if lines != made:
            yield f"steps: {len(made)} made, in the record {len(lines)}: {lines[-6:]}"


def faults_of_work(round_id: int, book: Book) -> list[str]:
    """Returns all that did not end, ended half done, or lies in the store or the record otherwise than it should."""
    return [*_open_work(), *_faults_of_results(round_id, book), *_faults_by_command()]


def _open_work() -> list[str]:
    """Returns the work that does not end, although the clock has had all the time of an hour for it."""
    for turn in range(MOST_TRIES + 1):
        if _ends_within(END_SECONDS if turn else CHANCE_SECONDS):
            return []
        # As if ten minutes had gone by.
        long_ago = timezone.now() - STALLED_AFTER - datetime.timedelta(seconds=1)
        for runs in _open_runs():
            runs.update(progressed_at=long_ago)
        tick()
    return [
        f"{run!r} of {run.progressed_at} is still open" for runs in _open_runs() for run in runs
    ]


def _open_runs() -> tuple[QuerySet[Any], ...]:
    return (
        Ranking.objects.filter(status=Ranking.Status.COMPUTING),
        Job.objects.filter(state__in=Job.OPEN),
    )


def _ends_within(seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(runs.exists() for runs in _open_runs()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.5)
    return True


def _faults_of_results(round_id: int, book: Book) -> Iterator[str]:
    rankings = Ranking.objects.filter(round=round_id).select_related("round__criteria_set")
    if len(rankings) != book.rankings:
        yield f"rankings: {book.rankings} begun, {len(rankings)} there"
    done = [one for one in rankings if one.status == Ranking.Status.DRAFT]
    if len({one.digest for one in done}) != 1:
        yield f"rankings: {len(done)} done, of one round, with differing digests"
    for one in rankings:
        if one.status == Ranking.Status.FAILED and (one.rows.exists() or not one.failure):
            yield f"ranking {one.pk}: failed, with rows or without a reason"
    for one in done[:2]:
        yield from (f"ranking {one.pk}: {fault.en}" for fault in verify(one))
    jobs = Job.objects.all()
    if {f"/jobs/{one.pk}/" for one in jobs} != book.jobs:
        yield f"jobs: {len(book.jobs)} begun, {len(jobs)} there"
    for job in jobs:
        if job.state == Job.State.DONE and not job.file:
            yield f"job {job.pk}: done without its file"


def _faults_by_command() -> Iterator[str]:
    """Whether every stored file is whole, and the record as it was sealed."""
    for command in ("check_files", "verify_record"):
        try:
            call_command(command)
        except CommandError as error:
            yield f"{command}: {error}"
