"""Sends files as files, never as a page of this site."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponseBase

from criteria.common.files.storing import open_whole

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
    """Returns the stored file of a row under a name. Raises ``LostFile`` where it is not whole."""
    stream = open_whole(file, name, getattr(file.instance, "size", None))
    response = FileResponse(
        stream, as_attachment=attachment, filename=name, content_type=content_type
    )
    return guard_response(response, policy)
