"""Kinds of long work, such as a large import, an archive, or the reports of every unit.

A kind is declared in an app's ``long_work.py`` (every app's is imported at start):

    @kind("unit_archive", Text(vi="Tài liệu của một đơn vị", en="A unit's evidence"))
    def unit_archive(work: Work) -> None:
        sheet = ...work.parameters["assessment"]...        # ask for permission again: work.actor
        for number, item in enumerate(items):
            work.step(number, len(items))                  # progress; stops here if it must not go on
        with work.file("Tài liệu.zip", "application/zip") as stream:
            ...                                            # leaves one file, for the owner alone
        work.say(Text(vi="…", en="…"))                     # shown when it is done

An act, which asks for permission first, starts it:

    job = start_job(actor=actor, kind="unit_archive", parameters={"assessment": 7}, on=sheet)

and its page then sends the person to ``job_page``. A worker does the work, or this very process when
there is none. The work is run again from its start when a worker is lost (at once, by its owner's button
after a minute of silence, by the clock after ten), so it must do no harm when done twice: it changes things in one transaction, through the usual acts. A ``Refused`` from it is
shown with every cause; any other error is shown with its name. The file is stored for ``KEPT``; so is a
file that the work was given, where ``parameters["upload"]`` names one (stored as a ``job_file``).
"""

import contextlib
import datetime
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.db.models.fields.files import FieldFile
from django.utils import timezone

from assessments.models import Door, Job
from assessments.writing.actor import Actor
from criteria.common.files.names import clean_name
from criteria.common.files.storing import discard, store
from criteria.common.text import Text

KEPT = datetime.timedelta(days=7)
"""The time for which a job and its file are stored after its end."""
_TELL_EVERY = 500_000_000
"""The time in nanoseconds between two reports of progress."""


class Superseded(Exception):
    """Raised in a run whose work another run has taken over, or whose job was removed: this run stops."""


@dataclass
class Work:
    """The argument of a kind's function: its actor, its parameters, and methods to report progress."""

    job_id: int
    run: uuid.UUID
    actor: Actor
    parameters: dict[str, Any]
    texts: list[Text] = field(default_factory=list)
    to_store: dict[str, Any] = field(default_factory=dict)
    """The job's columns to store once the work is done, the file among them."""
    of_failure: bool = False
    """True where the file tells why the work could not be done: then the file is stored although the job fails."""
    _told_at: int | None = None
    """When progress was last written, in nanoseconds of a clock that nobody sets."""

    def step(self, done: int, total: int) -> None:
        """Reports that ``done`` of ``total`` steps are finished; raises ``Superseded`` where the run must stop.

        It may be called as often as one likes: it writes twice a second. It must not be called inside a long
        transaction: nobody outside would see the progress.
        """
        now = time.monotonic_ns()
        if self._told_at is not None and now - self._told_at < _TELL_EVERY and done < total:
            return
        self._told_at = now
        mine = Job.objects.filter(pk=self.job_id, run=self.run, state=Job.State.RUNNING)
        if not mine.update(done=done, total=total, progressed_at=timezone.now()):
            raise Superseded

    def say(self, *texts: Text) -> None:
        """Adds sentences for the person to read when the work is done."""
        self.texts += texts

    def remember(self, **values: Any) -> None:
        """Stores values with the job's parameters once the work is done, for a step that follows it."""
        self.to_store["parameters"] = self.to_store.get("parameters", self.parameters) | values

    @contextlib.contextmanager
    def file(
        self, name: str, content_type: str, *, of_failure: bool = False
    ) -> Iterator[IO[bytes]]:
        """Yields a stream (seekable, on disk) for the one file that the work leaves."""
        with tempfile.TemporaryFile() as stream:
            yield stream
            size = stream.tell()
            stream.seek(0)
            discard(job_file(self.to_store.get("file", "")))
            self.of_failure = of_failure
            self.to_store |= {
                "file": store(job_file(), name, stream),
                "file_name": clean_name(name),
                "content_type": content_type,
                "size": size,
            }


@dataclass(frozen=True)
class Kind:
    """A kind of long work: its name for people, and the function that does it."""

    title: Text
    do: Callable[[Work], None]


KINDS: dict[str, Kind] = {}


def kind(name: str, title: Text) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Returns a decorator that declares a function as the work of a kind."""

    def declared(do: Callable[[Work], None]) -> Callable[[Work], None]:
        KINDS[name] = Kind(title, do)
        return do

    return declared


def work_of(job: Job) -> Work:
    """Returns the argument for the kind's function; acts done in it are recorded as a task's."""
    if job.run is None:
        raise ValueError("The job is not being run.")
    return Work(job.pk, job.run, Actor(job.owner, Door.TASK), job.parameters)


def job_file(name: str = "") -> FieldFile:
    """Returns the file of a job that is stored under a name; without a name, a file that is yet to be stored."""
    return Job(file=name).file
