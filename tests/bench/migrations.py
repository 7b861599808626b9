"""What the migrations since the last squash hold up, on the data of every commune: 3,321 units with 95 leaves each."""

import threading
import time
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from assessments.models import Assessment, User
from tests.bench.report import Line
from tests.bench.world import analyze, reviewed_provinces

UNITS = 3321
DOCUMENTS_A_SHEET = 95
MOST_MS = 1000
"""How long a page or a save may wait behind a migration."""
SQUASHED = {
    "rankings": "0001_squashed",
    "assessments": "0001_squashed",
    "criteria": "0001_squashed",
}
TABLES = (
    *("assessments_unit", "assessments_round", "assessments_assessment", "assessments_score"),
    *("assessments_evidence", "assessments_membership", "assessments_user"),
    *("criteria_criteriaset", "criteria_criterion", "rankings_ranking"),
)


class Prober:
    """Two people who read, and write to, each large table again and again, and note how long it took."""

    STATEMENTS = {
        "read": "SELECT id FROM {table} ORDER BY id LIMIT 1",
        # As a save does; nothing is changed.
        "write": "SELECT id FROM {table} ORDER BY id LIMIT 1 FOR UPDATE",
    }

    def __init__(self) -> None:
        self.longest: dict[tuple[str, str], float] = {}
        self.over = threading.Event()
        self.threads = [
            threading.Thread(target=self._probe, args=(one,)) for one in self.STATEMENTS
        ]

    def __enter__(self) -> "Prober":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _probe(self, what: str) -> None:
        while not self.over.is_set():
            for table in TABLES:
                start = time.perf_counter()
                with connection.cursor() as cursor:
                    cursor.execute("BEGIN")
                    cursor.execute(self.STATEMENTS[what].format(table=table))
                    if what == "write":
                        cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
                    cursor.execute("ROLLBACK")
                took = (time.perf_counter() - start) * 1000
                self.longest[what, table] = max(self.longest.get((what, table), 0), took)
        connection.close()

    def worst(self, what: str) -> tuple[str, float]:
        """Returns the table at which somebody waited longest, and for how many milliseconds."""
        waits = {table: ms for (one, table), ms in self.longest.items() if one == what}
        return max(waits.items(), key=lambda one: one[1])


def measure(figures: dict[str, Any]) -> list[Line]:
    """Goes back to the squashed schema with all data, then forward by one migration after the other."""
    documents = _documents()
    for app, name in SQUASHED.items():
        call_command("migrate", app, name, verbosity=0)
    lines = []
    with Prober() as quiet:
        time.sleep(3)
    section = f"Migrations with {UNITS:,} units and {documents:,} documents; beside them nothing that migrates"
    for app, name in _plan():
        start = time.perf_counter()
        with Prober() as prober:
            call_command("migrate", app, name, verbosity=0)
        took = time.perf_counter() - start
        figures.setdefault("migrations", {})[f"{app} {name}"] = {
            "seconds": took,
            "longest_ms": {" ".join(key): ms for key, ms in prober.longest.items()},
        }
        number = f"{app} {name.partition('_')[0]}"
        lines.append(Line(section, f"{number}: took", took, "s"))
        for what in Prober.STATEMENTS:
            (table, wait), (_same, beside) = prober.worst(what), quiet.worst(what)
            words = f"{number}: to {what} {table}"
            lines.append(Line(section, words, wait, "ms", beside, at_most=MOST_MS))
    return lines


def _plan() -> list[tuple[str, str]]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _backwards in plan]


def _documents() -> int:
    """Makes a full round and a document for each of its leaves; returns their number."""
    round_ = reviewed_provinces(UNITS)
    person = User.objects.earliest("pk")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO assessments_evidence (assessment_id, title, number, url, file, file_name, content_type, size,
                sha256, uploaded_by_id, uploaded_at, signatures)
            SELECT a.id, 'Báo cáo số ' || n, '', '', a.id || '/' || n || '.pdf', 'bao-cao.pdf', 'application/pdf', 1000,
                   md5(a.id || '-' || n) || md5(n || '-' || a.id), %s, now(), '[]'
            FROM assessments_assessment a, generate_series(1, %s) n WHERE a.round_id = %s
            """,
            [person.pk, DOCUMENTS_A_SHEET, round_.pk],
        )
        made = cursor.rowcount
    analyze()
    assert made == Assessment.objects.filter(round=round_).count() * DOCUMENTS_A_SHEET
    return made
