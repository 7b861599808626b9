"""The signed report comes back to its sheet."""

import logging
from typing import TYPE_CHECKING

from django.db import transaction

from assessments import permissions
from assessments.models import SignedReport
from assessments.models.evidence import stored_name
from assessments.sheets.evidence.uploads import Checked, check_upload
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.locking import locked_sheet
from assessments.writing.record import record
from criteria.common.files.file_kinds import PDF
from criteria.common.text import Refused, Text

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

ADD_SIGNED_REPORT = Act(
    "add_signed_report", Text(vi="Tải lên báo cáo đã ký", en="Added the signed report")
)

log = logging.getLogger(__name__)


def add_signed_report(
    *, actor: Actor, assessment_id: int, upload: "UploadedFile[bytes]"
) -> SignedReport:
    """Keep the signed PDF of a submitted sheet, with its SHA-256; earlier ones stay.

    At most 50 MB, PDF by content. Raises ``Refused`` with every cause.
    """
    faults: list[Text] = []
    checked: Checked | None = None
    try:
        checked = check_upload(upload, (PDF,))
    except Refused as refused:
        faults += refused.causes
    report = SignedReport(assessment_id=assessment_id, by=actor.user)
    try:
        with transaction.atomic():
            assessment = locked_sheet(assessment_id)
            if checked and assessment.signed_reports.filter(sha256=checked.sha256).exists():
                faults.append(ALREADY)
            permissions.demand(permissions.to_add_signed(actor.user, assessment), faults)
            if checked is None:
                raise Refused(*faults)
            report.file_name, report.size = checked.name, checked.size
            report.sha256 = checked.sha256
            # Named first: should storing stop half way (a full disk), the rest can be found.
            report.file.name = stored_name(report, checked.name)
            report.file.name = report.file.storage.save(report.file.name, upload)
            report.save()
            told = {"report": report.pk, "file": report.file_name, "sha256": report.sha256}
            record(actor, ADD_SIGNED_REPORT, on=assessment, after=told)
    except BaseException:
        _discard(report)
        raise
    return report


def _discard(report: SignedReport) -> None:
    """No row will ever name the stored file."""
    if not report.file.name:
        return
    try:
        report.file.storage.delete(report.file.name)
    except OSError:
        log.exception("Stored file %s is left over after a failed upload", report.file.name)


ALREADY = Text(
    vi="Chính tệp này đã được tải lên phiếu rồi.",
    en="This very file has been uploaded to the sheet already.",
)
