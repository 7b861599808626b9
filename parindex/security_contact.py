"""Says whom to tell of a hole in the system, where those look who find one (RFC 9116)."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

HOLDS = datetime.timedelta(days=180)
"""For how long whoever has read the file may believe it; RFC 9116 asks for less than a year."""


@require_safe
def security_contact(_request: HttpRequest) -> HttpResponse:
    """Answers with the contacts of ``SECURITY_CONTACT``; where none is set there is no such page."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = (timezone.now() + HOLDS).astimezone(datetime.UTC)
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {until:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: vi, en",
        f"Canonical: {settings.SITE_URL}{PATH}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


PATH = "/.well-known/security.txt"
