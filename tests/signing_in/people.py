"""People who sign in with a password and a second factor."""

import re
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.models import Role, User
from tests.factories import PASSWORD, make_person
from tests.markup import markup

SECRET = "JBSWY3DPEHPK3PXP"
HERE, ELSEWHERE = "203.0.113.10", "198.51.100.7"


def member(role: Role | None = None) -> User:
    """A person with a password."""
    person = make_person(role)
    person.set_password(PASSWORD)
    person.save()
    return person


def with_factor(role: Role | None = None) -> User:
    """A person whose telephone makes codes."""
    person = member(role)
    TOTP.activate(person, SECRET)
    return person


def code_of(secret: str = SECRET, *, later: int = 0) -> str:
    """The code that an application shows now, or a number of steps later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later)))


def wrong_code() -> str:
    """Six digits that no application shows now."""
    right = {code_of(later=step) for step in (-2, -1, 0, 1, 2)}
    return next(f"{number:06}" for number in range(10) if f"{number:06}" not in right)


def give_password(person: User, client: Client | None = None, *, at: str = HERE) -> Client:
    """A browser at the second step."""
    client = client or Client(REMOTE_ADDR=at)
    answer = client.post(
        reverse("account_login"), {"login": person.email, "password": PASSWORD}, REMOTE_ADDR=at
    )
    assert answer.status_code == 302, markup(answer)
    return client


def give_code(client: Client, code: str = "") -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code or code_of()})


def forget_used_codes() -> None:
    """Time passes: the code of a later moment is another one."""
    cache.delete_many(
        [
            f"parindex.code:{one.pk}:{code_of(later=step)}"
            for one in Authenticator.objects.all()
            for step in (-1, 0, 1)
        ]
        + [
            f"allauth.mfa.totp.used?user={one.user_id}&code={code_of(later=step)}"
            for one in Authenticator.objects.all()
            for step in (-1, 0, 1)
        ]
    )


def is_in(client: Client) -> bool:
    """Whether somebody has signed in, by a page that strangers do not see."""
    return client.get(reverse("jobs")).status_code == 200


def confirm(client: Client) -> None:
    """Types the password once more, as each change of factors asks."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def set_up(client: Client) -> list[str]:
    """Sets up an application as its page says; answers the recovery codes that are shown once."""
    confirm(client)
    address = reverse("mfa_activate_totp")
    found = re.search(r'<code class="select-all">(\w+)</code>', markup(client.get(address)))
    assert found
    answer: Any = client.post(address, {"code": code_of(found[1])}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("mfa_view_recovery_codes"), markup(answer)
    return re.findall(r'<code class="select-all">(\d{8})</code>', markup(answer))
