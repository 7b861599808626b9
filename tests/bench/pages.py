"""Pages beside a view that answers the same bytes from memory."""

import urllib.request

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.models import Assessment, Role, User
from rankings.tasks import compute
from tests.bench.load import Job, in_turns
from tests.bench.report import Line
from tests.bench.urls import KEPT
from tests.bench.world import ministries, new_ranking, reviewed_provinces, session_of
from tests.factories import make_person
from tests.rankings.worlds import publish

TURNS = 3
READS = 25
UNITS = 63


def beside_memory(
    address: str, name: str, path: str, headers: dict[str, str]
) -> tuple[float, float, int]:
    """Median ms of the page and of its bytes from memory; the size of its answer when packed."""
    plain = {key: value for key, value in headers.items() if key != "Accept-Encoding"}
    asked = urllib.request.Request(f"http://{address}{path}", headers=plain)
    with urllib.request.urlopen(asked) as answer:  # noqa: S310  # our own address
        KEPT.mkdir(exist_ok=True)
        (KEPT / name).write_bytes(answer.read())

    def reads(where: str) -> list[Job]:
        return [Job("GET", [(where, None)] * READS, headers)]

    page, memory = in_turns(
        address, TURNS, lambda: reads(path), lambda: reads(f"/bench/kept/{name}/")
    )
    assert page.encoding == memory.encoding == "gzip"
    return page.median_ms, memory.median_ms, page.size


def queries(path: str, user: User | None = None, etag: str = "") -> int:
    """How many an answer takes; with an ETag a 304."""
    client = Client()
    if user:
        client.force_login(user)
    found = 0
    headers = {"If-None-Match": etag} if etag else {}
    for _ in range(2):  # the first one fills Django's own caches
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path, headers=headers).status_code == (304 if etag else 200)
        found = len(captured)
    return found


def sheet(address: str) -> list[Line]:
    one = Assessment.objects.select_related("unit").get(round=ministries(1))
    user, path = make_person(Role.OFFICER, unit=one.unit), f"/sheets/{one.pk}/"
    ms, memory, size = beside_memory(address, "sheet-html", path, session_of(user, path))
    section = f"Sheet of {one.scores.count()} leaves, beside the same bytes from memory"
    return [
        Line(section, "median", ms, "ms", memory),
        Line(section, "queries", queries(path, user), "", at_most=12),
        Line(section, "packed with gzip", size / 1024, "KB", at_most=80),
    ]


def rankings(address: str) -> list[Line]:
    ranking = new_ranking(reviewed_provinces(UNITS))
    compute(ranking.pk)
    publish(ranking)
    lines = []
    for name, title, path in (
        ("ranking-html", "Ranking page", f"/rankings/{ranking.pk}/"),
        ("ranking-json", "Ranking on the API", "/api/v1/rankings/?level=province&year=2022"),
    ):
        ms, memory, size = beside_memory(address, name, path, {"Accept-Encoding": "gzip"})
        assert (KEPT / name).read_text().count("Đơn vị 0") >= UNITS
        section = f"{title}, {UNITS} rows, beside the same bytes from memory"
        lines += [
            Line(section, "median", ms, "ms", memory),
            Line(section, "queries", queries(path), "", at_most=4),
            Line(section, "packed with gzip", size / 1024, "KB"),
        ]
    return lines


def measure(address: str) -> list[Line]:
    return sheet(address) + rankings(address)
