"""Every address × every role. A new address without a row in the table fails."""

import datetime
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from knox.models import AuthToken

from assessments.actions import add_file, add_link
from assessments.models import Assessment, Evidence, EvidenceLink, Role, Round, Score, Status, User
from rankings.actions import compute_ranking
from rankings.models import Ranking, RankingRow
from tests.assessments import samples
from tests.factories import fill, make_person, make_round, make_unit, page, score_of, sheet_of

pytestmark = pytest.mark.django_db

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


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.MEDIA_ROOT = tmp_path
    units = [make_unit(), make_unit()]
    round_ = make_round(units=units)
    sheet = sheet_of(round_, units[0])
    officer = fill(sheet)
    score = score_of(sheet, "2.3")
    file = add_file(
        actor=page(officer),
        score_id=score.pk,
        upload=samples.upload("Kế hoạch.pdf", samples.pdf()),
    )
    link = add_link(
        actor=page(officer), score_id=score.pk, url="https://example.vn/", title="Báo cáo"
    )
    people = {
        "nobody": make_person(),
        "officer": officer,
        "colleague": make_person(
            Role.OFFICER, unit=units[0], parts=[round_.criteria_set.criteria.get(code="1")]
        ),
        "stranger": make_person(Role.OFFICER, unit=units[1]),
        "leader": make_person(Role.LEADER, unit=units[0]),
        "reviewer": make_person(Role.REVIEWER, at="VPCP"),
        "other_reviewer": make_person(Role.REVIEWER, at="BNV"),
        "coordinator": make_person(Role.COORDINATOR),
        "inspector": make_person(Role.INSPECTOR),
        "admin": make_person(Role.ADMIN),
    }
    published, draft = (ranked(round_, people["coordinator"]) for _ in range(2))
    Ranking.objects.filter(pk=published.pk).update(
        status=Ranking.Status.PUBLISHED, published_at=timezone.now()
    )
    return World(people, sheet, file, link.links.get(), published, draft)


def ranked(round_: Round, by: User) -> Ranking:
    ranking = Ranking.objects.create(round=round_, basis=Ranking.Basis.AWARDED, started_by=by)
    compute_ranking(ranking.pk)
    return ranking


def put_in(world: World, state: str) -> None:
    if state == "awarded":
        Score.objects.filter(assessment=world.sheet).update(awarded_points=2, awarded_note="Đủ")
        state = Status.IN_REVIEW
    Assessment.objects.filter(pk=world.sheet.pk).update(status=state)


def met(client: Client, door: Door, url: str) -> int | str:
    headers = {"HX-Request": "true"} if door.htmx else {}
    send = client.get if door.method == "GET" else client.post
    with transaction.atomic():
        response: Any = send(url, door.data, headers=headers)
        body = b"".join(response)
        # The next role finds the world as it was.
        transaction.set_rollback(True)
    location = response.get("Location", "")
    assert not location.startswith(("http", "//")), f"sent away to {location}"
    if response.status_code == 302 and location.startswith("/accounts/login/"):
        return LOGIN
    assert response.status_code != 200 or body, "an empty page"
    return int(response.status_code)


def named(door: Door) -> str:
    # pytest writes test ids into a file name of its own: no slashes, no brackets.
    plain = "".join(char if char.isalnum() or char in "-_" else "." for char in door.pattern)
    return f"{door.method}-{plain or 'home'}-{door.state}{'-htmx' if door.htmx else ''}"


@pytest.mark.parametrize("door", list(doors()), ids=named)
def test_every_role_at_every_door(world: World, door: Door) -> None:
    put_in(world, door.state)
    url = door.url(world)
    found = {}
    for role in ROLES:
        client = Client()
        if role != "anonymous":
            client.force_login(world.people[role])
        found[role] = met(client, door, url)
    assert found == door.meets


HOSTILE = ("\x00", "9" * 5000, "١٢", "<script>%")
FIELDS = (
    *("q", "status", "sort", "region", "level", "year", "page", "page_size", "search", "round"),
    *("unit", "format", "code", "next", "points", "version", "note", "accept", "reason", "until"),
    *("basis", "decision_number", "url", "title", "number", "issued_on", "existing", "lang"),
)


def somebody(door: Door) -> str:
    """A role that the door is there for."""
    return next((role for role in ROLES if door.meets[role] in (200, 302, 409, 422)), "admin")


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_no_door_breaks_on_hostile_input(world: World, value: str) -> None:
    data = dict.fromkeys(FIELDS, value)
    for door in DOORS:
        put_in(world, door.state)
        client = Client()
        if (role := somebody(door)) != "anonymous":
            client.force_login(world.people[role])
        # An exception would come through the client; behind a server it would be a page of 500.
        status = met(client, door._replace(data=door.data | data), door.url(world))
        assert status == LOGIN or int(status) < 500, door


PARTS = ("0", "9" * 20, "9" * 5000, "a%00b", "%F0%9F%92%A3", "%0A")


@pytest.mark.parametrize("value", PARTS, ids=range(len(PARTS)))
def test_no_address_breaks_on_hostile_parts(world: World, value: str) -> None:
    client = Client()
    client.force_login(world.people["coordinator"])
    for pattern in {door.pattern for door in DOORS if "<" in door.pattern}:
        url = "/" + re.sub(r"\(\?P<[^)]*\)|<[^>]*>", value, pattern).strip("$").replace("^", "")
        for method in ("GET", "POST"):
            status = met(client, Door(method, pattern, {}, fixed(url), REASON), url)
            revoked = status == 302 and pattern.startswith("account/tokens/")
            assert status in (404, 405) or revoked, url


def test_every_address_has_its_row() -> None:
    known = {door.pattern for door in DOORS}
    open_doors = {pattern for pattern in patterns() if not pattern.startswith(tuple(EXEMPT))}
    assert open_doors == known


def test_what_is_exempt_is_there() -> None:
    found = set(patterns())
    for prefix, reason in EXEMPT.items():
        assert any(pattern.startswith(prefix) for pattern in found), reason


def test_the_table_tells_of_every_role() -> None:
    assert all(set(door.meets) == set(ROLES) for door in DOORS)


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_site_is_for_staff(world: World, role: str) -> None:
    client = Client()
    if role != "anonymous":
        client.force_login(world.people[role])
    assert client.get("/admin/").status_code == (200 if role == "admin" else 302)


def test_nobody_signs_up_alone(world: World) -> None:
    data = {"email": "moi@example.vn", "password1": "mat-khau-dai", "password2": "mat-khau-dai"}
    response = Client().post("/accounts/signup/", data)
    assert response.status_code in (200, 403)
    assert not User.objects.filter(email="moi@example.vn").exists()


def test_a_token_of_somebody_who_has_left_opens_nothing(world: World) -> None:
    person = world.people["coordinator"]
    _, token = AuthToken.objects.create(person)
    headers = {"Authorization": f"Token {token}"}
    url = f"/api/v1/assessments/{world.sheet.pk}/"
    assert Client().get(url, headers=headers).status_code == 200

    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(url, headers=headers).status_code == 401
