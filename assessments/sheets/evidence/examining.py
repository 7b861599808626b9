"""Looks into a document once it is stored: what its digital signatures say, and whether ClamAV finds something.

A worker does it after the upload; the clock does what was not done, because a worker or the scanner was away, or
because the document is older than the setting. Doing it twice does no harm.
"""

import datetime
import logging
import time
from collections.abc import Iterable
from typing import BinaryIO, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from assessments.jobs.handing_over import hand_over
from assessments.messages.notices import notify
from assessments.models import Evidence, Membership, Role, Scan
from criteria.common.files.file_kinds import PDF
from criteria.common.files.scanning import ScannerAway, scan_stream
from criteria.common.files.signed_pdfs import read_signatures
from criteria.common.files.storing import StoreAway
from criteria.common.text import Text

log = logging.getLogger(__name__)
SECONDS = 60
"""The time that the clock takes for it at each tick; the rest waits for the next."""
AGAIN = datetime.timedelta(days=1)
"""The time after which a document that could not be scanned is tried once more."""


def examine_soon(evidence: Evidence) -> None:
    """Lets a worker look into a new document once it is committed; where no worker can be told, the clock does it."""
    if evidence.file and (scans() or evidence.content_type == PDF.content_type):
        hand_over("assessments.examine_evidence", evidence.pk, on_failure=_later)


def _later(_evidence_id: int, _reason: Text) -> None:
    """Leaves the document to the clock."""


def scans() -> bool:
    """Returns whether uploads are scanned at all."""
    return settings.SCAN_UPLOADS != "off"


def examine_evidence(evidence_id: int) -> None:
    """Reads a document's signatures and has it scanned, each unless it was done."""
    for evidence in Evidence.objects.filter(_unread(), pk=evidence_id):
        _read(evidence)
    try:
        for evidence in Evidence.objects.filter(_unscanned(), pk=evidence_id):
            _scan(evidence)
    except ScannerAway as fault:
        log.warning("The scanner does not answer: %s", fault)


def examine_waiting() -> int:
    """Looks into the documents that still wait, the newest first; returns how many were done before time was up."""
    until = time.monotonic() + SECONDS
    done = 0
    try:
        for condition, work in ((_unread(), _read), (_unscanned(), _scan)):
            ids = Evidence.objects.filter(condition).order_by("-pk").values_list("pk", flat=True)
            for pk in ids.iterator():
                if time.monotonic() > until:
                    return done
                for evidence in Evidence.objects.filter(condition, pk=pk):
                    done += work(evidence)
    except (ScannerAway, StoreAway) as fault:
        log.warning("Documents wait to be looked into: %s", fault)
    return done


def waiting_scans() -> QuerySet[Evidence] | None:
    """Returns the documents that no scan has seen yet, as its people wait for it; ``None`` where nothing is scanned."""
    return Evidence.objects.filter(_unscanned(), scan="") if scans() else None


def failed_scans() -> int:
    """Returns the number of documents that could not be scanned, and are tried again once a day."""
    return Evidence.objects.filter(scan=Scan.FAILED).count() if scans() else 0


def _unread() -> Q:
    return Q(signatures__isnull=True, content_type=PDF.content_type) & ~Q(file="")


def _unscanned() -> Q:
    """Returns the condition of what waits to be scanned: nothing, where nothing is."""
    if not scans():
        return Q(pk__in=[])
    again = Q(scan=Scan.FAILED, scanned_at__lte=timezone.now() - AGAIN)
    return (Q(scan="") | again) & ~Q(file="")


def _read(evidence: Evidence) -> bool:
    """Keeps what a PDF's signatures say as of its upload; one whose file is lost waits for it."""
    try:
        with evidence.file.open("rb") as stream:
            found = read_signatures(stream, evidence.uploaded_at)
    except FileNotFoundError:
        return False
    signatures = [one.as_json() for one in found]
    return bool(Evidence.objects.filter(_unread(), pk=evidence.pk).update(signatures=signatures))


def _scan(evidence: Evidence) -> bool:
    """Keeps what the scanner says; a threat is told to the uploader and to who keeps order there. Raises ``ScannerAway``."""
    try:
        with evidence.file.open("rb") as stream:
            verdict = scan_stream(settings.CLAMD, cast("BinaryIO", stream))
    except FileNotFoundError:
        return False
    state = (verdict.threat and Scan.INFECTED) or (verdict.fault and Scan.FAILED) or Scan.CLEAN
    with transaction.atomic():
        changed = Evidence.objects.filter(_unscanned(), pk=evidence.pk).update(
            scan=state, scan_said=verdict.threat or verdict.fault, scanned_at=timezone.now()
        )
        if changed and verdict.threat:
            log.error("Evidence %s is infected: %s", evidence.pk, verdict.threat)
            _tell(evidence, verdict.threat)
    return bool(changed)


def _tell(evidence: Evidence, threat: str) -> None:
    # Of a unit's own rounds its coordinators are told: the administrators do not read their sheets.
    owner = evidence.assessment.round.owner_id
    keepers: Iterable[int] = Membership.objects.filter(
        role=Role.ADMIN if owner is None else Role.COORDINATOR, unit=owner, user__is_active=True
    ).values_list("user_id", flat=True)
    text = Text(
        vi=f"Tệp “{evidence.file_name}” có mã độc ({threat}) nên đã bị khóa. Hãy rút tài liệu “{evidence.title}” và tải "
        "lên tệp sạch; phiếu chưa gửi được khi còn tài liệu này.",
        en=f"The file “{evidence.file_name}” is infected ({threat}) and has been closed. Withdraw the document "
        f"“{evidence.title}” and upload a clean file; the sheet cannot be submitted with it.",
    )
    path = reverse("sheet_evidence", args=[evidence.assessment_id])
    notify({evidence.uploaded_by_id, *keepers}, f"infected:{evidence.pk}", text, path)


def faults_of_scan(stream: BinaryIO) -> list[Text]:
    """Returns what a scan at once has against taking a file in; one that cannot be scanned passes unless it must be."""
    if not scans():
        return []
    stream.seek(0)
    try:
        verdict = scan_stream(settings.CLAMD, stream)
    except ScannerAway as fault:
        log.warning("The scanner does not answer: %s", fault)
        return [AWAY] if settings.SCAN_UPLOADS == "required" else []
    if verdict.threat:
        return [
            Text(
                vi=f"Tệp có mã độc ({verdict.threat}) nên không được lưu.",
                en=f"The file is infected ({verdict.threat}) and was not stored.",
            )
        ]
    if verdict.fault and settings.SCAN_UPLOADS == "required":
        return [
            Text(
                vi=f"Không quét mã độc được tệp này ({verdict.fault}) nên không được lưu.",
                en=f"The file could not be scanned for malware ({verdict.fault}) and was not stored.",
            )
        ]
    return []


AWAY = Text(
    vi="Máy quét mã độc chưa trả lời nên chưa lưu được. Hãy thử lại sau ít phút.",
    en="The scanner for malware does not answer, so nothing was saved. Try again in a few minutes.",
)
