"""Signing in: whom the limits count, what a stranger learns, and what the library offers that is not offered here."""

import re
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from allauth.account import adapter, app_settings
from django.contrib.auth import hashers
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from assessments.messages.mails import send_mails
from assessments.models import Notice, Role, User
from tests.factories import PASSWORD, make_person
from tests.mails import ask_for_code, sent_mails
from tests.markup import markup

pytestmark = pytest.mark.django_db


def limit(action: str, per: str) -> int:
    """How often something may be done: the first number of the settings for it."""
    rates = [rate.split("/") for rate in app_settings.RATE_LIMITS[action].split(",")]
    return next(int(amount) for amount, _time, of in rates if of == per)


# Wrong passwords in a minute from one address, and for one account from it.
LIMIT = limit("login_failed", "ip")
TRIES = limit("login_failed", "key")


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
        (302, reverse("account_confirm_password_reset_code"))
    }
    sent_mails()
    assert "No mail went out" in caplog.text


def member(role: Role | None = None) -> User:
    person = make_person(role)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(person: User | str, password: str = PASSWORD, *, at: str = "203.0.113.10") -> Any:
    email = person if isinstance(person, str) else person.email
    data = {"login": email, "password": password}
    return Client(REMOTE_ADDR=at).post(reverse("account_login"), data)


def is_in(answer: Any) -> bool:
    return bool(answer.status_code == 302 and answer["Location"] == reverse("home"))


def test_wrong_passwords_shut_an_account_to_their_own_address_alone() -> None:
    person, colleague = member(), member()
    for _ in range(LIMIT + TRIES):
        sign_in(person, "wrong", at="203.0.113.66")
    assert SHUT in markup(sign_in(person, at="203.0.113.66"))
    assert is_in(sign_in(person, at="198.51.100.7"))
    assert is_in(sign_in(colleague, at="203.0.113.66"))


def test_fewer_wrong_passwords_shut_nothing() -> None:
    person = member()
    for _ in range(TRIES - 1):
        assert not is_in(sign_in(person, "wrong"))
    assert is_in(sign_in(person))


def test_addresses_of_one_network_count_as_one() -> None:
    person = member()
    for number in range(TRIES):
        sign_in(person, "wrong", at=f"2001:db8::{number}")
    assert SHUT in markup(sign_in(person, at="2001:db8::ffff"))
    assert is_in(sign_in(person, at="2001:db8:1::1"))


def test_a_person_learns_once_a_day_that_somebody_tries_passwords() -> None:
    person, inactive = member(), make_person()
    inactive.is_active = False
    inactive.save()
    for number in range(6):
        assert Notice.objects.exists() == (number > 4)
        for email in (person.email.upper(), inactive.email, "nobody@parindex.example"):
            sign_in(email, "wrong", at=f"203.0.113.{number}")
    notice = Notice.objects.get()
    assert notice.user == person
    assert "từ địa chỉ 203.0.113.4." in notice.text_vi
    assert "from the address 203.0.113.4." in notice.text_en
    assert send_mails() == 1


def test_one_s_own_slips_are_not_told() -> None:
    person = member()
    for _ in range(4):
        sign_in(person, "wrong")
        assert is_in(sign_in(person))
    # Each of these sign-ins is on a new browser, which is told.
    assert not Notice.objects.exclude(key__startswith="new-device").exists()


