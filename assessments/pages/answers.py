"""Marks what this program answers to a page's script, which takes nothing else for an answer.

A proxy, a portal that wants a sign-in, or a server that is being restarted answer too, often with 200.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "PAR-Answer"
SHOWN, REFUSAL, DRAFT = "shown", "refusal", "draft"
"""What takes its place on the page; what only says why nothing was done; a save that left figures unrecorded."""
TOLD = (401, 403, 409, 413, 422)
"""The statuses of refusals, whose sentences are for the person; other pages of errors are not for a place on a page."""


def mark(response: HttpResponse, kind: str) -> HttpResponse:
    """Returns the response, marked as an answer of that kind."""
    response.headers[HEADER] = kind
    return response


class OwnAnswers:
    """Marks every answer to a script that shows it in its place: the one place where answers become known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asked = "HX-Request" in request.headers
        if asked and (response.status_code < 300 or response.status_code in TOLD):
            response.headers.setdefault(HEADER, SHOWN)
        return response
