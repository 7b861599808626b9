"""Every address × the people of another owner: neither the nation's see a unit's own rounds, nor that unit's people the nation's.

Every name of either world bears that world's mark, so that whatever one shows of the other is found, on whatever page.
"""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessments.acts import add_file, add_link
from assessments.models import Change, Evidence, Notice, Role, Unit, User
from assessments.review.reminders import remind
from assessments.sheets.evidence import examining
from assessments.sheets.evidence.noting import notes_on
from rankings.models import Ranking
from tests.assessments import samples
from tests.doors import DOORS
from tests.doors.base import LOGIN, Door, World
from tests.factories import (
    fill,
    make_person,
    make_round,
    make_set,
    make_unit,
    page,
    score_of,
    session_of,
    set_clock,
    sheet_of,
)
from tests.test_every_door import named, put_in, ranked

pytestmark = pytest.mark.django_db

THEIRS, OURS = "Mậtriêng", "Củacảnước"
"""The marks of the unit's own world and of the nation's."""


class Both(NamedTuple):
    own: World
    nation: World


@pytest.fixture(scope="module")
def both(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: Any
) -> Iterator[Both]:
    files = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("evidence"))
    with django_db_blocker.unblock(), transaction.atomic(), files:
        yield Both(world(THEIRS, make_unit("Tỉnh chủ trì")), world(OURS, None))
        transaction.set_rollback(True)


def world(mark: str, owner: Unit | None) -> World:
    units = [make_unit(f"Đơn vị {mark}", parent=owner, region=f"Vùng {mark}") for _ in range(2)]
    round_ = make_round(make_set(owner=owner, mark=f" {mark}"), units, owner=owner)
    type(round_).objects.filter(pk=round_.pk).update(title_vi=f"Kỳ {mark}")
    round_.refresh_from_db()
    people = {
        "officer": make_person(Role.OFFICER, unit=units[0]),
        "leader": make_person(Role.LEADER, unit=units[0]),
        "stranger": make_person(Role.OFFICER, unit=units[1]),
        "reviewer": make_person(Role.REVIEWER, at="VPCP", owner=owner),
        "coordinator": make_person(Role.COORDINATOR, owner=owner),
        "inspector": make_person(Role.INSPECTOR, owner=owner),
    } | ({} if owner else {"admin": make_person(Role.ADMIN), "nobody": make_person()})
    for person in people.values():
        User.objects.filter(pk=person.pk).update(full_name=f"{person.full_name} {mark}")
    sheet = sheet_of(round_, units[0])
    officer = page(fill(sheet, by=people["officer"]))
    score = score_of(sheet, "2.3")
    upload = samples.upload(f"{mark}.pdf", samples.pdf())
    file = add_file(actor=officer, score_id=score.pk, upload=upload)
    link = add_link(actor=officer, score_id=score.pk, url="https://example.vn/", title=mark)
    published, draft = (ranked(round_, people["coordinator"]) for _ in range(2))
    Ranking.objects.filter(pk=published.pk).update(
        status=Ranking.Status.PUBLISHED, published_at=timezone.now(), version=1
    )
    sessions = {role: session_of(person) for role, person in people.items()}
    return World(people, sheet, file, link.links.get(), published, draft, sessions)


def meets(world: World, role: str, door: Door, url: str) -> tuple[int | str, bytes]:
    """What a person of a world meets at an address: the status, and all that is sent."""
    client = Client()
    if role != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    headers = door.headers | ({"HX-Request": "true"} if door.htmx else {})
    is_page = door.method in ("GET", "POST") and not door.pattern.startswith("api/")
    more = {} if is_page or door.method == "GET" else {"content_type": "application/json"}
    last = Change.objects.latest("pk").pk
    with transaction.atomic():
        response: Any = getattr(client, door.method.lower())(
            url, door.data, headers=headers, **more
        )
        sent = b"".join(response)
        lines = Change.objects.filter(pk__gt=last, round__isnull=False)
        wrote = lines.exclude(round=world.sheet.round_id).exists()
        transaction.set_rollback(True)
    status = response.status_code
    if status == 302 and response.get("Location", "").startswith("/accounts/login/"):
        status = LOGIN
    return "wrote" if wrote else status, sent


