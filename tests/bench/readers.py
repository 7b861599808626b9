"""What is published, read by many: requests a second beside the same bytes from memory."""

import urllib.request
from typing import Any

from rankings.tasks import compute
from tests.bench.load import Job, in_turns
from tests.bench.pages import queries
from tests.bench.report import Line
from tests.bench.urls import KEPT
from tests.bench.world import new_ranking, reviewed_provinces
from tests.rankings.worlds import publish

UNITS, CLIENTS, READS, TURNS = 63, 4, 25, 3


def measure(address: str, figures: dict[str, Any]) -> list[Line]:
    ranking = new_ranking(reviewed_provinces(UNITS))
    compute(ranking.pk)
    publish(ranking)
    row = ranking.rows.first()
    assert row is not None
    lines = []
    for name, title, path in (
        ("list", "Ranking page", f"/rankings/{ranking.pk}/"),
        ("api_list", "Ranking on the API", "/api/v1/rankings/?level=province&year=2022"),
        ("unit", "A unit's page", f"/rankings/{ranking.pk}/units/{row.pk}/"),
    ):
        one = figures[name] = _rates(address, f"{name}-{path.startswith('/api') and 'json'}", path)
        one["queries"] = queries(path)
        section = f"{title}, {UNITS} rows, {CLIENTS} readers, beside the same bytes from memory"
        lines += [
            Line(
                section, "answers a second", one["rps"], "/s", one["bare_rps"], ratio_at_least=0.5
            ),
            Line(section, "queries", one["queries"], "", at_most=3),
            Line(
                section,
                "304 answers a second",
                one["rps_304"],
                "/s",
                one["bare_rps_304"],
                ratio_at_least=0.5,
            ),
            Line(section, "304: queries", queries(path, etag=one.pop("etag")), "", at_most=1),
        ]
        one["queries_304"] = int(lines[-1].value)
    return lines


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
        "etag": etag,
    }
