"""How every file leaves: as a file, never as a page of this site."""

import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponseBase

log = logging.getLogger(__name__)
CLOSED = "sandbox; default-src 'none'"


def guard_response(response: HttpResponseBase, policy: str = CLOSED) -> HttpResponseBase:
    """The response, kept by nobody and without any rights in a browser."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = policy
    # Packed formats all of them: the compressing middleware would only cost time and the length.
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
    """A stored file; 404, with a line in the log, where it is missing."""
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
