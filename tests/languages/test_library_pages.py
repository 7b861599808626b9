"""The pages and mails that libraries write speak the reader's language too."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from assessments.models import Role, User
from tests import messages
from tests.factories import PASSWORD, make_person
from tests.languages.words import VIETNAMESE, client_of, english, strip_accents_from_data, words
from tests.mails import ask_for_code, sent_mails
from tests.signing_in.people import SECRET

pytestmark = pytest.mark.django_db


def member() -> User:
    user = make_person(Role.ADMIN, email="admin@parindex.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def enter(client: Client, code: str = "") -> Any:
    """Ask for a code and type it, or another one."""
    code = code or ask_for_code(client, "admin@parindex.example")
    return client.post(reverse("account_confirm_password_reset_code"), {"code": code}, follow=True)


def asked(client: Client) -> Client:
    ask_for_code(client, "admin@parindex.example")
    return client


def again(client: Client) -> Client:
    """Types the password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def set_up(client: Client) -> Client:
    """Has an application and recovery codes, and has typed the password once more."""
    person = User.objects.get(email="admin@parindex.example")
    Authenticator.objects.filter(user=person).delete()
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return again(client)


def at_second_step(client: Client) -> Client:
    set_up(client)
    given = {"login": "admin@parindex.example", "password": PASSWORD}
    client.post(reverse("account_login"), given)
    return client


FOREIGN: dict[str, Callable[[Client], Any]] = {
    "login": lambda c: c.get(reverse("account_login")),
    "login empty": lambda c: c.post(reverse("account_login"), {}),
    "login wrong": lambda c: c.post(
        reverse("account_login"), {"login": "admin@parindex.example", "password": "wrong"}
    ),
    "second step": lambda c: at_second_step(c).get(reverse("mfa_authenticate")),
    "second step wrong": lambda c: at_second_step(c).post(
        reverse("mfa_authenticate"), {"code": "x"}
    ),
    "signup": lambda c: c.get(reverse("account_signup")),
    "inactive": lambda c: c.get(reverse("account_inactive")),
    "reset": lambda c: c.get(reverse("account_reset_password")),
    "reset wrong": lambda c: c.post(reverse("account_reset_password"), {"email": "x"}),
    "reset code": lambda c: asked(c).get(reverse("account_confirm_password_reset_code")),
    "reset code wrong": lambda c: enter(asked(c), "wrong"),
    "reset code right": enter,
    "reset completed": lambda c: c.get(reverse("account_password_reset_completed")),
}
SIGNED_IN: dict[str, Callable[[Client], Any]] = {
    "logout": lambda c: c.get(reverse("account_logout")),
    "logged out": lambda c: c.post(reverse("account_logout"), follow=True),
    "change": lambda c: c.get(reverse("account_change_password")),
    "change wrong": lambda c: c.post(
        reverse("account_change_password"),
        {"oldpassword": "x", "password1": "123", "password2": "4"},
    ),
    "change short": lambda c: c.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "123", "password2": "123"},
    ),
    "again": lambda c: c.get(reverse("account_reauthenticate")),
    "factors": lambda c: c.get(reverse("mfa_index")),
    "sessions": lambda c: c.get(reverse("usersessions_list")),
    "other sessions ended": lambda c: c.post(reverse("usersessions_list"), follow=True),
    "application": lambda c: again(c).get(reverse("mfa_activate_totp")),
    "application wrong": lambda c: again(c).post(reverse("mfa_activate_totp"), {"code": "x"}),
    "application removed": lambda c: set_up(c).get(reverse("mfa_deactivate_totp")),
    "key": lambda c: again(c).get(reverse("mfa_add_webauthn")),
    "key wrong": lambda c: again(c).post(reverse("mfa_add_webauthn"), {"credential": "{}"}),
    "recovery codes": lambda c: set_up(c).get(reverse("mfa_view_recovery_codes")),
    "recovery codes anew": lambda c: set_up(c).get(reverse("mfa_generate_recovery_codes")),
    "factor again": lambda c: set_up(c).get(reverse("mfa_reauthenticate")),
    "factor again wrong": lambda c: set_up(c).post(reverse("mfa_reauthenticate"), {"code": "x"}),
    "unconfirmed": lambda c: c.get("/accounts/confirm-email/x/"),
    "sent": lambda c: c.get(reverse("account_email_verification_sent")),
    "admin": lambda c: c.get(reverse("admin:index")),
    "admin people": lambda c: c.get(reverse("admin:assessments_user_changelist")),
    "admin export": lambda c: c.get(reverse("admin:assessments_unit_export")),
}


def english_of_libraries() -> set[str]:
    """What libraries would say in English; words that both languages share stand for nothing."""
    return {
        " ".join(entry.msgid.split())
        for entry in messages.read("vi")
        if entry.msgid not in (entry.msgstr, "API")
    }


@pytest.mark.parametrize("name", [*FOREIGN, *SIGNED_IN])
def test_library_pages_in_both_languages(name: str) -> None:
    user = member()
    visit = FOREIGN.get(name) or SIGNED_IN[name]
    signed = user if name in SIGNED_IN else None
    strip_accents_from_data()
    english(visit(client_of(signed)))
    response = visit(client_of(signed, "vi"))
    assert response.status_code == 200
    spoken = words(response)
    assert any(VIETNAMESE.search(text) for text in spoken)
    assert english_of_libraries() & set(spoken) == set()


def test_mails_are_in_the_reader_s_language() -> None:
    member()
    for language in ("vi", "en"):
        ask_for_code(client_of(None, language), "admin@parindex.example")
        message = sent_mails()[-1]
        said = f"{message.subject}\n{message.body}"
        assert bool(VIETNAMESE.search(said)) == (language == "vi")
        if language == "vi":
            assert not re.search(r"\b(You|you|Hello|link|below|Thank)\b", said)
