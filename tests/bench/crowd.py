"""Readers of public pages in a process of their own, many at once, each with a connection of its own.

Reads ``{"host", "port", "at_once", "readers"}`` as JSON from standard input: for each reader the pages that it opens
one after the other. Writes how long each answer took, and those that were none.
"""

import asyncio
import json
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

    async def read(self, pages: list[str]) -> None:
        """One reader: a connection, and a page after the other over it."""
        try:
            reader, writer = await asyncio.open_connection(self.host, self.port)
        except OSError as error:
            self.failed += [f"{page}: {error}" for page in pages]
            return
        try:
            for page in pages:
                start = time.perf_counter()
                status = await asyncio.wait_for(self._answer(page, reader, writer), SECONDS)
                self.times_ms.append((time.perf_counter() - start) * 1000)
                if status != 200:
                    self.failed.append(f"{page}: {status}")
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.failed.append(f"{pages}: {error!r}")
        finally:
            writer.close()

    async def _answer(
        self, page: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> int:
        head = f"GET {page} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: gzip\r\n\r\n"
        writer.write(head.encode())
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().splitlines()
        headers = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
        if headers.get("transfer-encoding") == "chunked":
            while size := int(await reader.readline(), 16):
                await reader.readexactly(size + 2)
            await reader.readline()
        else:
            await reader.readexactly(int(headers["content-length"]))
        return int(lines[0].split()[1])

    async def come(self, readers: Iterator[list[str]], at_once: int) -> float:
        """Lets them all read, so many at once; returns the seconds that it took."""

        async def place() -> None:
            for pages in readers:
                await self.read(pages)

        start = time.perf_counter()
        await asyncio.gather(*(place() for _ in range(at_once)))
        return time.perf_counter() - start


def main() -> None:
    plan: dict[str, Any] = json.load(sys.stdin)
    crowd = Crowd(plan["host"], plan["port"])
    seconds = asyncio.run(crowd.come(iter(plan["readers"]), plan["at_once"]))
    answer = {"seconds": seconds, "times_ms": crowd.times_ms, "failed": crowd.failed}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