def bears(mark: str, sent: bytes) -> bool:
    text = sent.decode(errors="ignore")
    return mark in text or mark.encode("unicode_escape").decode() in text


# How the machine is says nothing of anybody. Its view is a coroutine, which cannot be called beside the loop that a
# browser's tests leave behind.
ABOUT_SOMETHING = [door for door in DOORS if door.pattern != "healthz/"]
CLOSED = (401, 403, 404, 405, LOGIN)
ACCOUNTS = ("administration/people/<int:user_id>/", "people/<int:user_id>/acts/")
"""Administrators keep the accounts of everybody; what somebody did in own rounds they do not see either."""
OTHERS = ("reviewer", "coordinator", "inspector", "admin", "anonymous")


@pytest.mark.parametrize("door", ABOUT_SOMETHING, ids=named)
def test_the_nation_s_people_meet_nothing_of_a_unit_s_own(both: Both, door: Door) -> None:
    put_in(both.own, door.state)
    url = door.url(both.own)
    names_something = url != door.url(both.nation)
    for role in OTHERS:
        if role == "admin" and door.pattern in ACCOUNTS:
            continue
        status, sent = meets(both.nation, role, door, url)
        assert not bears(THEIRS, sent), role
        assert not names_something or status in CLOSED, (role, status)


@pytest.mark.parametrize("door", ABOUT_SOMETHING, ids=named)
def test_a_unit_s_own_people_meet_no_more_of_the_nation_s_than_anybody(
    both: Both, door: Door
) -> None:
    put_in(both.nation, door.state)
    url = door.url(both.nation)
    names_something = url != door.url(both.own)
    anybody, shown = meets(both.nation, "nobody", door, url)
    for role in ("leader", "reviewer", "coordinator"):
        status, sent = meets(both.own, role, door, url)
        assert bears(OURS, shown) or not bears(OURS, sent), role
        if names_something:
            assert status == anybody or (status in CLOSED and anybody in CLOSED), (role, status)


def test_an_administrator_sees_an_account_and_none_of_its_acts_in_own_rounds(both: Both) -> None:
    person = both.own.people["officer"]
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = both.nation.sessions["admin"]
    assert client.get(f"/administration/people/{person.pk}/").status_code == 200
    acts = client.get(f"/people/{person.pk}/acts/")
    assert acts.status_code == 200
    assert not acts.context["lines"]


def test_the_admin_site_shows_nothing_of_a_unit_s_own(both: Both) -> None:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = both.nation.sessions["admin"]
    for app, models in (
        (
            "assessments",
            "assessment score evidence change round unit remark snapshot council",
        ),
        ("criteria", "criteriaset criterion"),
        ("rankings", "ranking rankingrow"),
    ):
        for model in models.split():
            answer = client.get(f"/admin/{app}/{model}/")
            assert answer.status_code == 200, model
            assert not bears(THEIRS, answer.content), model


def test_nobody_of_the_nation_is_told_of_what_happens_in_own_rounds(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by a notice nor beside a document: an infected file, a file that both have, a reminder, a round."""
    own, nation = both.own, both.nation
    examining._tell(own.file, "Eicar")
    national = {person.pk for person in nation.people.values()}
    told = Notice.objects.filter(user__in=national, text_vi__contains=THEIRS)
    assert not told.exists()
    ours = Notice.objects.filter(user=own.people["coordinator"], key__startswith="infected:")
    assert ours.exists()
    put_in(own, "submitted")
    Evidence.objects.filter(pk__in=(own.file.pk, nation.file.pk)).update(sha256="a" * 64)
    mine = Evidence.objects.select_related("assessment__round", "assessment__unit").get(
        pk=nation.file.pk
    )
    assert not notes_on(nation.people["officer"], mine.assessment, [mine])[mine.pk]
    set_clock(monkeypatch, own.sheet.round.submit_by - datetime.timedelta(hours=20))
    remind()
    assert Notice.objects.filter(user=own.people["stranger"], key__startswith="submit:").exists()
    assert not told.exists()
    assert not Notice.objects.filter(
        user__in={person.pk for person in own.people.values()}, text_vi__contains=OURS
    ).exists()
