"""What is published, read by many: requests a second beside the same bytes from memory."""

import urllib.request
from typing import Any

from django.test import Client

from rankings.tasks import compute
from tests.bench import first_reads
from tests.bench.load import Job, in_turns
from tests.bench.pages import queries
from tests.bench.report import Line
from tests.bench.urls import KEPT
from tests.bench.world import new_ranking, reviewed_provinces
from tests.rankings.worlds import publish

CLIENTS, READS, TURNS = 4, 25, 3
ANSWERS_AT_LEAST, UNCHANGED_AT_LEAST = 0.4, 0.3
"""Of the bare view's a second; 304 answers are held to less, since the bare one asks no database."""
SIZES = (63, 3321)
"""Units: all provinces, and all communes. The smaller one's figures have no size in their name."""


def measure(address: str, figures: dict[str, Any]) -> list[Line]:
    return [line for size in SIZES for line in _of(size, address, figures)]


def _of(size: int, address: str, figures: dict[str, Any]) -> list[Line]:
    ranking = new_ranking(reviewed_provinces(size))
    compute(ranking.pk)
    publish(ranking)
    row = ranking.rows.first()
    assert row is not None
    own = f"/rankings/{ranking.pk}/"
    lines = []
    for name, title, path in (
        ("list", "Ranking page", own),
        ("api_list", "Ranking on the API", "/api/v1/rankings/?level=province&year=2022"),
        ("unit", "A unit's page", f"{own}units/{row.pk}/"),
    ):
        kind = "json" if name == "api_list" else "html"
        one = _rates(address, f"{name}-{size}-{kind}", path)
        figures[name if size == SIZES[0] else f"{name}_{size}"] = one
        one["queries"] = queries(path)
        section = f"{title}, {size:,} units, {CLIENTS} readers, beside the same bytes from memory"
        lines += [
            Line(
                section,
                "answers a second",
                one["rps"],
                "/s",
                one["bare_rps"],
                ratio_at_least=ANSWERS_AT_LEAST,
            ),
            Line(section, "queries", one["queries"], "", at_most=3),
            Line(
                section,
                "304 answers a second",
                one["rps_304"],
                "/s",
                one["bare_rps_304"],
                ratio_at_least=UNCHANGED_AT_LEAST,
            ),
            # The API's name of an answer holds its address, which is another one in this process.
            Line(
                section,
                "304: queries",
                queries(path, etag=Client().get(path)["ETag"]),
                "",
                at_most=1,
            ),
        ]
        one["queries_304"] = int(lines[-1].value)
    return lines + first_reads.measure(size, own, row.pk, figures)


def _rates(address: str, name: str, path: str) -> dict[str, Any]:
    bare = f"/bench/kept/{name}/"
    with urllib.request.urlopen(f"http://{address}{path}") as answer:
        KEPT.mkdir(exist_ok=True)
        (KEPT / name).write_bytes(answer.read())
        etag = answer.headers["ETag"]
    with urllib.request.urlopen(f"http://{address}{bare}") as answer:
        bare_etag = answer.headers["ETag"]
    full = {"Accept-Encoding": "gzip"}

    def readers(where: str, headers: dict[str, str], status: int) -> list[Job]:
        return [Job("GET", [(where, None)] * READS, headers, status)] * CLIENTS

    page, memory, same, bare_same = in_turns(
        address,
        TURNS,
        lambda: readers(path, full, 200),
        lambda: readers(bare, full, 200),
        lambda: readers(path, full | {"If-None-Match": etag}, 304),
        lambda: readers(bare, full | {"If-None-Match": bare_etag}, 304),
    )
    return {
        "rps": page.rate,
        "bare_rps": memory.rate,
        "rps_304": same.rate,
        "bare_rps_304": bare_same.rate,
    }
