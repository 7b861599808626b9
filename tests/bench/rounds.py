"""Whole rounds: opening one."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.bench.alone import UNITS, run
from tests.bench.report import Line


def opening() -> list[Line]:
    """On PostgreSQL and on SQLite, each on a fresh database in a process of its own."""
    embedded = Path(settings.VAR_DIR) / "embedded"
    embedded.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE opening")
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    found = {
        "PostgreSQL": run("opening", DATABASE_URL=f"{server}/opening"),
        "SQLite": run("opening", DATABASE_URL=None, REDIS_URL=None, VAR_DIR=str(embedded)),
    }
    leaves = {one["leaves"] for one in found.values()}
    section = f"Opening a round of {UNITS} units x {leaves.pop()} leaves"
    return [Line(section, name, one["seconds"], "s", at_most=2) for name, one in found.items()]


def measure() -> list[Line]:
    return opening()
