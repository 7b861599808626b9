"""What a row of the table of doors is made of."""

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils import timezone

from assessments.models import Assessment, Evidence, EvidenceLink, Status, User
from rankings.models import Ranking, RankingRow
from tests.factories import score_of

EXEMPT = {
    "admin/": "the admin site asks for staff at every door of its own; tests/assessments/test_admin.py",
    "accounts/": "the library's own pages to sign in and out and to change a password",
}
"""Addresses below which other tests, or a library's own, stand guard."""

ROLES = (
    "anonymous",
    "nobody",  # signed in, without any role
    "officer",
    "colleague",  # an officer of the unit, assigned to domain 1 only
    "stranger",  # an officer of another unit in the same round
    "leader",
    "reviewer",  # of the body that owns domain 2
    "other_reviewer",  # of the body that owns domain 1
    "coordinator",
    "inspector",
    "admin",
)
LOGIN = "login"


class Door(NamedTuple):
    """A row: what each of ROLES meets at an address; ``state`` is the sheet's."""

    method: str
    pattern: str
    meets: dict[str, int | str]
    url: Callable[["World"], str]
    data: dict[str, Any] = {}
    state: str = Status.DRAFTING
    htmx: bool = False
    headers: dict[str, str] = {}


class World(NamedTuple):
    """One round of two units; the officer's sheet is complete, with a file and a link."""

    people: dict[str, User]
    sheet: Assessment
    file: Evidence
    link: EvidenceLink
    published: Ranking
    draft: Ranking
    sessions: dict[str, str]
    """The key of a session of each of the people."""


def to(default: int | str, anonymous: int | str = LOGIN, **others: int | str) -> dict[str, Any]:
    """What every role meets, the named ones apart."""
    return dict.fromkeys(ROLES, default) | {"anonymous": anonymous} | others


EVERYBODY = to(200, anonymous=200)
SIGNED_IN = to(200)
WATCHERS: dict[str, int | str] = {"coordinator": 200, "inspector": 200, "admin": 200}
UNIT: dict[str, int | str] = {"officer": 200, "colleague": 200, "leader": 200}
REVIEWERS: dict[str, int | str] = {"reviewer": 200, "other_reviewer": 200}
READ_DRAFT = to(403, **UNIT, **WATCHERS)
READ_SUBMITTED = to(403, **UNIT, **REVIEWERS, **WATCHERS)
HIDDEN_DRAFT = to(404, **UNIT, **WATCHERS)
HIDDEN_SUBMITTED = to(404, **UNIT, **REVIEWERS, **WATCHERS)
NOT_DRAFTS = to(404, anonymous=404, **WATCHERS)
COORDINATOR = to(403, coordinator=200)
API = to(200, anonymous=401)


def coordinator(status: int) -> dict[str, Any]:
    return to(403, coordinator=status)


def sheet_url(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/sheets/{world.sheet.pk}/{rest}"


def score_url(rest: str) -> Callable[[World], str]:
    return lambda world: f"/scores/{score_of(world.sheet, '2.3').pk}/{rest}"


def round_url(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/rounds/{world.sheet.round_id}/{rest}"


def fixed(url: str) -> Callable[[World], str]:
    return lambda _world: url


def row_url(ranking: str) -> Callable[[World], str]:
    def url(world: World) -> str:
        found: Ranking = getattr(world, ranking)
        row = RankingRow.objects.filter(ranking=found)[0]
        return f"/rankings/{found.pk}/units/{row.pk}/"

    return url


CLAIM = {"points": "1", "version": "1"}
AWARD = {"accept": "1", "version": "1"}
REASON = {"reason": "Vì thử"}
LATER = (timezone.now() + datetime.timedelta(days=40)).date().isoformat()
SHEET = "sheets/<int:sheet_id>/"
SUBMITTED = Status.SUBMITTED
