"""The rule on opening a document that a scanner for malware has not let through.

It comes on top of reading the sheet: whoever may not read that does not learn of the document at all.
"""

import datetime

from django.conf import settings
from django.utils import timezone

from assessments.models import Evidence, Scan, User
from assessments.permissions.by_role import reasons_against_administering
from criteria.common.text import Text

PATIENCE = datetime.timedelta(minutes=15)
"""The time that others wait for a scanner that is away, where a scan is not required."""


def is_open_to_readers(evidence: Evidence, now: datetime.datetime | None = None) -> bool:
    """Returns whether everybody who reads the sheet may open the document."""
    if evidence.scan == Scan.INFECTED:
        return False
    if settings.SCAN_UPLOADS == "off" or evidence.scan == Scan.CLEAN or not evidence.file:
        return True
    if settings.SCAN_UPLOADS == "required":
        return False
    return evidence.scan == Scan.FAILED or (now or timezone.now()) - evidence.uploaded_at > PATIENCE


def scan_note(evidence: Evidence) -> Text | None:
    """Returns what a reader has to know of the document's scan; nothing where all is well."""
    if evidence.scan == Scan.INFECTED:
        return Text(
            vi=f"Tệp có mã độc ({evidence.scan_said}) nên đã bị khóa: đơn vị rút tài liệu này và tải lên tệp sạch.",
            en=f"The file is infected ({evidence.scan_said}) and closed: the unit withdraws it and uploads a clean one.",
        )
    if settings.SCAN_UPLOADS == "off" or evidence.scan == Scan.CLEAN or not evidence.file:
        return None
    if evidence.scan == Scan.FAILED:
        return Text(
            vi=f"Không quét mã độc được tệp này ({evidence.scan_said}).",
            en=f"This file could not be scanned for malware ({evidence.scan_said}).",
        )
    if is_open_to_readers(evidence):
        return Text(
            vi="Tệp chưa được quét mã độc: máy quét chưa trả lời.",
            en="The file has not been scanned for malware: the scanner does not answer.",
        )
    return Text(
        vi="Đang quét mã độc: chỉ người tải lên mở được tệp cho đến khi quét xong.",
        en="Being scanned for malware: until that is done only its uploader can open the file.",
    )


def reasons_against_opening(user: User, evidence: Evidence) -> list[Text]:
    """Returns the reason against a person opening a document of a sheet that this person may read."""
    if is_open_to_readers(evidence):
        return []
    if evidence.scan == Scan.INFECTED:
        may = not reasons_against_administering(user)
    else:
        may = evidence.uploaded_by_id == user.pk
    note = scan_note(evidence)
    return [] if may or note is None else [note]
