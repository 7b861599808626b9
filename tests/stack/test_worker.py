"""The processes of an installation start and find each other."""

import urllib.request

import pytest
from django.db import connection

from parindex.celery import app as celery_app
from tests.processes import Process


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
