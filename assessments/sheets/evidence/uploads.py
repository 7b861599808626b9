"""The rules for uploaded evidence: size, type by content, and a file name that is safe everywhere."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.db.models import Sum

from assessments.models import Evidence
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


def demand_room(assessment_id: int, size: int) -> None:
    """Raises ``Refused`` unless a sheet has room for ``size`` bytes more, beside what was withdrawn from it."""
    documents = Evidence.objects.filter(assessment_id=assessment_id)
    stored = documents.aggregate(bytes=Sum("size"))["bytes"] or 0
    if stored + size <= SHEET_LIMIT:
        return
    real = Decimal(stored)
    raise Refused(
        Text(
            vi=f"Phiếu đã lưu {show(real)} byte tài liệu, kể cả tài liệu đã rút; tối đa 20 GB. "
            "Hãy giảm dung lượng tệp, hoặc nhập đường dẫn thay cho tệp.",
            en=f"The sheet stores {show(real, 'en')} bytes of documents, withdrawn ones too; at most 20 GB fit. "
            "Make the file smaller, or enter a link in its place.",
        )
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
