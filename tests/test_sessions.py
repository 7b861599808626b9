"""A session that is over opens nothing, however it ended."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from assessments.models import Role, User
from tests.factories import make_person

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


def test_no_session_at_all() -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert is_out(client)
