"""Sends files as files, never as a page of this site."""

import functools
from collections.abc import Callable
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponseBase

from assessments.journal.kinds import EventKind
from assessments.journal.writing import journal
from assessments.models import User
from assessments.pages.common import View
from criteria.common.files.names import attached_name
from criteria.common.files.storing import open_whole

CLOSED = "sandbox; default-src 'none'"


def journal_file(kind: EventKind) -> Callable[[View], View]:
    """Lets a view write a line into the security journal where it sends somebody who has signed in a file.

    It is written before anything is sent; what the address names is the line's place.
    """

    def make(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            name = attached_name(response)
            if name and request.method != "HEAD" and isinstance(request.user, User):
                journal(kind, request.user, file=name)
            return response

        return guarded

    return make


def guard_response(response: HttpResponseBase, policy: str = CLOSED) -> HttpResponseBase:
    """Returns the response with headers that forbid to store it and give it no rights in a browser."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = policy
    # All the formats are packed already: the compressing middleware would cost time and remove the length.
    response["Content-Encoding"] = "identity"
    return response


def send_stored_file(
    file: FieldFile,
    name: str,
    content_type: str,
    *,
    attachment: bool = True,
    policy: str = CLOSED,
) -> HttpResponseBase:
    """Returns the stored file of a row under a name. Raises ``LostFile`` where it is not whole."""
    stream = open_whole(file, name, getattr(file.instance, "size", None))
    response = FileResponse(
        stream, as_attachment=attachment, filename=name, content_type=content_type
    )
    return guard_response(response, policy)
