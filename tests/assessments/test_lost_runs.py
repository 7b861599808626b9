"""Long work that has lost its worker: its page says so, its owner or the clock sends it again, or it has failed."""

import datetime
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery.utils.time import get_exponential_backoff_interval
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError
from django.test import Client, TestCase
from django.utils import timezone
from kombu.exceptions import OperationalError as QueueAway

from assessments.jobs import kinds as job_kinds
from assessments.jobs.kinds import KEPT, Work
from assessments.jobs.resuming import LOST_AFTER, resume_job, resume_stalled_jobs
from assessments.jobs.run_state import DATABASE_AWAY, MOST_TRIES, RESUME_AFTER, STALLED_AFTER
from assessments.jobs.running import remove_expired_jobs, run_job, start_job
from assessments.models import Job, Role, Round, User
from assessments.survey.large_files import start_survey_check
from assessments.tasks import run
from criteria.common.text import NotAllowed, Refused, Text
from parindex.celery import app
from tests.factories import make_person, make_round, page, set_clock
from tests.markup import markup

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
SILENT = "không tiến triển từ một phút nay"


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class Killed(BaseException):
    """What a worker's death is to the work: nothing after it is done."""


@pytest.fixture(autouse=True)
def work(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[Work], None]]:
    """What the only kind of work does, each time that it is begun; at last it leaves a file."""
    table: dict[str, job_kinds.Kind] = {}
    monkeypatch.setattr(job_kinds, "KINDS", table)
    monkeypatch.setattr("assessments.jobs.running.KINDS", table)
    turns: list[Callable[[Work], None]] = []

    def do(work: Work) -> None:
        if turns:
            turns.pop(0)(work)
        with work.file("a.txt", "text/plain") as stream:
            stream.write(b"done")

    job_kinds.kind("report", Text(vi="Báo cáo", en="Report"))(do)
    job_kinds.kind("survey_check", Text(vi="Kiểm tra", en="Check"))(do)
    return turns


@pytest.fixture
def owner() -> User:
    return make_person(Role.COORDINATOR)


@pytest.fixture
def round_() -> Round:
    return make_round()


def start(owner: User, round_: Round) -> Job:
    """A job that waits in the queue."""
    return start_job(actor=page(owner), kind="report", parameters={}, on=round_)


def lost(owner: User, round_: Round, silence: datetime.timedelta, state: str = "running") -> Job:
    job = start(owner, round_)
    at = timezone.now() - silence
    Job.objects.filter(pk=job.pk).update(state=state, run=uuid.uuid4(), progressed_at=at)
    job.refresh_from_db()
    return job


def read(job: Job) -> str:
    client = Client()
    client.force_login(job.owner)
    return markup(client.get(f"/jobs/{job.pk}/"))


def fail_with(error: BaseException) -> Callable[[Work], None]:
    def fail(_work: Work) -> None:
        raise error

    return fail


@pytest.mark.parametrize("state", ["running", "waiting"])
@pytest.mark.parametrize("silence", [RESUME_AFTER, 3 * RESUME_AFTER, HOUR, -HOUR])
def test_after_a_minute_the_page_says_so_and_the_button_does_it(
    owner: User, round_: Round, silence: datetime.timedelta, state: str
) -> None:
    job = lost(owner, round_, silence, state)
    assert SILENT in read(job)
    client = Client()
    client.force_login(owner)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(f"/jobs/{job.pk}/resume/")
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    job.refresh_from_db()
    assert (job.state, job.size) == ("done", 4)
    assert SILENT not in read(job)


@pytest.mark.parametrize("silence", [0 * SECOND, 50 * SECOND, -50 * SECOND])
def test_before_it_there_is_no_button(
    owner: User, round_: Round, silence: datetime.timedelta
) -> None:
    job = lost(owner, round_, silence)
    assert SILENT not in read(job)
    with pytest.raises(Refused, match="không tiến triển quá 60 giây"):
        resume_job(actor=page(owner), job_id=job.pk)


def test_nobody_sends_anothers_again(owner: User, round_: Round) -> None:
    job = lost(owner, round_, HOUR)
    with pytest.raises(NotAllowed, match="của người khác"):
        resume_job(actor=page(make_person()), job_id=job.pk)


@pytest.mark.parametrize("silence", [RESUME_AFTER, HOUR, -HOUR])
def test_asked_for_again_after_a_minute_it_is_begun_anew(
    owner: User, round_: Round, silence: datetime.timedelta
) -> None:
    first = lost(owner, round_, silence)
    with TestCase.captureOnCommitCallbacks(execute=True):
        second = start(owner, round_)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("failed", "done")


def test_one_that_waits_long_keeps_its_place(owner: User, round_: Round) -> None:
    first = lost(owner, round_, HOUR, "waiting")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert start(owner, round_) == first
    first.refresh_from_db()
    assert first.state == "done"


@pytest.mark.parametrize("state", ["running", "waiting"])
@pytest.mark.parametrize("silence", [STALLED_AFTER, HOUR, -HOUR])
def test_the_clock_sends_it_again(
    owner: User, round_: Round, silence: datetime.timedelta, state: str
) -> None:
    job = lost(owner, round_, silence, state)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_jobs() == 1
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.parametrize("silence", [0 * SECOND, 3 * RESUME_AFTER, -50 * SECOND])
def test_the_clock_leaves_what_may_be_in_a_long_step(
    owner: User, round_: Round, silence: datetime.timedelta
) -> None:
    lost(owner, round_, silence)
    assert resume_stalled_jobs() == 0


