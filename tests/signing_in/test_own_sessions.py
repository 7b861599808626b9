"""A session that nobody uses ends; a person sees their own and ends others."""

import datetime
import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.models import Role
from parindex.accounts import NO_ADDRESS
from parindex.signing_in.sessions import SEEN, browser_words
from tests.api.conftest import token_of
from tests.factories import PASSWORD, make_person
from tests.markup import markup
from tests.signing_in.people import ELSEWHERE, HERE, give_password, is_in, member

pytestmark = pytest.mark.django_db

MINUTES = 60
NOW = "parindex.signing_in.sessions.time.time"


def wait(monkeypatch: pytest.MonkeyPatch, minutes: float) -> None:
    """Time passes for our own clock, and for the rows of sessions."""
    then = time.time() + minutes * MINUTES
    monkeypatch.setattr(NOW, lambda: then)
    seconds = datetime.timedelta(minutes=minutes)
    for session in Session.objects.all():
        session.expire_date -= seconds
        session.save()


def test_a_session_ends_when_nobody_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    client = give_password(member())
    wait(monkeypatch, settings.SESSION_IDLE_MINUTES + 6)
    assert not is_in(client)


def test_a_session_in_use_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    client = give_password(member())
    for turn in range(1, 4):
        then = time.time() + turn * 40 * MINUTES
        with monkeypatch.context() as patch:
            patch.setattr(NOW, lambda: then)  # noqa: B023  # used within the turn
            assert is_in(client)
            ends = Session.objects.get().expire_date
        age = (ends - timezone.now()).total_seconds()
        assert abs(age - settings.SESSION_COOKIE_AGE) < 30
        Session.objects.update(expire_date=timezone.now() + datetime.timedelta(minutes=25))


def test_no_session_lasts_longer_than_a_working_day(monkeypatch: pytest.MonkeyPatch) -> None:
    client = give_password(member())
    then = time.time() + settings.SESSION_LONGEST_SECONDS + 1
    monkeypatch.setattr(NOW, lambda: then)
    client.get(reverse("jobs"))
    assert not is_in(client)


def test_a_refused_request_counts_as_use_of_its_own_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The API forgets who asks when it refuses a request; a token names somebody else than the session does."""
    person = member()
    client = give_password(person)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    addresses = "/api/v1/rankings/x/leaves/", reverse("api-regions")
    for turn, headers in enumerate(({}, {"Authorization": token_of(make_person())})):
        then = time.time() + (turn + 1) * (settings.SESSION_NOTED_SECONDS + 1)
        monkeypatch.setattr(NOW, lambda then=then: then)
        before = UserSession.objects.get().last_seen_at
        answer = strict.post(addresses[turn], headers=headers)
        assert answer.status_code in (401, 403, 404, 405)
        session = UserSession.objects.get()
        assert session.user == person
        assert session.last_seen_at > before


def queries(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


def test_a_page_writes_nothing_but_once_in_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    client = give_password(member(Role.INSPECTOR))
    path = reverse("notices")
    first = queries(client, path)
    assert not any("session" in sql and not sql.startswith("SELECT") for sql in first)
    assert not any("usersession" in sql for sql in first)
    then = time.time() + settings.SESSION_NOTED_SECONDS
    monkeypatch.setattr(NOW, lambda: then)
    assert any("usersession" in sql for sql in queries(client, path))
    assert queries(client, path) == first or len(queries(client, path)) == len(first)


def test_a_list_of_one_s_own_sessions_with_browser_and_address() -> None:
    person, other = member(), member()
    windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"
    telephone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"
    client = Client(REMOTE_ADDR=HERE, headers={"User-Agent": windows})
    give_password(person, client)
    give_password(person, Client(headers={"User-Agent": telephone}), at=ELSEWHERE)
    give_password(other, at="192.0.2.44")
    page = markup(client.get(reverse("usersessions_list")))
    assert "Edge · Windows" in page
    assert "Safari · iPhone" in page
    assert HERE in page
    assert ELSEWHERE in page
    assert "192.0.2.44" not in page
    assert page.count("Phiên này") == 1


def test_one_session_is_ended_and_the_others_stay() -> None:
    person = member()
    own, lost, third = (give_password(person) for _ in range(3))
    row = UserSession.objects.get(session_key=lost.session.session_key)
    answer = own.post(reverse("end_session", args=[row.pk]))
    assert answer["Location"] == reverse("usersessions_list")
    assert (is_in(own), is_in(lost), is_in(third)) == (True, False, True)


def test_nobody_ends_another_s_session() -> None:
    person, stranger = member(), member()
    client, own = give_password(person), give_password(stranger)
    row = UserSession.objects.get(user=person)
    assert own.post(reverse("end_session", args=[row.pk])).status_code == 404
    assert Client().post(reverse("end_session", args=[row.pk])).status_code == 302
    assert is_in(client)


def test_all_others_are_ended_at_once() -> None:
    person = member()
    own, second, third = (give_password(person) for _ in range(3))
    answer: Any = own.post(reverse("usersessions_list"), follow=True)
    assert "Đã kết thúc mọi phiên khác" in markup(answer)
    assert (is_in(own), is_in(second), is_in(third)) == (True, False, False)


def test_a_new_password_ends_the_other_sessions() -> None:
    person = member()
    own, other = give_password(person), give_password(person)
    new = "mot-mat-khau-moi-2026"
    own.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert (is_in(own), is_in(other)) == (True, False)
    assert markup(own.get(reverse("usersessions_list"))).count("Phiên này") == 1


def test_what_nobody_knows_is_shown_as_it_is() -> None:
    assert browser_words("") == ""
    assert browser_words("curl/8.5.0") == "curl/8.5.0"


def test_the_page_says_when_the_session_will_end(settings: Any) -> None:
    client = Client()
    client.force_login(make_person())
    assert 'id="idle"' in markup(client.get("/account/"))
    settings.SESSION_IDLE_MINUTES = 0
    assert 'id="idle"' not in markup(client.get("/account/"))


@pytest.mark.parametrize("address", ["", "unix:"])
def test_a_request_through_a_socket_has_no_address_and_works(address: str) -> None:
    client = Client(REMOTE_ADDR=address)
    client.force_login(member())
    long_ago = client.session
    long_ago[SEEN] = 0
    long_ago.save()
    assert client.get("/account/").status_code == 200
    assert UserSession.objects.get().ip == NO_ADDRESS


def test_a_token_begins_no_session() -> None:
    client = Client(headers={"Authorization": token_of(member())})
    assert client.get("/api/v1/assessments/").status_code == 200
    assert client.post("/api/v1/assessments/").status_code == 405
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert not client.cookies
