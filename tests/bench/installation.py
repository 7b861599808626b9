"""A real installation for the time of the bench: PostgreSQL, Redis, gunicorn, its own folder."""

import contextlib
import os
import secrets
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.core.management import call_command

from tests.processes import Process, free_port
from tests.services import start_postgres, start_redis

START_SECONDS = 90
DURABLE = (
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "shared_buffers=128MB",
    "max_connections=50",
)
"""What is acknowledged is on the disk, as in production; the tests' own server waives that."""
WORKERS, THREADS = 2, 8
"""As the Dockerfile starts gunicorn."""


@dataclass(frozen=True)
class Parts:
    """The programs of an installation, the folder of their files, and the address of gunicorn, host:port."""

    folder: Path
    address: str
    web: Process
    redis: Process
    postgres: Process


@contextlib.contextmanager
def installation() -> Iterator[str]:
    """Set Django up in this process on a fresh database; answer the address of gunicorn, host:port."""
    with installed_parts() as parts:
        yield parts.address


@contextlib.contextmanager
def installed_parts() -> Iterator[Parts]:
    """Set Django up in this process on a fresh database; yields the programs that serve it."""
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="parindex-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        for name in ("DEBUG", "PARINDEX_TEST_DB"):
            os.environ.pop(name, None)
        postgres, database_url = start_postgres(folder, DURABLE)
        stack.callback(postgres.stop)
        redis, redis_url = start_redis(folder)
        stack.callback(redis.stop)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "DATABASE_URL": database_url,
            "REDIS_URL": f"{redis_url}/0",
            "VAR_DIR": str(folder),
            "SECRET_KEY": secrets.token_hex(40),
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "HTTPS": "false",
            "EMAIL_URL": "dummymail://",
            "LOG_LEVEL": "WARNING",
            # One address asks for everything here; the limit of persons holds for it as well. By
            # the second: each moment is remembered until then, as 120 are of a real reader.
            "API_ANON_RATE": "10000/second",
            "API_USER_RATE": "10000/second",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        web, address = serve_web(folder)
        stack.callback(web.stop)
        yield Parts(folder, address, web, redis, postgres)
        web.must_run()


def serve_web(folder: Path) -> tuple[Process, str]:
    """Starts gunicorn on the installation that the environment names; answers its address once it answers."""
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", "parindex.wsgi", "--bind", address]
    command += ["--workers", str(WORKERS), "--threads", str(THREADS), "--no-control-socket"]
    command += ["--access-logfile", "-"]
    if Path("/dev/shm").is_dir():  # noqa: S108  # gunicorn's heartbeat, as in the Dockerfile
        command += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108  # as above
    web = Process("web", command, log=folder / "web.log")
    try:
        _wait(web, f"http://{address}/healthz/")
    except BaseException:
        web.stop()
        raise
    return web, address


def _wait(web: Process, url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        web.must_run()
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own address
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
