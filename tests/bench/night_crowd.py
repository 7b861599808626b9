"""The officers of the last night in a process of their own: each opens leaves, types, saves, and uploads now and then.

Reads a plan as JSON from standard input (``night.py`` makes it) and writes how long each answer took, by what was
asked for, and those that were none. Every request has its own connection, as in ``crowd.py``.
"""

import asyncio
import base64
import json
import os
import random
import sys
import time
from typing import Any
from urllib.parse import urlencode

SECONDS = 60
"""How long a person waits for an answer."""
THINKING, TYPING = (3.0, 10.0), (1.0, 2.0)
UPLOAD_EVERY, UPLOAD_BYTES = 10, 1_000_000
FORM = "application/x-www-form-urlencoded"
SEED = 876


def large_pdf() -> bytes:
    """Returns a PDF of a page whose drawing is as long as a scan."""
    drawn = b"%" + base64.b64encode(os.urandom(UPLOAD_BYTES * 3 // 4))
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


class Night:
    """What the people of the night have seen."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.host, self.port = plan["host"], plan["port"]
        self.bare, self.warm_up = plan["bare"], plan["warm_up"]
        self.start = time.monotonic()
        self.end = self.start + self.warm_up + plan["seconds"]
        self.pdf = large_pdf()
        self.times_ms: dict[str, list[float]] = {}
        self.failed: list[str] = []
        self.busy = self.saves = self.answers = 0

    async def pause(self, span: tuple[float, float]) -> bool:
        """Waits a moment; returns whether the night goes on."""
        await asyncio.sleep(random.uniform(*span))
        return time.monotonic() < self.end

    async def ask(
        self, kind: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> tuple[int, str]:
        """Returns status and text of an answer; 0 where none came."""
        start = time.monotonic()
        try:
            status, text = await asyncio.wait_for(self._answer(path, headers, body), SECONDS)
        except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
            self.failed.append(f"{kind} {path}: {error!r}")
            return 0, ""
        self.answers += 1
        if status == 503:
            self.busy += 1
        elif status != 200:
            self.failed.append(f"{kind} {path}: {status} {text[:300]}")
        # The first ones meet a server that has just been started.
        if start - self.start > self.warm_up:
            took = (time.monotonic() - start) * 1000
            self.times_ms.setdefault(kind, []).append(took)
        return status, text

    async def _answer(
        self, path: str, headers: dict[str, str], body: bytes | None
    ) -> tuple[int, str]:
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**20)
        try:
            lines = {"Host": self.host, "Connection": "close", **headers}
            if body is not None:
                lines["Content-Length"] = str(len(body))
            head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\n"
            head += "".join(f"{name}: {value}\r\n" for name, value in lines.items())
            writer.write(f"{head}\r\n".encode() + (body or b""))
            answer = await reader.read()
        finally:
            writer.close()
        top, _, rest = answer.partition(b"\r\n\r\n")
        return int(top.split(maxsplit=2)[1]), rest.decode(errors="replace")

    async def officer(self, one: dict[str, Any]) -> None:
        """Works on a leaf of their own until the night is over."""
        headers = one["headers"] | {"HX-Request": "true", "Content-Type": FORM}
        version, turn = one.get("version", 0), 0
        goes_on = await self.pause((0.0, THINKING[1]))
        while goes_on:
            turn += 1
            await self._do("open", one, one["leaf"], headers)
            if not await self.pause(THINKING):
                break
            values = {"version": version, "option": turn % 2, "note": f"Lần {turn} của đêm cuối"}
            form = urlencode(values).encode()
            await self._do("preview", one, f"/scores/{one['score']}/preview/", headers, form)
            await self.pause(TYPING)
            status, _ = await self._do("save", one, f"/scores/{one['score']}/claim/", headers, form)
            if status == 200:
                version += 1
                self.saves += 1
            if turn % UPLOAD_EVERY == one["uploads_at"]:
                await self._upload(one, turn)
            goes_on = await self.pause(THINKING)

    async def _do(
        self,
        kind: str,
        one: dict[str, Any],
        path: str,
        headers: dict[str, str],
        body: bytes | None = None,
    ) -> tuple[int, str]:
        if self.bare:
            return await self.ask(kind, f"/bench/signed-in-update/{one['score']}/", headers, b"")
        return await self.ask(kind, path, headers, body)

    async def _upload(self, one: dict[str, Any], turn: int) -> None:
        name = f"{one['score']}-{turn}.pdf"
        head = f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        head += "Content-Type: application/pdf\r\n\r\n"
        # Each file is another one.
        content = self.pdf.replace(
            b"%PDF-1.4\n", b"%PDF-1.4\n%" + os.urandom(8).hex().encode() + b"\n"
        )
        headers = one["headers"] | {
            "HX-Request": "true",
            "Content-Type": "multipart/form-data; boundary=x",
        }
        body = head.encode() + content + b"\r\n--x--\r\n"
        await self._do("upload", one, f"/scores/{one['score']}/evidence/", headers, body)

    async def readers(self, pages: list[str], a_second: int) -> None:
        """Lets so many strangers a second come to a public page."""
        coming = set()
        while time.monotonic() < self.end:
            task = asyncio.create_task(
                self.ask("read", random.choice(pages), {"Accept-Encoding": "gzip"})
            )
            coming.add(task)
            task.add_done_callback(coming.discard)
            await asyncio.sleep(1 / a_second)
        await asyncio.gather(*coming)


async def night(plan: dict[str, Any]) -> Night:
    """Returns what was seen, once everybody has gone home."""
    random.seed(SEED)  # the same night each time
    seen = Night(plan)
    await asyncio.gather(
        *(seen.officer(one) for one in plan["officers"]),
        seen.readers(plan["pages"], plan["readers"]),
    )
    return seen


def main() -> None:
    seen = asyncio.run(night(json.load(sys.stdin)))
    answer = {
        "times_ms": seen.times_ms,
        "failed": seen.failed,
        "busy": seen.busy,
        "saves": seen.saves,
        "answers": seen.answers,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
