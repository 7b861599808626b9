"""Sends files as files, never as a page of this site."""

import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponseBase

log = logging.getLogger(__name__)
CLOSED = "sandbox; default-src 'none'"


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
    """Returns a stored file; 404, with a line in the log, where it is missing."""
    try:
        stream = file.open("rb")
    except FileNotFoundError as error:
        row = file.instance
        log.exception("The stored file of %s %s is missing", row._meta.model_name, row.pk)
        raise Http404 from error
    response = FileResponse(
        stream, as_attachment=attachment, filename=name, content_type=content_type
    )
    return guard_response(response, policy)
