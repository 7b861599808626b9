"""A session that is over opens nothing, however it ended."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.acts import import_people
from assessments.models import Role, Token, User
from assessments.nightly import work_of_the_night
from tests.assessments.rosters import take
from tests.factories import PASSWORD, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def person() -> User:
    return make_person(Role.INSPECTOR)


@pytest.fixture
def client(person: User) -> Client:
    client = Client()
    client.force_login(person)
    assert client.get("/rounds/").status_code == 200
    return client


def is_out(client: Client) -> bool:
    answer = client.get("/rounds/")
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


def test_what_a_session_holds_comes_back(client: Client) -> None:
    session = client.session
    session["asked"] = {"đơn vị": [1, 2]}
    session.save()
    assert client.session["asked"] == {"đơn vị": [1, 2]}


def test_an_expired_session(client: Client) -> None:
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    assert is_out(client)


def test_a_removed_session(client: Client) -> None:
    Session.objects.all().delete()
    assert is_out(client)


def test_a_session_of_an_old_password(client: Client, person: User) -> None:
    person.set_password("một mật khẩu khác")
    person.save()
    assert is_out(client)


def test_a_forged_session(client: Client) -> None:
    Session.objects.update(session_data="{}:forged")
    assert is_out(client)


def test_signing_in_begins_a_session_of_its_own(person: User) -> None:
    person.set_password(PASSWORD)
    person.save()
    browser = Client()
    session = browser.session  # made here, as somebody would who wants it to be signed in later
    session["typed"] = "before"
    session.save()
    browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert not is_out(browser)
    assert browser.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_the_night_lets_go_of_sessions_that_are_over(client: Client, person: User) -> None:
    client.force_login(person)
    over = Client()
    over.force_login(make_person())
    Session.objects.filter(pk=over.session.session_key).update(expire_date=timezone.now())
    assert work_of_the_night()["sessions let go"] == 1
    assert [session.session_key for session in Session.objects.all()] == [
        client.session.session_key
    ]


def test_no_session_at_all() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert is_out(client)


def deactivate_by_page(person: User) -> None:
    admin = Client()
    admin.force_login(make_person(Role.ADMIN))
    answer = admin.post(reverse("person", args=[person.pk]), {"act": "lock"})
    assert answer.status_code == 302


def deactivate_by_import(person: User) -> None:
    head = ["Thư điện tử", "Họ và tên", "Vai trò", "Mã đơn vị", "Đang hoạt động"]
    take(import_people, [head, [person.email, "Tên", "", "", "Không"]])


def deactivate_and_save(person: User) -> None:
    person.is_active = False
    person.save()


@pytest.mark.parametrize(
    "deactivate", [deactivate_by_page, deactivate_by_import, deactivate_and_save]
)
def test_an_account_comes_back_without_its_sessions_and_tokens(
    client: Client, person: User, deactivate: Callable[[User], None]
) -> None:
    _, token = Token.objects.create(person)
    deactivate(person)
    person.refresh_from_db()
    assert not person.is_active
    person.is_active = True
    person.save()
    assert is_out(client)
    answer = Client().get("/api/v1/rounds/", headers={"Authorization": f"Token {token}"})
    assert answer.status_code == 401
    again = Client()
    again.force_login(person)
    assert not is_out(again)


def test_a_session_outlives_what_else_is_changed(client: Client, person: User) -> None:
    person.full_name = "Tên mới"
    person.save()
    assert not is_out(client)


def test_a_new_key_of_the_server_keeps_the_sessions(person: User, settings: Any) -> None:
    person.is_active = False
    person.save()
    person.is_active = True
    person.save()
    client = Client()
    client.force_login(person)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 50
    assert not is_out(client)
