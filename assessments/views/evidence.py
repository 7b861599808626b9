"""Serving evidence: to those who may see its sheet, and never as a page of this site."""

import logging

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from assessments.models import Assessment, Evidence
from assessments.uploads import download_name
from assessments.views.doors import Visitor, access_log
from criteria.files.filekinds import BY_CONTENT_TYPE

log = logging.getLogger(__name__)

CLOSED = "sandbox; default-src 'none'"
# A PDF may hold scripts, and it comes from this very origin: the sandbox takes its origin, scripts
# and forms away. Chromium's PDF viewer shows the file all the same, alone and in a frame, because
# it runs in a frame of its own (seen in Chromium 156). The style is what the viewer of images
# centres them with.
PREVIEW = f"{CLOSED}; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
@login_required
def download(request: Visitor, evidence_id: int) -> HttpResponseBase:
    """The file as an attachment under its own name."""
    evidence = _visible(request, evidence_id)
    return _file(evidence, attachment=True, policy=CLOSED)


@require_safe
@login_required
def preview(request: Visitor, evidence_id: int) -> HttpResponseBase:
    """A PDF or an image, shown in the browser without any rights."""
    evidence = _visible(request, evidence_id)
    kind = BY_CONTENT_TYPE.get(evidence.content_type)
    if kind is None or not kind.previewable:
        raise Http404
    return _file(evidence, attachment=False, policy=PREVIEW)


def _visible(request: Visitor, evidence_id: int) -> Evidence:
    """The document if the person may read its sheet; for others it does not exist."""
    sheets = Assessment.objects.visible_to(request.user)
    evidence = Evidence.objects.filter(pk=evidence_id, assessment__in=sheets).first()
    if evidence is None:
        access_log.warning("evidence refused to user %s: %s", request.user.pk, request.path)
        raise Http404
    if not evidence.file:
        raise Http404
    return evidence


def _file(evidence: Evidence, *, attachment: bool, policy: str) -> FileResponse:
    try:
        stream = evidence.file.open("rb")
    except FileNotFoundError as error:
        log.exception("The stored file of evidence %s is missing", evidence.pk)
        raise Http404 from error
    response = FileResponse(
        stream,
        as_attachment=attachment,
        filename=download_name(evidence.file_name, evidence.content_type),
        content_type=evidence.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = policy
    # Packed formats all of them: the compressing middleware would only cost time and the length.
    response["Content-Encoding"] = "identity"
    return response
