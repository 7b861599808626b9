"""Signing in through a directory (OpenID Connect), against a provider that speaks it."""

import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from assessments.models import JournalLine, Notice, Role, User
from tests.factories import PASSWORD, make_person
from tests.processes import Process, free_port
from tests.services import wait_for
from tests.signing_in.people import is_in

pytestmark = pytest.mark.django_db

NAME = "Cổng xác thực của bộ"
BEGIN = "/accounts/oidc/directory/login/"


KNOWN: list[dict[str, object]] = [
    {"sub": "one", "email": "one@bo.example", "email_verified": True, "name": "Người thứ nhất"},
    {"sub": "two", "email": "Two@bo.example", "email_verified": True},
    {"sub": "doubtful", "email": "one@bo.example", "email_verified": False},
    {"sub": "in words", "email": "one@bo.example", "email_verified": "false"},
    {"sub": "nameless"},
]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a provider that knows some people, in a process of its own."""
    port = free_port()
    people = [part for one in KNOWN for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", port, *people]
    log = tmp_path_factory.mktemp("directory") / "log"
    process = Process("OpenID provider", command, log=log)
    address = f"http://localhost:{port}"
    try:
        wait_for(process, lambda: requests.get(address, timeout=5), requests.ConnectionError)
        yield address
    finally:
        process.stop()


@pytest.fixture(autouse=True)
def directory(server: str, settings: Any) -> str:
    point_to(server, settings)
    return server


def point_to(address: str, settings: Any) -> None:
    app = {"provider_id": "directory", "name": NAME, "client_id": "parindex", "secret": "hidden"}
    known = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    apps = [app | {"settings": {"server_url": address}}]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": known | {"APPS": apps}}
    settings.OIDC_NAME = NAME


def come_from(sub: str, client: Client | None = None, **form: str) -> tuple[Client, Any]:
    """Goes the whole way: the button, the directory's own page, and back."""
    client = client or Client()
    to_directory = client.post(BEGIN, form)
    assert to_directory.status_code == 302
    asked = parse_qs(urlsplit(to_directory["Location"]).query)
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == ["S256"]
    back = requests.post(
        to_directory["Location"], data={"sub": sub}, allow_redirects=False, timeout=30
    )
    answer = back.headers["Location"].partition("testserver")[2]
    return client, client.get(answer)


def test_a_person_with_an_account_comes_in() -> None:
    person = make_person(Role.INSPECTOR, email="one@bo.example")
    client, answer = come_from("one", next=reverse("notices"))
    assert answer.status_code == 302
    assert answer.url == reverse("notices")
    assert is_in(client)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert JournalLine.objects.filter(kind="sign_in", person=person).exists()

    told = Notice.objects.get(user=person)
    assert NAME in told.text_vi
    assert NAME in told.text_en
    # The second time nothing is joined, and nobody told.
    client.post(reverse("account_logout"))
    assert is_in(come_from("one", client)[0])
    assert Notice.objects.filter(user=person).count() == 1


def test_the_password_stays_and_nothing_else_is_kept() -> None:
    person = make_person(Role.INSPECTOR, email="two@bo.example")
    person.set_password(PASSWORD)
    person.save()
    come_from("two")
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (person, "two", {})
    assert not SocialToken.objects.exists()
    assert User.objects.get(pk=person.pk).check_password(PASSWORD)


def test_roles_are_given_here_alone() -> None:
    _, answer = come_from("one")
    assert answer.status_code == 403
    assert "one@bo.example chưa được cấp tài khoản" in answer.content.decode()
    assert not User.objects.filter(email="one@bo.example").exists()
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("sub", ["doubtful", "in words", "nameless", "unheard-of"])
def test_an_address_that_is_not_vouched_for_opens_nothing(sub: str) -> None:
    make_person(Role.INSPECTOR, email="one@bo.example")
    client, answer = come_from(sub)
    assert answer.status_code == 403
    assert f"{NAME} không xác nhận địa chỉ" in answer.content.decode()
    assert not is_in(client)


@pytest.mark.parametrize("joined", [True, False])
def test_a_closed_account_stays_closed(joined: bool) -> None:
    person = make_person(Role.INSPECTOR, email="one@bo.example")
    if joined:
        come_from("one")
    User.objects.filter(pk=person.pk).update(is_active=False)
    client, answer = come_from("one")
    assert answer.status_code == 403
    assert "ngừng sử dụng" in answer.content.decode()
    assert not is_in(client)


def test_who_has_a_second_factor_shows_it_too() -> None:
    person = make_person(Role.COORDINATOR, email="one@bo.example")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client, answer = come_from("one")
    assert answer.url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_cancelled_attempt_says_so() -> None:
    client = Client()
    to_directory = client.post(BEGIN)["Location"]
    # This provider leaves out what the standard asks of it.
    [state] = parse_qs(urlsplit(to_directory).query)["state"]
    data = {"action": "deny", "sub": "one"}
    back = requests.post(to_directory, data=data, allow_redirects=False, timeout=30)
    answer = client.get(f"{back.headers['Location']}&state={state}".partition("testserver")[2])
    assert answer.status_code == 403
    assert "đã được hủy" in answer.content.decode()


@pytest.mark.parametrize(
    "path", ["callback/", "callback/?code=x&state=y", "callback/?error=server_error"]
)
def test_an_answer_that_nobody_asked_for_is_refused(path: str) -> None:
    answer = Client().get(BEGIN + path)
    assert answer.status_code == 403
    assert "không trả lời đúng" in answer.content.decode()


def test_a_directory_that_is_away_is_said(settings: Any) -> None:
    point_to("http://localhost:9", settings)
    answer = Client().post(BEGIN)
    assert answer.status_code == 503
    assert "không trả lời đúng" in answer.content.decode()


def test_only_a_form_begins(settings: Any) -> None:
    client = Client()
    assert client.get(BEGIN).status_code == 405
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403
    _, answer = come_from("one", process="connect")
    assert answer.status_code == 403


def test_the_button_stands_where_a_directory_is_set(settings: Any) -> None:
    page = Client().get(reverse("account_login")).content.decode()
    assert f"Đăng nhập bằng {NAME}" in page
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    assert BEGIN not in Client().get(reverse("account_login")).content.decode()
    assert Client().post(BEGIN).status_code == 404
