"""``python -m tests.bench``: print the table, keep it in ``var/bench.json``.

Ends with 1 when a limit is missed. Arguments name parts (``peak saves pages by-leaf rounds list
ranking survey migrations night``); the file keeps what it has of the others. ``BENCH_SIZES=63,3321,33210`` names the rounds
to rank.
"""

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.installation import THREADS, WORKERS, installation
from tests.bench.report import Line, keep, show

OUTPUT = Path("var/bench.json")


def main() -> int:
    start = time.monotonic()
    with installation() as address:
        # Django is set up only now.
        from django.db import connection

        from tests.bench import (
            by_leaf,
            migrations,
            night,
            pages,
            peak,
            readers,
            rounds,
            saves,
            survey,
            tasks,
        )

        figures: dict[str, Any] = {}
        parts: dict[str, Callable[[], list[Line]]] = {
            "peak": lambda: peak.measure(figures),
            "saves": lambda: saves.measure(address),
            "pages": lambda: pages.measure(address),
            "by-leaf": lambda: by_leaf.measure(address),
            "rounds": rounds.measure,
            "list": lambda: readers.measure(address, figures),
            "ranking": lambda: tasks.measure(figures),
            "survey": survey.measure,
            "migrations": lambda: migrations.measure(figures),
            "night": lambda: night.measure(figures),
        }
        wanted = sys.argv[1:] or list(parts)
        measured = {name: parts[name]() for name in wanted}
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
            cursor.execute("SHOW fsync")
            fsync = cursor.fetchone()[0]
        connection.close()
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    took = f"{time.monotonic() - start:.0f} s in all"
    about = [
        f"PostgreSQL {version} (fsync {fsync}); gunicorn, {WORKERS} workers x {THREADS} threads.",
        f"{machine}, which the clients, in a process of their own, share; {took}.",
    ]
    lines = [line for part in measured.values() for line in part]
    show(lines, about)
    keep(measured, about, figures, OUTPUT)
    print(f"\nAlso in {OUTPUT}.")
    return 1 if any(line.kept is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
