"""Browsers that a person has signed in on before, known by a signed cookie that names nobody."""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from assessments.models import User

COOKIE = "device"
SALT = "parindex.device"
SECONDS = 365 * 24 * 60 * 60
MOST = 10
"""A browser that everybody uses remembers the latest people."""


def device_of(request: HttpRequest, user: User) -> str:
    """Returns the browser's own name if the person has signed in on it before, else an empty text."""
    name, people = _read(request)
    return name if _digest(user) in people else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Notes in the browser that the person has signed in on it."""
    name, people = _read(request)
    own = _digest(user)
    people = [own, *(one for one in people if one != own)][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps([name or get_random_string(16), people], salt=SALT),
        max_age=SECONDS,
        httponly=True,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        name, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError):
        return "", []
    return name, people


def _digest(user: User) -> str:
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:16]