def said(answer: Any, email: str) -> str:
    """The page, without what differs each time."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", markup(answer)).replace(email, "")


def test_nobody_learns_whether_the_password_of_a_closed_account_is_right() -> None:
    person = member()
    User.objects.filter(pk=person.pk).update(is_active=False)
    answers = [sign_in(person), sign_in(person, "wrong"), sign_in("nobody@parindex.example")]
    assert {answer.status_code for answer in answers} == {200}
    emails = (person.email, person.email, "nobody@parindex.example")
    assert len({said(*pair) for pair in zip(answers, emails, strict=True)}) == 1


@pytest.mark.parametrize("known", ["active", "inactive", "unusable", "nobody"])
def test_each_refused_sign_in_takes_the_work_of_one_password(
    monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    person = member()
    if known == "unusable":
        person.set_unusable_password()
        person.save()
    User.objects.filter(pk=person.pk).update(is_active=known != "inactive")
    hashed = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(*given: Any) -> Any:
        hashed.append(given)
        return encode(*given)

    monkeypatch.setattr(hasher, "encode", counted)
    sign_in("nobody@parindex.example" if known == "nobody" else person, "wrong")
    assert len(hashed) == 1


def test_a_request_for_a_code_does_the_same_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    render = adapter.render_to_string

    def noted(name: str, *rest: Any) -> str:
        made.append(name)
        return str(render(name, *rest))

    monkeypatch.setattr(adapter, "render_to_string", noted)
    person, closed = member(), member()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    seen = set()
    for email in (person.email, closed.email, "nobody@parindex.example"):
        made.clear()
        asked = {"email": email}
        answer: Any = Client().post(reverse("account_reset_password"), asked, follow=True)
        seen.add((answer.redirect_chain[-1], said(answer, email), tuple(made)))
    assert len(seen) == 1
    assert [mail.to for mail in sent_mails()] == [[person.email]]


def test_a_code_gives_a_new_password_and_opens_the_account_at_once() -> None:
    person, client = member(), Client(REMOTE_ADDR="203.0.113.10")
    for _ in range(TRIES):
        sign_in(person, "wrong")
    assert SHUT in markup(sign_in(person))
    code = ask_for_code(client, person.email)
    answer: Any = client.post(
        reverse("account_confirm_password_reset_code"), {"code": code.lower()}, follow=True
    )
    address = answer.redirect_chain[-1][0]
    assert code not in address
    new = "mot-mat-khau-moi-2026"
    client.post(address, {"password1": new, "password2": new})
    assert is_in(sign_in(person, new))
    assert not is_in(sign_in(person))


def test_three_wrong_codes_end_the_request() -> None:
    person, client = member(), Client()
    code = ask_for_code(client, person.email)
    address = reverse("account_confirm_password_reset_code")
    for _ in range(2):
        assert "Mã không đúng" in markup(client.post(address, {"code": "BBBB-BBBB"}))
    assert client.post(address, {"code": "BBBB-BBBB"}).status_code == 302
    assert client.post(address, {"code": code})["Location"] == reverse("account_login")


def test_a_mail_names_the_site_and_nothing_of_the_request(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(SERVER_NAME="evil.example")
    ask_for_code(client, member().email)
    (message,) = sent_mails()
    assert message.subject == "[PAR Index] Mã đặt lại mật khẩu"
    assert "evil.example" not in str(message.message())
    assert "http" not in str(message.body)
    assert message.message()["Auto-Submitted"] == "auto-generated"


def test_a_link_with_a_key_opens_nothing() -> None:
    assert Client().get("/accounts/password/reset/key/1-abc/").status_code == 404


@pytest.mark.parametrize("ask", ["get", "post"])
def test_the_admin_site_changes_no_password_of_its_own(ask: str) -> None:
    client = Client()
    client.force_login(member(Role.ADMIN))
    answer = getattr(client, ask)(reverse("admin:password_change"))
    assert answer["Location"] == reverse("account_change_password")


def test_the_old_password_is_not_guessed_without_end() -> None:
    client, tries = Client(), limit("change_password", "user")
    client.force_login(member())
    new = "mot-mat-khau-moi-2026"
    wrong = {"oldpassword": "wrong", "password1": new, "password2": new}
    for _ in range(tries):
        assert client.post(reverse("account_change_password"), wrong).status_code == 200
    answer = client.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})
    assert answer.status_code == 429
    assert "Có quá nhiều yêu cầu" in markup(answer)