def test_the_clock_leaves_what_is_over(owner: User, round_: Round) -> None:
    for state in ("done", "failed"):
        Job.objects.filter(pk=lost(owner, round_, HOUR).pk).update(state=state)
    assert resume_stalled_jobs() == 0


def test_a_queue_that_is_away_is_asked_again_at_the_next_tick(
    owner: User, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = lost(owner, round_, HOUR)
    monkeypatch.setattr(run, "apply_async", _refuse)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert resume_stalled_jobs() == 1
    job.refresh_from_db()
    assert job.state == "running"


def _refuse(*_args: object, **_options: object) -> None:
    raise QueueAway("Connection refused")


def test_after_a_day_it_has_failed_with_a_reason_and_expires(owner: User, round_: Round) -> None:
    job = lost(owner, round_, LOST_AFTER, "waiting")
    Job.objects.update(created_at=timezone.now() - LOST_AFTER)
    assert resume_stalled_jobs() == 1
    job.refresh_from_db()
    assert job.state == "failed"
    assert "Sau một ngày vẫn không có tiến trình nền nào" in job.texts[0].vi
    assert job.expires_at is not None


def test_work_that_kills_each_worker_has_failed_after_three(
    owner: User, round_: Round, work: list[Callable[[Work], None]], store: Path
) -> None:
    job, message = start(owner, round_), uuid.uuid4()
    work += [fail_with(Killed())] * (MOST_TRIES + 1)
    for _ in range(MOST_TRIES):
        with pytest.raises(Killed):
            run_job(job.pk, message)
    assert run_job(job.pk, message) is True
    job.refresh_from_db()
    assert (job.state, len(work)) == ("failed", 1)
    assert job.texts[0].vi.startswith("Đã thực hiện 3 lần")
    assert [path for path in store.rglob("*") if path.is_file()] == []


def test_two_deaths_are_forgiven(
    owner: User, round_: Round, work: list[Callable[[Work], None]]
) -> None:
    job, message = start(owner, round_), uuid.uuid4()
    work += [fail_with(Killed())] * 2
    for _ in range(2):
        with pytest.raises(Killed):
            run_job(job.pk, message)
    run_job(job.pk, message)
    job.refresh_from_db()
    assert (job.state, job.tries) == ("done", 3)


@pytest.mark.parametrize("error", [OperationalError("terminating"), InterfaceError("closed")])
def test_a_database_that_went_away_is_waited_for(
    owner: User, round_: Round, work: list[Callable[[Work], None]], error: Exception, store: Path
) -> None:
    job = start(owner, round_)
    work += [fail_with(error)] * 2
    run.apply((job.pk,))
    job.refresh_from_db()
    assert (job.state, job.size) == ("done", 4)
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1


def test_a_file_goes_whose_job_cannot_be_ended(
    owner: User, round_: Round, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start(owner, round_)
    full = OperationalError("could not extend file: No space left on device")
    monkeypatch.setattr("assessments.jobs.running._end", _raise(full))
    with pytest.raises(OperationalError, match="No space"):
        run_job(job.pk)
    assert [path for path in store.rglob("*") if path.is_file()] == []


def _raise(error: Exception) -> Callable[..., None]:
    def fail(*_args: object) -> None:
        raise error

    return fail


LONG_TASKS = sorted(
    {name for name in app.tasks if name.startswith(("assessments.", "rankings."))}
    - {str(entry["task"]) for entry in app.conf.beat_schedule.values()}
)


def test_the_long_tasks_are_found() -> None:
    assert {"assessments.run_job", "rankings.check", "rankings.compute"} <= set(LONG_TASKS)


@pytest.mark.parametrize("name", LONG_TASKS)
def test_every_long_task_waits_for_minutes(name: str) -> None:
    task: Any = app.tasks[name]
    assert set(task.autoretry_for) == set(DATABASE_AWAY)
    waits = [
        get_exponential_backoff_interval(
            task.retry_backoff, number, task.retry_backoff_max, task.retry_jitter
        )
        for number in range(task.max_retries)
    ]
    assert waits[0] <= 1
    assert 300 <= sum(waits) <= 900


def test_a_clock_set_back_hides_no_progress(
    owner: User, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = lost(owner, round_, 0 * SECOND)
    job.owner = owner
    work = job_kinds.work_of(job)
    work.step(1, 3)
    set_clock(monkeypatch, timezone.now() - HOUR)
    monkeypatch.setattr(job_kinds, "_TELL_EVERY", 0)
    work.step(2, 3)
    job.refresh_from_db()
    assert (job.done, job.total) == (2, 3)
    assert job.progressed_at == timezone.now()


def check(owner: User, round_: Round, content: bytes = b"a;b") -> Job:
    stream = ContentFile(content)
    return start_survey_check(
        actor=page(owner), round_id=round_.pk, name="sipas.csv", stream=stream
    )


def test_the_same_survey_file_is_checked_once_at_a_time(
    owner: User, round_: Round, store: Path
) -> None:
    first = check(owner, round_)
    assert check(owner, round_) == first
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1
    assert check(owner, round_, b"a;c") != first


def test_a_check_that_lost_its_worker_is_replaced_and_its_upload_expires(
    owner: User, round_: Round, store: Path
) -> None:
    first = check(owner, round_)
    Job.objects.update(state="running", progressed_at=timezone.now() - RESUME_AFTER)
    second = check(owner, round_)
    first.refresh_from_db()
    assert (first.state, second.state) == ("failed", "waiting")
    Job.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert remove_expired_jobs() == 1
    names = [path.relative_to(store).as_posix() for path in store.rglob("*") if path.is_file()]
    assert names == [second.parameters["upload"]]
    assert first.expires_at is not None
    assert first.ended_at is not None
    assert first.expires_at - first.ended_at == KEPT
