"""The table of every address × every role: what each of them meets there."""

import datetime
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver
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


class World(NamedTuple):
    """One round of two units; the officer's sheet is complete, with a file and a link."""

    people: dict[str, User]
    sheet: Assessment
    file: Evidence
    link: EvidenceLink
    published: Ranking
    draft: Ranking


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

DOORS = (
    # What the public may see
    Door("GET", "", to(302, anonymous=200), fixed("/")),
    Door("GET", "rankings/", EVERYBODY, fixed("/rankings/")),
    Door(
        "GET",
        "rankings/<int:ranking_id>/",
        EVERYBODY,
        lambda world: f"/rankings/{world.published.pk}/",
    ),
    Door(
        "GET",
        "rankings/<int:ranking_id>/",
        NOT_DRAFTS,
        lambda world: f"/rankings/{world.draft.pk}/",
    ),
    Door("GET", "rankings/<int:ranking_id>/units/<int:row_id>/", EVERYBODY, row_url("published")),
    Door("GET", "rankings/<int:ranking_id>/units/<int:row_id>/", NOT_DRAFTS, row_url("draft")),
    Door("GET", "healthz/", EVERYBODY, fixed("/healthz/")),
    Door("POST", "healthz/", to(405, anonymous=405), fixed("/healthz/")),
    Door(
        "POST",
        "i18n/setlang/",
        to(302, anonymous=302),
        fixed("/i18n/setlang/"),
        {"language": "en", "next": "https://elsewhere.example/"},
    ),
    Door("GET", "i18n/setlang/", to(302, anonymous=302), fixed("/i18n/setlang/")),
    # The coordinator's desk
    Door("GET", "rounds/<int:round_id>/rankings/", COORDINATOR, round_url("rankings/")),
    Door("POST", "rounds/<int:round_id>/rankings/", coordinator(302), round_url("rankings/")),
    Door(
        "GET",
        "rankings/<int:ranking_id>/progress/",
        COORDINATOR,
        lambda world: f"/rankings/{world.draft.pk}/progress/",
    ),
    Door(
        # 422 for the coordinator: the sheets are not final.
        "POST",
        "rankings/<int:ranking_id>/publish/",
        coordinator(422),
        lambda world: f"/rankings/{world.draft.pk}/publish/",
    ),
    Door("GET", "rounds/<int:round_id>/survey/", COORDINATOR, round_url("survey/")),
    Door("POST", "rounds/<int:round_id>/survey/", coordinator(422), round_url("survey/")),
    # A person's own pages
    Door("GET", "account/", SIGNED_IN, fixed("/account/")),
    Door("POST", "account/", SIGNED_IN, fixed("/account/")),
    Door(
        "POST",
        "account/tokens/<text:digest>/revoke/",
        to(302),
        fixed("/account/tokens/somebody-else-s/revoke/"),
    ),
    Door("GET", "rounds/", SIGNED_IN, fixed("/rounds/")),
    Door("GET", "rounds/<int:round_id>/", to(200, nobody=404), round_url()),
    # The sheet
    Door("GET", SHEET, READ_DRAFT, sheet_url()),
    Door("GET", SHEET, READ_SUBMITTED, sheet_url(), state=SUBMITTED),
    Door("GET", f"{SHEET}check/", READ_DRAFT, sheet_url("check/")),
    Door("GET", f"{SHEET}check/", READ_SUBMITTED, sheet_url("check/"), state=SUBMITTED),
    Door("GET", f"{SHEET}leaves/<text:code>/", READ_DRAFT, sheet_url("leaves/2.3/")),
    Door(
        "GET",
        f"{SHEET}leaves/<text:code>/",
        READ_SUBMITTED,
        sheet_url("leaves/2.3/"),
        state=SUBMITTED,
    ),
    Door("POST", f"{SHEET}submit/", to(403, leader=302), sheet_url("submit/")),
    Door("POST", f"{SHEET}submit/", to(403), sheet_url("submit/"), state=SUBMITTED),
    Door("POST", f"{SHEET}return/", coordinator(302), sheet_url("return/"), REASON, SUBMITTED),
    Door("POST", f"{SHEET}return/", to(403), sheet_url("return/"), REASON),
    Door("POST", f"{SHEET}finish/", coordinator(302), sheet_url("finish/"), state="awarded"),
    Door("POST", f"{SHEET}finish/", to(403), sheet_url("finish/"), state=SUBMITTED),
    Door(
        "POST",
        f"{SHEET}extend/",
        coordinator(302),
        sheet_url("extend/"),
        {"until": LATER} | REASON,
    ),
    Door("POST", f"{SHEET}extend/", coordinator(422), sheet_url("extend/")),
    Door(
        "POST",
        f"{SHEET}accept/<text:code>/",
        to(403, reviewer=302, other_reviewer=422),
        sheet_url("accept/2/"),
        state=SUBMITTED,
    ),
    Door("POST", f"{SHEET}accept/<text:code>/", to(403), sheet_url("accept/2/")),
    # A leaf
    Door(
        "POST", "scores/<int:score_id>/preview/", READ_DRAFT, score_url("preview/"), {"points": "1"}
    ),
    Door(
        "POST",
        "scores/<int:score_id>/preview/",
        READ_SUBMITTED,
        score_url("preview/"),
        {"points": "1"},
        SUBMITTED,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/claim/",
        to(403, officer=302, leader=302),
        score_url("claim/"),
        CLAIM,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/claim/",
        to(403, anonymous=401, officer=200, leader=200),
        score_url("claim/"),
        CLAIM,
        htmx=True,
    ),
    Door(
        # Out of date: only who may write is shown the newer value.
        "POST",
        "scores/<int:score_id>/claim/",
        to(403, anonymous=401, officer=409, leader=409),
        score_url("claim/"),
        CLAIM | {"version": "0"},
        htmx=True,
    ),
    Door("POST", "scores/<int:score_id>/claim/", to(403), score_url("claim/"), CLAIM, SUBMITTED),
    Door(
        "POST",
        "scores/<int:score_id>/award/",
        to(403, reviewer=302),
        score_url("award/"),
        AWARD,
        SUBMITTED,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/award/",
        to(403, anonymous=401, reviewer=409),
        score_url("award/"),
        AWARD | {"version": "0"},
        SUBMITTED,
        htmx=True,
    ),
    Door("POST", "scores/<int:score_id>/award/", to(403), score_url("award/"), AWARD),
    # Evidence
    Door(
        "POST",
        "scores/<int:score_id>/evidence/",
        to(403, officer=302, leader=302),
        score_url("evidence/"),
        {"url": "https://example.vn/van-ban"},
    ),
    Door(
        "POST",
        "scores/<int:score_id>/evidence/",
        to(403),
        score_url("evidence/"),
        {"url": "https://example.vn/van-ban"},
        SUBMITTED,
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/withdraw/",
        to(403, officer=302, leader=302),
        lambda world: f"/evidence-links/{world.link.pk}/withdraw/",
        REASON,
    ),
    Door(
        "POST",
        "evidence-links/<int:link_id>/withdraw/",
        to(403),
        lambda world: f"/evidence-links/{world.link.pk}/withdraw/",
        REASON,
        SUBMITTED,
    ),
    *(
        Door(
            "GET",
            f"evidence/<int:evidence_id>/{rest}",
            meets,
            lambda world, rest=rest: f"/evidence/{world.file.pk}/{rest}",  # type: ignore[misc]
            state=state,
        )
        for rest in ("", "preview/")
        for state, meets in ((Status.DRAFTING, HIDDEN_DRAFT), (SUBMITTED, HIDDEN_SUBMITTED))
    ),
    # The API
    Door("GET", "api/v1/^rankings/$", EVERYBODY, fixed("/api/v1/rankings/")),
    Door(
        "GET",
        "api/v1/^rankings/(?P<pk>[^/.]+)/$",
        EVERYBODY,
        lambda world: f"/api/v1/rankings/{world.published.pk}/",
    ),
    Door(
        "GET",
        "api/v1/^rankings/(?P<pk>[^/.]+)/$",
        NOT_DRAFTS,
        lambda world: f"/api/v1/rankings/{world.draft.pk}/",
    ),
    Door("GET", "api/v1/^rounds/$", API, fixed("/api/v1/rounds/")),
    Door(
        "GET",
        "api/v1/^rounds/(?P<pk>[^/.]+)/$",
        API | {"nobody": 404},
        lambda world: f"/api/v1/rounds/{world.sheet.round_id}/",
    ),
    Door("GET", "api/v1/^criteria-sets/$", API, fixed("/api/v1/criteria-sets/")),
    Door(
        "GET",
        "api/v1/^criteria-sets/(?P<code>[^/.]+)/$",
        API,
        lambda world: f"/api/v1/criteria-sets/{world.sheet.round.criteria_set.code}/",
    ),
    Door("GET", "api/v1/^units/$", API, fixed("/api/v1/units/")),
    Door(
        "GET",
        "api/v1/^units/(?P<pk>[^/.]+)/$",
        API,
        lambda world: f"/api/v1/units/{world.sheet.unit_id}/",
    ),
    Door("GET", "api/v1/^assessments/$", API, fixed("/api/v1/assessments/")),
    *(
        Door(
            "GET",
            "api/v1/^assessments/(?P<pk>[^/.]+)/$",
            meets | {"anonymous": 401},
            lambda world: f"/api/v1/assessments/{world.sheet.pk}/",
            state=state,
        )
        for state, meets in ((Status.DRAFTING, HIDDEN_DRAFT), (SUBMITTED, HIDDEN_SUBMITTED))
    ),
    Door("GET", "api/v1/schema/", EVERYBODY, fixed("/api/v1/schema/")),
    Door("GET", "api/v1/", to(404, anonymous=404), fixed("/api/v1/")),
    Door("POST", "api/v1/", to(404, anonymous=404), fixed("/api/v1/")),
    Door("GET", "api/v1/<path:rest>/", to(404, anonymous=404), fixed("/api/v1/users/1/")),
    Door("POST", "api/v1/<path:rest>/", to(404, anonymous=404), fixed("/api/v1/users/1/")),
)
NOT_ALLOWED = to(405, anonymous=405)
NOT_ALLOWED_ON_THE_API = to(405, anonymous=401)


def patterns() -> Iterator[str]:
    """Every address of the project, as written."""

    def walk(found: list[Any], above: str) -> Iterator[str]:
        for one in found:
            path = above + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, path)
            elif isinstance(one, URLPattern):
                yield path

    return walk(get_resolver().url_patterns, "")


def doors() -> Iterator[Door]:
    """The table, and 405 for the method of each address that the table leaves out."""
    yield from DOORS
    known = {(door.method, door.pattern) for door in DOORS}
    public = {door.pattern for door in DOORS if door.meets is EVERYBODY}
    for pattern, door in {door.pattern: door for door in DOORS}.items():
        for method in ("GET", "POST"):
            if (method, pattern) not in known:
                private_api = pattern.startswith("api/") and pattern not in public
                meets = NOT_ALLOWED_ON_THE_API if private_api else NOT_ALLOWED
                yield door._replace(method=method, meets=meets)
