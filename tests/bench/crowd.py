"""Readers of public pages in a process of their own, many at once, each with a connection and a page of its own.

Reads ``{"host", "port", "at_once", "pages"}`` as JSON from standard input; writes how long each answer took, and
those that were none.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any

SECONDS = 30
"""How long a reader waits for an answer."""


class Crowd:
    """The readers, so many at once, and what they have seen."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.times_ms: list[float] = []
        self.failed: list[str] = []

    async def read(self, page: str) -> None:
        """One reader, from the connection to the end of the answer."""
        start = time.perf_counter()
        try:
            status = await asyncio.wait_for(self._answer(page), SECONDS)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.failed.append(f"{page}: {error!r}")
            return
        self.times_ms.append((time.perf_counter() - start) * 1000)
        if status != 200:
            self.failed.append(f"{page}: {status}")

    async def _answer(self, page: str) -> int:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            head = f"GET {page} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            answer = await reader.read()
            headers, _end, body = answer.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)^content-length: (\d+)", headers, re.MULTILINE)
            if length and int(length[1]) != len(body):
                raise asyncio.IncompleteReadError(body, int(length[1]))
            return int(headers.split(maxsplit=2)[1])
        finally:
            writer.close()

    async def come(self, pages: Iterator[str], at_once: int) -> float:
        """Lets a reader come for each page, so many at once; returns the seconds that it took."""

        async def place() -> None:
            for page in pages:
                await self.read(page)

        start = time.perf_counter()
        await asyncio.gather(*(place() for _ in range(at_once)))
        return time.perf_counter() - start


def main() -> None:
    plan: dict[str, Any] = json.load(sys.stdin)
    crowd = Crowd(plan["host"], plan["port"])
    seconds = asyncio.run(crowd.come(iter(plan["pages"]), plan["at_once"]))
    answer = {"seconds": seconds, "times_ms": crowd.times_ms, "failed": crowd.failed}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
