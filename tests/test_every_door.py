"""Every address × every role. A new address without a row in the table fails."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessments.acts import add_file, add_link
from assessments.models import Assessment, Role, Round, Score, Status, Token, User
from rankings.acts import compute_ranking
from rankings.models import Ranking
from tests.assessments import samples
from tests.doors import DOORS, doors, patterns
from tests.doors.base import EXEMPT, LOGIN, REASON, ROLES, Door, World, fixed
from tests.factories import (
    fill,
    make_person,
    make_round,
    make_unit,
    page,
    score_of,
    session_of,
    sheet_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[World]:
    """Made once, in a transaction around those of the tests: each of them leaves it as it was."""
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("evidence"))
    with django_db_blocker.unblock(), transaction.atomic(), files:
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> World:
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
        status=Ranking.Status.PUBLISHED, published_at=timezone.now(), version=1
    )
    sessions = {role: session_of(person) for role, person in people.items()}
    return World(people, sheet, file, link.links.get(), published, draft, sessions)


def client_of(world: World, role: str) -> Client:
    """A browser that somebody of the role has signed in with; signing in anew each time would be slow."""
    client = Client()
    if role != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


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
    headers = door.headers | ({"HX-Request": "true"} if door.htmx else {})
    send = getattr(client, door.method.lower())
    is_page = door.method in ("GET", "POST") and not door.pattern.startswith("api/")
    more = {} if is_page or door.method == "GET" else {"content_type": "application/json"}
    with transaction.atomic():
        response: Any = send(url, door.data, headers=headers, **more)
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
        found[role] = met(client_of(world, role), door, url)
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
        client = client_of(world, somebody(door))
        # An exception would come through the client; behind a server it would be a page of 500.
        status = met(client, door._replace(data=door.data | data), door.url(world))
        assert status == LOGIN or int(status) < 500, door


PARTS = ("0", "9" * 20, "9" * 5000, "a%00b", "%F0%9F%92%A3", "%0A")


@pytest.mark.parametrize("value", PARTS, ids=range(len(PARTS)))
def test_no_address_breaks_on_hostile_parts(world: World, value: str) -> None:
    client = client_of(world, "coordinator")
    known = {(door.method, door.pattern) for door in DOORS}
    for pattern in {door.pattern for door in DOORS if "<" in door.pattern}:
        url = "/" + re.sub(r"\(\?P<[^)]*\)|<[^>]*>", value, pattern).strip("$").replace("^", "")
        for method in ("GET", "POST"):
            status = met(client, Door(method, pattern, {}, fixed(url), REASON), url)
            revoked = status == 302 and pattern.startswith("account/tokens/")
            led_above = status == 302 and (method, pattern) not in known and method == "GET"
            assert status in (404, 405) or revoked or led_above, url


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
    client = client_of(world, role)
    assert client.get("/admin/").status_code == (200 if role == "admin" else 302)


def test_nobody_signs_up_alone(world: World) -> None:
    data = {"email": "moi@example.vn", "password1": "mat-khau-dai", "password2": "mat-khau-dai"}
    response = Client().post("/accounts/signup/", data)
    assert response.status_code in (200, 403)
    assert not User.objects.filter(email="moi@example.vn").exists()


def test_a_token_of_somebody_who_has_left_opens_nothing(world: World) -> None:
    person = world.people["coordinator"]
    _, token = Token.objects.create(person)
    headers = {"Authorization": f"Token {token}"}
    url = f"/api/v1/assessments/{world.sheet.pk}/"
    assert Client().get(url, headers=headers).status_code == 200

    User.objects.filter(pk=person.pk).update(is_active=False)
    assert Client().get(url, headers=headers).status_code == 401
