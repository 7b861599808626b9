"""The ranking task beside the same inserts written by hand, for rounds of different sizes."""

import os
import statistics
from typing import Any

from assessments.models import Round
from rankings.models import Ranking
from tests.bench.alone import run
from tests.bench.report import Line
from tests.bench.world import analyze, new_ranking, reviewed_provinces

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "63,3321,33210").split(","))
SHORT = 10_000
"""Up to so many units a run is short, and the median of three is taken; else of two."""
MOST_MB = 200


def measure(figures: dict[str, Any]) -> list[Line]:
    section = "Ranking task, 95 leaves a unit, beside the same inserts in SQL written by hand"
    lines: list[Line] = []
    found: dict[str, Any] = figures.setdefault("ranking", {})
    first = None
    for size in SIZES:
        round_ = reviewed_provinces(size)
        one = found[str(size)] = _one(round_, 3 if size < SHORT else 2)
        first = first or one["queries"]
        units = f"{size:,} units"
        lines += [
            Line(section, units, one["seconds"], "s", one["sql_seconds"], ratio_at_most=1.5),
            # The first size says how many; none of the others may take more.
            Line(section, f"{units}: queries", one["queries"], "", at_most=first),
            Line(section, f"{units}: memory above idle", one["peak_mb"], "MB", at_most=MOST_MB),
        ]
    return lines


def _one(round_: Round, turns: int) -> dict[str, Any]:
    """They take turns at going first: who comes second finds the disk's pages in memory."""
    ours: list[dict[str, Any]] = []
    by_hand: list[dict[str, Any]] = []
    for turn in range(turns):
        for what, found in _turn(turn, ("by_hand", by_hand), ("ranking", ours)):
            found.append(_run(what, round_))
    return {
        "seconds": statistics.median(one["seconds"] for one in ours),
        "sql_seconds": statistics.median(one["seconds"] for one in by_hand),
        "queries": max(one["queries"] for one in ours),
        "peak_mb": max(one["peak_mb"] - one["rest_mb"] for one in ours),
    }


def _turn(number: int, *both: tuple[str, list[dict[str, Any]]]) -> Any:
    return both if number % 2 else reversed(both)


def _run(what: str, round_: Round) -> dict[str, Any]:
    """In a process of its own; the tables are known to the planner and no larger for the next."""
    ranking = new_ranking(round_)
    analyze()
    answer = run(what, str(ranking.pk))
    Ranking.objects.filter(pk=ranking.pk, status="computing").update(status="draft")
    return answer
