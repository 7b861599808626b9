"""The processes of an installation start and find each other."""

import base64
import contextlib
import urllib.request
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from parindex.celery import app as celery_app
from tests.processes import Process
from tests.stack.conftest import served


def test_tests_run_on_postgresql_18(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert cursor.fetchone()[0].startswith("18")


def test_a_worker_answers_through_redis(worker: Process) -> None:
    assert celery_app.control.ping(timeout=5, limit=1)


def test_a_task_runs_in_the_worker_process(worker: Process) -> None:
    result = celery_app.send_task("celery.accumulate", args=(2, 3))
    assert result.get(timeout=20) == [2, 3]


def test_gunicorn_answers(web: str) -> None:
    with urllib.request.urlopen(f"{web}/healthz/", timeout=10) as answer:  # noqa: S310
        assert answer.status == 200


@pytest.mark.parametrize("path", ["/accounts/login/"])
def test_gunicorn_serves_a_page_with_its_stored_files(web: str, path: str) -> None:
    with urllib.request.urlopen(web + path, timeout=10) as answer:  # noqa: S310
        assert "text/html" in answer.headers["Content-Type"]


def test_a_line_of_the_access_log_has_the_answer_s_number(web_env: dict[str, str]) -> None:
    log = settings.VAR_DIR / "numbers.log"
    logged = web_env | {"GUNICORN_CMD_ARGS": "--access-logfile -"}
    with (
        served(log, logged) as (process, address),
        urllib.request.urlopen(f"{address}/livez/", timeout=10) as answer,  # noqa: S310
    ):
        number = answer.headers["X-Request-ID"]
    # Its line comes after the answer; a server that has ended has written it.
    lines = process.written().splitlines()
    assert [line for line in lines if "GET /livez/" in line and line.endswith(number)]


def test_a_request_forges_no_line_of_the_access_log(web_env: dict[str, str]) -> None:
    log, forged = settings.VAR_DIR / "access.log", "10.0.0.9 - root"
    name = base64.b64encode(f"a\n{forged}:x".encode()).decode()
    with served(log, web_env | {"GUNICORN_CMD_ARGS": "--access-logfile -"}) as (process, address):
        for path in ("/accounts/login/?q=searched", f"/nothing%0A{quote(forged)}"):
            request = urllib.request.Request(  # noqa: S310  # our own address
                address + path,
                headers={"Authorization": f"Basic {name}", "Referer": f"{address}/?q=searched"},
            )
            with contextlib.suppress(HTTPError):
                urllib.request.urlopen(request, timeout=10).close()  # noqa: S310
        lines = process.written().splitlines()
    assert rf"a\n{forged}" in "".join(lines)
    assert not any(line.startswith(forged) for line in lines)
    # Whom somebody searched for stands in no log.
    assert "GET /accounts/login/ HTTP" in "".join(lines)
    assert "searched" not in "".join(lines)
