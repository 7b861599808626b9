"""Clients in a process of their own, so that they and the server share no interpreter lock.

Reads ``{"address", "jobs"}`` as JSON from standard input, runs the jobs at the same time and
writes what they took to standard output. Each request has its own connection, as from a proxy
with its default settings; kept connections would stay with whichever worker accepted them.
"""

import http.client
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(address: str, job: dict[str, Any], gate: threading.Barrier) -> dict[str, Any]:
    """Send a job's requests one after the other: ``method``, ``headers``, and path with body each."""
    times = []
    encoding, size = "", 0
    gate.wait()
    start = time.monotonic()
    for path, body in job["requests"]:
        sent = time.perf_counter()
        connection = http.client.HTTPConnection(address, timeout=30)
        connection.request(job["method"], path, body, job["headers"] | {"Connection": "close"})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        times.append((time.perf_counter() - sent) * 1000)
        if response.status != job["status"]:
            raise SystemExit(f"{job['method']} {path}: {response.status} {content[:2000]!r}")
        encoding, size = response.headers.get("Content-Encoding", ""), len(content)
    return {
        "times_ms": times,
        "start": start,
        "end": time.monotonic(),
        "size": size,
        "encoding": encoding,
    }


def main() -> None:
    plan = json.load(sys.stdin)
    jobs = plan["jobs"]
    gate = threading.Barrier(len(jobs))
    with ThreadPoolExecutor(len(jobs)) as pool:
        runs = [pool.submit(run, plan["address"], job, gate) for job in jobs]
        json.dump([one.result() for one in runs], sys.stdout)


if __name__ == "__main__":
    main()
