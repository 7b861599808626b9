"""Whole rounds: opening one, and ranking rounds of different sizes."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.bench.alone import UNITS, run
from tests.bench.report import Line
from tests.bench.world import new_ranking, reviewed_provinces

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "17,63,3321").split(","))


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


def ranking() -> list[Line]:
    section = "Ranking task, 95 leaves a unit"
    lines, counts = [], []
    for size in SIZES:
        found = run("ranking", str(new_ranking(reviewed_provinces(size)).pk))
        counts.append(found["queries"])
        units = f"{size:,} units"
        lines += [
            Line(section, units, found["seconds"], "s"),
            # The first size says how many; none of the others may take more.
            Line(section, f"{units}: queries", counts[-1], "", at_most=counts[0]),
            Line(
                section, f"{units}: peak memory (at rest)", found["peak_mb"], "MB", found["rest_mb"]
            ),
        ]
    return lines


def measure() -> list[Line]:
    return opening() + ranking()
