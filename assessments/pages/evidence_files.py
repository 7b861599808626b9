"""Sends evidence to the people who may see its sheet, and never as a page of this site."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseBase
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.journal.kinds import EVIDENCE_DOWNLOAD, EVIDENCE_READ, EventKind
from assessments.journal.measure import demand_document
from assessments.journal.writing import journal
from assessments.models import Evidence
from assessments.pages.common import Visitor, access_log
from assessments.pages.downloads import CLOSED, send_stored_file
from assessments.sheets.evidence.uploads import download_name
from criteria.common.files.file_kinds import BY_CONTENT_TYPE

# A PDF may hold scripts, and it comes from this very origin: the sandbox takes its origin, scripts
# and forms away. Chromium's PDF viewer shows the file all the same, alone and in a frame, because
# it runs in a frame of its own (seen in Chromium 156). Chromium's image viewer needs the style to
# centre images.
PREVIEW = f"{CLOSED}; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@require_safe
@login_required
def download_evidence(request: Visitor, evidence_id: int) -> HttpResponseBase:
    """Sends the file as an attachment under its own name."""
    evidence = _visible(request, evidence_id)
    return _file(request, evidence, EVIDENCE_DOWNLOAD, policy=CLOSED)


@require_safe
@login_required
def preview_evidence(request: Visitor, evidence_id: int) -> HttpResponseBase:
    """Sends a PDF or an image, to be shown in the browser without any rights."""
    evidence = _visible(request, evidence_id)
    kind = BY_CONTENT_TYPE.get(evidence.content_type)
    if kind is None or not kind.previewable:
        raise Http404
    return _file(request, evidence, EVIDENCE_READ, policy=PREVIEW)


def _visible(request: Visitor, evidence_id: int) -> Evidence:
    """Returns the document if the person may read it; for others it does not exist.

    Raises ``NotAllowed`` where it has not passed the scanner, and for whoever has opened too many.
    """
    readable = permissions.evidence_readable_by(request.user)
    evidence = Evidence.objects.filter(readable, pk=evidence_id).first()
    if evidence is None:
        access_log.warning("evidence refused to user %s: %s", request.user.pk, request.path)
        raise Http404
    if not evidence.file:
        raise Http404
    permissions.demand(permissions.reasons_against_opening(request.user, evidence))
    demand_document(request.user)
    return evidence


def _file(
    request: Visitor, evidence: Evidence, kind: EventKind, *, policy: str
) -> HttpResponseBase:
    """Returns the file, once the security journal has its line."""
    name = download_name(evidence.file_name, evidence.content_type)
    response = send_stored_file(
        evidence.file,
        name,
        evidence.content_type,
        attachment=kind is EVIDENCE_DOWNLOAD,
        policy=policy,
    )
    if request.method != "HEAD":
        journal(kind, request.user, file=name, sheet=evidence.assessment_id)
    return response
