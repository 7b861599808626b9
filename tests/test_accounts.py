"""Signing in: whom the limits count, and what the library offers that is not offered here."""

from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from tests.factories import make_person
from tests.markup import markup

pytestmark = pytest.mark.django_db

# The library's own limit: wrong passwords in a minute from one address.
LIMIT = 10


def attempts(times: int, forwarded: str) -> str:
    """The last answer to so many wrong passwords, each for another account."""
    for number in range(times):
        answer = Client(headers={"X-Forwarded-For": forwarded}).post(
            reverse("account_login"), {"login": f"a{number}@parindex.example", "password": "wrong"}
        )
    return str(markup(answer))


SHUT = "Đăng nhập sai quá nhiều lần"


def behind(proxies: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "rest_framework.throttling.api_settings.NUM_PROXIES", proxies, raising=False
    )


def test_behind_a_proxy_each_address_has_its_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    behind(1, monkeypatch)
    assert SHUT in attempts(LIMIT + 1, "203.0.113.1")
    assert SHUT not in attempts(1, "203.0.113.2")


def test_an_address_that_the_client_adds_itself_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behind(1, monkeypatch)
    attempts(LIMIT, "203.0.113.3")
    assert SHUT in attempts(1, "198.51.100.1, 203.0.113.3")


def test_without_a_proxy_the_header_is_the_client_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    behind(0, monkeypatch)
    attempts(LIMIT, "203.0.113.4")
    assert SHUT in attempts(1, "203.0.113.5")


@pytest.mark.parametrize("act", ["action_add", "action_primary"])
def test_nobody_gives_themselves_another_address(act: str) -> None:
    person = make_person()
    client = Client()
    client.force_login(person)
    address = reverse("account_email")
    assert client.get(address).status_code == 404
    assert client.post(address, {act: "", "email": "new@parindex.example"}).status_code == 404
    person.refresh_from_db()
    assert not person.emailaddress_set.exists()  # type: ignore[attr-defined]  # the library's


@pytest.mark.parametrize("fault", [ConnectionRefusedError, TimeoutError, SMTPServerDisconnected])
def test_a_mail_server_that_is_away_tells_nobody_who_has_an_account(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: type[OSError]
) -> None:
    def away(*_args: Any) -> None:
        raise fault

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    answers = [
        Client(raise_request_exception=False).post(
            reverse("account_reset_password"), {"email": email}
        )
        for email in (make_person().email, "nobody@parindex.example")
    ]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }
    assert "No mail went out" in caplog.text
