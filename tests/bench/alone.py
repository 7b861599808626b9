"""Work that has a process to itself, on the database that its environment names.

``opening`` opens a round; ``ranking <id>`` computes a ranking, ``by_hand <id>`` makes the same
inserts in SQL; ``survey <round id> <file>`` imports survey results, ``copy <round id>`` copies the
rows that this kept. Each writes JSON to standard output.
"""

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMEOUT_SECONDS = 900
UNITS = 116
OPENINGS = 3


def run(*arguments: str, **env: str | None) -> dict[str, Any]:
    """Run this module with the arguments; a variable given as None is taken from its environment."""
    changed = os.environ | {name: value for name, value in env.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.alone", *arguments],
        env={name: value for name, value in changed.items() if env.get(name, "") is not None},
        stdout=subprocess.PIPE,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def opening() -> dict[str, Any]:
    from assessments.models import Score
    from tests.bench.world import published_set
    from tests.factories import make_round, make_unit

    criteria_set = published_set("ministry")
    units = [make_unit(level="ministry", region="") for _ in range(UNITS)]
    times = []
    for _ in range(OPENINGS):
        start = time.perf_counter()
        round_ = make_round(criteria_set, units)
        times.append(time.perf_counter() - start)
    scores = Score.objects.filter(assessment__round=round_).count()
    return {"seconds": statistics.median(times), "leaves": scores // UNITS}


def ranking(ranking_id: int) -> dict[str, Any]:
    from django.db import connection

    from rankings.models import Ranking
    from rankings.tasks import compute

    connection.ensure_connection()
    sent = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*arguments)

    rest = peak_mb()
    start = time.perf_counter()
    with connection.execute_wrapper(count):
        compute(ranking_id)
    seconds = time.perf_counter() - start
    found = Ranking.objects.get(pk=ranking_id)
    assert found.status == Ranking.Status.DRAFT, found.failure
    return {"seconds": seconds, "queries": sent, "rest_mb": rest, "peak_mb": peak_mb()}


def by_hand(ranking_id: int) -> dict[str, Any]:
    """The same inserts, written by hand."""
    from django.db import connection

    from rankings.models import Ranking
    from tests.bench.by_hand import insert

    connection.ensure_connection()
    round_id = Ranking.objects.values_list("round_id", flat=True).get(pk=ranking_id)
    start = time.perf_counter()
    insert(ranking_id, round_id)
    return {"seconds": time.perf_counter() - start}


def survey(round_id: int, file: str) -> dict[str, Any]:
    from django.db import connection

    from assessments.acts import import_survey
    from assessments.models import Door, Role
    from assessments.writing.actor import Actor
    from tests.factories import make_person

    connection.ensure_connection()
    email = f"survey{os.getpid()}@parindex.example"
    actor = Actor(make_person(Role.COORDINATOR, email=email), Door.IMPORT)
    rest, start, used = peak_mb(), time.perf_counter(), time.process_time()
    with Path(file).open("rb") as stream:
        report = import_survey(
            actor=actor, round_id=round_id, name=Path(file).name, stream=stream, dry_run=False
        )
    return {
        "seconds": time.perf_counter() - start,
        "cpu_seconds": time.process_time() - used,
        "rows": report.rows,
        "changed": report.changed,
        "rest_mb": rest,
        "peak_mb": peak_mb(),
    }


def copy(round_id: int) -> dict[str, Any]:
    """The result rows of the newest import, once more into their own table by COPY alone."""
    from django.db import connection, transaction

    from assessments.models import SurveyImport

    last = SurveyImport.objects.filter(round=round_id)[0]
    values = {field.attname: getattr(last, field.attname) for field in last._meta.concrete_fields}
    new = SurveyImport.objects.create(**values | {"id": None, "number": last.number + 1})
    columns = "score_id, percent, points, changed, respondents, day"
    rows = io.StringIO()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY (SELECT {new.pk}, {columns} FROM assessments_surveyresult"  # noqa: S608  # the text is our own
            f" WHERE survey_import_id = {last.pk} ORDER BY id) TO STDOUT",
            rows,
        )
        rows.seek(0)
        start = time.perf_counter()
        cursor.copy_expert(
            f"COPY assessments_surveyresult (survey_import_id, {columns}) FROM STDIN", rows
        )
        copied = cursor.rowcount
    return {"seconds": time.perf_counter() - start, "rows": copied}


def peak_mb() -> float:
    """The most memory that this process has held, in MB.

    Linux tells it of the program alone; ``getrusage`` counts what its parent held at the fork.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    if sys.argv[1] == "opening":
        call_command("migrate", verbosity=0)
        answer = opening()
    else:
        acts: dict[str, Callable[..., dict[str, Any]]] = {
            "ranking": ranking,
            "by_hand": by_hand,
            "survey": survey,
            "copy": copy,
        }
        answer = acts[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:])
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
