"""Sessions: their beginning and last use, noted seldom, and in which words a person finds their own."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import get_user, logout
from django.http import HttpRequest

BEGAN, SEEN = "began", "seen"
BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What browsers call themselves, with the name of each; many name others too, and come before them."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def begin_session(request: HttpRequest) -> None:
    """Notes in a new session when it began."""
    now = int(time.time())
    request.session[BEGAN] = request.session[SEEN] = now


def note_use(request: HttpRequest) -> None:
    """Notes that the session is used, once in five minutes; ends one that has lasted its longest time.

    A session that is saved lives on for as long as it may be idle.
    """
    session, now = request.session, int(time.time())
    if now - session.get(SEEN, 0) < settings.SESSION_NOTED_SECONDS:
        return
    began = session.setdefault(BEGAN, now)
    if now - began >= settings.SESSION_LONGEST_SECONDS:
        logout(request)
        return
    # An API view that refused the request has left nobody in it, and a token somebody else.
    request.user = get_user(request)
    if request.user.is_authenticated:
        session[SEEN] = now
        UserSession.objects.create_from_request(request)


def browser_words(user_agent: str) -> str:
    """Returns the names of the browser and the system, as far as they are known."""
    known = (
        next((name for sign, name in table if sign in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return " · ".join(filter(None, known)) or user_agent[:40]
