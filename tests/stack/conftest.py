"""The processes of a real installation: a Celery worker and gunicorn, on the test database.

Tests here need ``transactional_db``: other processes see only what has been committed.
"""

import contextlib
import os
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from parindex.celery import app as celery_app
from tests.eager import run_tasks_here
from tests.processes import Process, free_port
from tests.static_files import store

START_SECONDS = 60
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="session")
def installed_env(django_db_setup: None) -> dict[str, str]:
    """Answer the environment of an installation that shares the test's database and files."""
    name = connection.settings_dict["NAME"]
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return {"DATABASE_URL": f"{server}/{name}", "LOG_LEVEL": "INFO"}


@pytest.fixture(scope="session")
def _worker(installed_env: dict[str, str]) -> Iterator[Process]:
    command = [sys.executable, "-m", "celery", "-A", "parindex", "worker", "-c", "1"]
    command += ["-P", "prefork", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
    process = Process("worker", command, log=settings.VAR_DIR / "worker.log", env=installed_env)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not celery_app.control.ping(timeout=0.5, limit=1):
            process.must_run()
            if time.monotonic() > deadline:
                pytest.fail(f"the worker does not answer:\n{process.written()}")
        yield process
    finally:
        process.stop()


@pytest.fixture
def worker(_worker: Process, transactional_db: None) -> Iterator[Process]:
    """A real Celery worker; tasks sent while the test runs go to it through Redis."""
    _worker.must_run()
    run_tasks_here(False)
    yield _worker
    run_tasks_here(True)
    print(_worker.written())


@pytest.fixture(scope="session")
def web_env(installed_env: dict[str, str]) -> dict[str, str]:
    """The environment of an installation whose static files are stored."""
    store(Path(settings.STATIC_ROOT))
    return installed_env


@contextlib.contextmanager
def served(log: Path, env: dict[str, str]) -> Iterator[tuple[Process, str]]:
    """A real gunicorn, and its address without a slash at the end."""
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", "parindex.wsgi", "--bind", address]
    command += ["--workers", "2", "--threads", "2", "--no-control-socket"]
    process = Process("web", command, log=log, env=env)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not answers(f"http://{address}/healthz/"):
            process.must_run()
            if time.monotonic() > deadline:
                pytest.fail(f"the web server does not answer:\n{process.written()}")
            time.sleep(0.1)
        yield process, f"http://{address}"
    finally:
        process.stop()


@pytest.fixture(scope="session")
def _web(web_env: dict[str, str]) -> Iterator[tuple[Process, str]]:
    with served(settings.VAR_DIR / "web.log", web_env) as found:
        yield found


@pytest.fixture
def web(_web: tuple[Process, str], transactional_db: None) -> Iterator[str]:
    """The address of a real gunicorn, ``http://127.0.0.1:…`` without a slash at the end."""
    process, address = _web
    process.must_run()
    yield address
    print(process.written())


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  # our own address
            return bool(answer.status == 200)
    except OSError:  # refused, or no answer in time
        return False
