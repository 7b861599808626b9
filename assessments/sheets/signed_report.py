"""The upload of the signed report to its sheet."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from assessments import permissions
from assessments.models import SignedReport
from assessments.sheets.evidence.examining import faults_of_scan
from assessments.sheets.evidence.uploads import CheckedUpload, check_upload
from assessments.writing.actor import Actor
from assessments.writing.acts import Act
from assessments.writing.locking import locked_sheet
from assessments.writing.record import record
from criteria.common.files.file_kinds import PDF
from criteria.common.files.signed_pdfs import read_signatures
from criteria.common.files.storing import discard_on_failure, store
from criteria.common.text import Refused, Text

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

ADD_SIGNED_REPORT = Act(
    "add_signed_report", Text(vi="Tải lên báo cáo đã ký", en="Added the signed report")
)


def add_signed_report(
    *, actor: Actor, assessment_id: int, upload: "UploadedFile[bytes]"
) -> SignedReport:
    """Stores the signed PDF of a submitted sheet, with its SHA-256; earlier ones stay.

    It takes at most 50 MB, and PDF by content. Raises ``Refused`` with every cause.
    """
    faults: list[Text] = []
    checked: CheckedUpload | None = None
    try:
        checked = check_upload(upload, (PDF,))
        # At once, since such a row is never changed again.
        faults += faults_of_scan(upload.file)  # type: ignore[arg-type]  # a file of bytes, whatever its stub says
    except Refused as refused:
        faults += refused.causes
    signatures = read_signatures(upload.file, timezone.now()) if checked else []  # type: ignore[arg-type]
    report = SignedReport(assessment_id=assessment_id, by=actor.user)
    with discard_on_failure(report.file), transaction.atomic():
        assessment = locked_sheet(assessment_id)
        if checked and assessment.signed_reports.filter(sha256=checked.sha256).exists():
            faults.append(ALREADY)
        permissions.demand(
            permissions.reasons_against_adding_signed_report(actor.user, assessment), faults
        )
        if checked is None:
            raise Refused(*faults)
        report.file_name, report.size = checked.name, checked.size
        report.sha256 = checked.sha256
        report.signatures = [one.as_json() for one in signatures]
        store(report.file, checked.name, upload)
        report.save()
        after = {"report": report.pk, "file": report.file_name, "sha256": report.sha256}
        record(actor, ADD_SIGNED_REPORT, on=assessment, after=after)
    return report


ALREADY = Text(
    vi="Chính tệp này đã được tải lên phiếu rồi.",
    en="This very file has been uploaded to the sheet already.",
)
