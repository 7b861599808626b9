"""What the server is asked for, and how fast it answered."""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Job:
    """One client: its requests (path and body), sent one after the other."""

    method: str
    requests: list[tuple[str, str | None]]
    headers: dict[str, str]
    status: int = 200


@dataclass
class Load:
    """What some clients, working at the same time, have seen."""

    times_ms: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    size: int = 0
    encoding: str = ""

    @property
    def median_ms(self) -> float:
        return statistics.median(self.times_ms)

    @property
    def rate(self) -> float:
        """Answers a second: the median of the rounds."""
        return statistics.median(self.rates)

    def add(self, runs: Sequence[dict[str, Any]]) -> None:
        for one in runs:
            self.times_ms += one["times_ms"]
            self.size, self.encoding = one["size"], one["encoding"]
        took = max(one["end"] for one in runs) - min(one["start"] for one in runs)
        self.rates.append(sum(len(one["times_ms"]) for one in runs) / took)


def send(address: str, jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """Run the jobs side by side in a client process; any answer but 200 raises RuntimeError."""
    plan = {"address": address, "jobs": [vars(job) for job in jobs]}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer: list[dict[str, Any]] = json.loads(done.stdout)
    return answer


def in_turns(address: str, rounds: int, *makers: Callable[[], list[Job]]) -> list[Load]:
    """One ``Load`` for each maker of jobs; they take turns, so that a busy machine slows them alike.

    The first turn warms the server up and does not count.
    """
    loads = [Load() for _ in makers]
    for number in range(rounds + 1):
        for load, make in zip(loads, makers, strict=True):
            runs = send(address, make())
            if number:
                load.add(runs)
    return loads
