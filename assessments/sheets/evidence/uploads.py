"""The rules for uploaded evidence: size, type by content, and a file name that is safe everywhere."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Sum
from django.utils import timezone

from assessments.models import Evidence, User
from criteria.common.files.file_kinds import BY_CONTENT_TYPE, KINDS, Kind, kind_of
from criteria.common.files.names import clean_name
from criteria.common.numbers import show
from criteria.common.text import Refused, Text

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

SIZE_LIMIT = 52_428_800
"""The limit in bytes: 50 MB."""
TOGETHER_LIMIT = 1_073_741_824
"""The limit in bytes of all files that are sent at once: 1 GB."""
SHEET_LIMIT = 20 * 1_073_741_824
"""The limit in bytes of all that was ever uploaded to a sheet, 20 GB: what is withdrawn stays stored."""
DAY_LIMIT = 5 * 1_073_741_824
"""The limit in bytes of all that one person uploads in a day, to all sheets: 5 GB."""
_SUFFIXES = {suffix for kind in KINDS for suffix in kind.suffixes}


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """A file that may be stored: its name made safe, its type, ``size`` in bytes, its SHA-256."""

    name: str
    kind: Kind
    size: int
    sha256: str


def check_upload(upload: "UploadedFile[bytes]", allowed: tuple[Kind, ...] = KINDS) -> CheckedUpload:
    """Checks an uploaded file without storing it. Raises ``Refused`` for a kind not ``allowed``."""
    if (upload.size or 0) > SIZE_LIMIT:
        raise Refused(_too_big(upload.size or 0))
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
        if size > SIZE_LIMIT:
            raise Refused(_too_big(size))
    if not size:
        raise Refused(Text(vi="Tệp rỗng.", en="The file is empty."))
    kind = kind_of(upload, allowed)
    upload.seek(0)
    return CheckedUpload(clean_name(upload.name or ""), kind, size, digest.hexdigest())


def demand_room(assessment_id: int, size: int, uploader: User | None = None) -> None:
    """Raises ``Refused`` unless there is room for ``size`` bytes more, beside what was withdrawn since.

    A sheet has room, and so has the day (in Vietnam) of whoever uploads; with no ``uploader`` nothing is uploaded.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    on_sheet = Q(assessment_id=assessment_id)
    before = Evidence.objects.filter(
        sha256=OuterRef("sha256"), file=OuterRef("file"), pk__lt=OuterRef("pk")
    )
    # What was used again from another sheet was uploaded once.
    today = Q(uploaded_by=uploader, uploaded_at__gte=midnight) & ~Q(Exists(before))
    stored = Evidence.objects.filter(on_sheet | today).aggregate(
        sheet=Sum("size", filter=on_sheet), day=Sum("size", filter=today)
    )
    faults = []
    if (there := stored["sheet"] or 0) + size > SHEET_LIMIT:
        faults.append(_full_sheet(Decimal(there)))
    if uploader and (there := stored["day"] or 0) + size > DAY_LIMIT:
        faults.append(_full_day(Decimal(there)))
    if faults:
        raise Refused(*faults)


def _full_sheet(stored: Decimal) -> Text:
    return Text(
        vi=f"Phiếu đã lưu {show(stored)} byte tài liệu, kể cả tài liệu đã rút; tối đa 20 GB. "
        "Hãy giảm dung lượng tệp, hoặc nhập đường dẫn thay cho tệp.",
        en=f"The sheet stores {show(stored, 'en')} bytes of documents, withdrawn ones too; at most 20 GB fit. "
        "Make the file smaller, or enter a link in its place.",
    )


def _full_day(stored: Decimal) -> Text:
    return Text(
        vi=f"Tài khoản này đã tải lên {show(stored)} byte trong ngày hôm nay, kể cả tài liệu đã rút; mỗi ngày tối đa "
        "5 GB. Hãy nhập đường dẫn thay cho tệp, hoặc tải tiếp vào ngày mai.",
        en=f"This account has uploaded {show(stored, 'en')} bytes today, withdrawn documents too; at most 5 GB a day. "
        "Enter a link in place of the file, or go on uploading tomorrow.",
    )


def _too_big(size: int) -> Text:
    real, most = Decimal(size), Decimal(SIZE_LIMIT)
    return Text(
        vi=f"Tệp có {show(real)} byte, tối đa {show(most)} byte (50 MB): hãy giảm dung lượng hoặc tách tệp.",
        en=f"The file has {show(real, 'en')} bytes, at most {show(most, 'en')} (50 MB) fit: make it smaller or split it.",
    )


def stem(name: str) -> str:
    """Returns a file name without its suffix; "Quyết định 876.2022" keeps its end, which is no known suffix."""
    suffix = PurePosixPath(name).suffix
    return name[: -len(suffix)] if suffix.lower() in _SUFFIXES else name


def download_name(name: str, content_type: str) -> str:
    """Returns the name for a download: the stored name, with the suffix of the file's real type."""
    kind = BY_CONTENT_TYPE.get(content_type)
    if kind is None or PurePosixPath(name).suffix.lower() in kind.suffixes:
        return name
    return name + kind.suffixes[0]
