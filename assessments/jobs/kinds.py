"""Kinds of long work, such as a large import, an archive, or the reports of every unit.

A kind is declared in an app's ``long_work.py`` (every app's is imported at start):

    @kind("unit_archive", Text(vi="Tài liệu của một đơn vị", en="A unit's evidence"), rule=may_not)
    def unit_archive(work: Work) -> None:
        permissions.demand(may_not(work.actor.user, work.parameters))    # again: it may have changed
        sheet = ...work.parameters["assessment"]...
        for number, item in enumerate(items):
            work.step(number, len(items))                  # progress; stops here if it must not go on
        with work.file("Tài liệu.zip", "application/zip") as stream:
            ...                                            # leaves one file, for the owner alone
        work.say(Text(vi="…", en="…"))                     # shown when it is done

The ``rule`` returns the reasons against a person having this work: it is asked again whenever its owner
opens the job's page or its file. An act, which asks for permission first, starts the work:

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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.db.models import Q
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from assessments.models import Door, Job, User
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
    made: str = ""
    """The stored name of the file that this run has made; it is removed with a run that comes to nothing."""
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
            discard(job_file(self.made))
            self.of_failure = of_failure
            self.made = store(job_file(), name, stream)
            self._leave(self.made, name, content_type, size)

    def share(self, other: Job) -> None:
        """Leaves the file of another job, which holds the same: it stays for as long as one of the two jobs does."""
        self._leave(str(other.file.name), other.file_name, other.content_type, other.size)

    def _leave(self, file: str, name: str, content_type: str, size: int | None) -> None:
        self.to_store |= {
            "file": file,
            "file_name": clean_name(name),
            "content_type": content_type,
            "size": size,
        }


Rule = Callable[[User, Mapping[str, Any]], list[Text]]
"""A function from a person and a job's parameters to the reasons against this person having its result."""


def owner_alone(_owner: User, _parameters: Mapping[str, Any]) -> list[Text]:
    """Returns no reason: work that shows its owner nothing but what they put in."""
    return []


@dataclass(frozen=True)
class Kind:
    """A kind of long work: its name for people, the function that does it, and who may have its result."""

    title: Text
    do: Callable[[Work], None]
    rule: Rule


KINDS: dict[str, Kind] = {}


def kind(
    name: str, title: Text, *, rule: Rule = owner_alone
) -> Callable[[Callable[[Work], None]], Callable[[Work], None]]:
    """Returns a decorator that declares a function as the work of a kind."""

    def declared(do: Callable[[Work], None]) -> Callable[[Work], None]:
        KINDS[name] = Kind(title, do, rule)
        return do

    return declared


def reasons_against_taking(job: Job) -> list[Text]:
    """Returns the reasons against its owner seeing a job and taking its file now: a role may have been lost since."""
    known = KINDS.get(job.kind)
    return known.rule(job.owner, job.parameters) if known else []


def work_of(job: Job) -> Work:
    """Returns the argument for the kind's function; acts done in it are recorded as a task's."""
    if job.run is None:
        raise ValueError("The job is not being run.")
    return Work(job.pk, job.run, Actor(job.owner, Door.TASK), job.parameters)


def job_file(name: str = "") -> FieldFile:
    """Returns the file of a job that is stored under a name; without a name, a file that is yet to be stored."""
    return Job(file=name).file


def discard_job_file(name: str) -> None:
    """Removes the file of a job that is gone, or the upload that it was given, unless another job has the same."""
    if not Job.objects.filter(Q(file=name) | Q(parameters__upload=name)).exists():
        discard(job_file(name))
