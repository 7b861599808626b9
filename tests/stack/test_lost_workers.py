"""What happens to long work when the worker's child dies, or Redis goes away and comes back under it."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from redis import Redis

from assessments.acts import add_file
from assessments.jobs.run_state import MOST_TRIES
from assessments.models import Evidence, Job, Role
from assessments.sheets.evidence.archive.preparing import start_evidence_archive
from assessments.tasks import run
from parindex.celery import app as celery_app
from tests.assessments import samples
from tests.eager import run_tasks_here
from tests.factories import make_person, make_round, page, score_of, sheet_of
from tests.processes import Process, free_port
from tests.services import start_redis

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_SECONDS = 60
QUEUE = "lost-workers"


def wait_until(there: Callable[[], object], worker: Process) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not there():
        worker.must_run()
        assert time.monotonic() < deadline, worker.written()
        time.sleep(0.05)


class Installation:
    """A worker with two children, as docker-compose.yml starts it, and a Redis of its own to stop and start."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.folder, self.port = folder, free_port()
        self.start_redis()
        command = [sys.executable, "-m", "celery", "-A", "parindex", "worker", "-c", "2"]
        command += ["-Q", QUEUE, "--loglevel", "INFO"]
        self.worker = Process(
            "worker", command, log=folder / "worker.log", env=env | {"REDIS_URL": self.url}
        )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start_redis(self) -> None:
        self.redis, _url = start_redis(self.folder, self.port)

    def send(self, job: Job) -> None:
        run_tasks_here(False)
        try:
            with celery_app.connection_for_write(self.url) as connection:
                run.apply_async((job.pk,), connection=connection, queue=QUEUE)
        finally:
            run_tasks_here(True)

    def is_listening(self) -> bool:
        """Whether the worker waits for another message, blocked in Redis."""
        with Redis.from_url(self.url) as found:
            return int(found.info("clients")["blocked_clients"]) > 0

    def kill_children(self) -> None:
        parent = self.worker.popen.pid
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)

    def stop(self) -> None:
        self.worker.popen.kill()
        self.worker.popen.wait()
        self.redis.stop()


@pytest.fixture
def installation(
    tmp_path: Path, installed_env: dict[str, str], transactional_db: None
) -> Iterator[Installation]:
    found = Installation(tmp_path, installed_env)
    yield found
    found.stop()
    print(found.worker.written())


def make_job(monkeypatch: pytest.MonkeyPatch) -> tuple[Job, Path]:
    """A job that waits where it reads a document, since that is a pipe, and the pipe."""
    sheet = sheet_of(make_round())
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    upload = samples.upload("a.pdf", samples.pdf())
    evidence = add_file(actor=page(officer), score_id=score_of(sheet, "1.1").pk, upload=upload)
    pipe = Path(settings.MEDIA_ROOT) / str(evidence.file.name)
    pipe.unlink()
    os.mkfifo(pipe)
    Evidence.objects.filter(pk=evidence.pk).update(size=0)
    monkeypatch.setattr(run, "apply_async", lambda *_args, **_options: None)
    job = start_evidence_archive(actor=page(officer), assessment_id=sheet.pk)
    monkeypatch.undo()
    return job, pipe


def is_over(job: Job) -> bool:
    job.refresh_from_db()
    return not job.is_open


def let_go(pipe: Path) -> None:
    """Ends the wait of whoever reads from the pipe."""
    os.close(os.open(pipe, os.O_WRONLY))


def test_a_worker_goes_on_when_redis_comes_back(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = installation.worker
    job, pipe = make_job(monkeypatch)
    installation.send(job)
    wait_until(lambda: Job.objects.filter(pk=job.pk, state="running").exists(), worker)
    # The message is not acknowledged yet, and the other child waits for one.
    wait_until(installation.is_listening, worker)
    installation.redis.stop()
    wait_until(lambda: "onnection to broker lost" in worker.log.read_text(), worker)
    installation.start_redis()
    let_go(pipe)
    wait_until(lambda: is_over(job), worker)
    assert job.state == "done", job.texts
    second, pipe = make_job(monkeypatch)
    installation.send(second)
    wait_until(lambda: Job.objects.filter(pk=second.pk, state="running").exists(), worker)
    let_go(pipe)
    wait_until(lambda: is_over(second), worker)
    assert second.state == "done", second.texts


def test_work_whose_child_dies_each_time_has_failed_after_three(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = installation.worker
    job, _pipe = make_job(monkeypatch)
    installation.send(job)
    for number in range(1, MOST_TRIES + 1):
        wait_until(lambda: Job.objects.filter(pk=job.pk, tries=number).exists(), worker)  # noqa: B023
        installation.kill_children()
    wait_until(lambda: is_over(job), worker)
    assert job.state == "failed"
    assert job.texts[0].vi.startswith("Đã thực hiện 3 lần nhưng lần nào tiến trình nền cũng dừng")
    assert job.expires_at is not None
