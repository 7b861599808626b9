"""Opens an uploaded PDF as a viewer would: nobody shall find out after the deadline that it cannot be read."""

import re
from typing import IO, BinaryIO, cast

import pikepdf
from pikepdf.settings import set_qpdf_limits

from criteria.common.files.archives import ENCRYPTED
from criteria.common.text import Refused, Text

HEADER_WITHIN = 1024
"""Viewers look for the header in this many bytes: mail programs and scanners put line breaks before it."""
MOST_TO_RECOVER = 20_000
"""The number of objects above which a wrong table of them is not made anew: that takes 25 µs for each."""
_HEADER = re.compile(rb"(?:^|[\s\x00\xbb-\xff])%PDF-[0-9]")
_CHUNK = 1024 * 1024
_LONGEST_MARK = len(b"startxref")

CUT_OFF = Text(
    vi="Tệp PDF bị cắt cụt: thiếu phần cuối, thường vì chép hoặc tải về chưa xong. "
    "Hãy lấy lại tệp gốc, mở xem đủ trang rồi tải lên lại.",
    en="The PDF is cut off: its end is missing, most often because it was not copied or downloaded "
    "to the end. Fetch the original, look whether it shows every page, and upload it again.",
)
UNOPENABLE = Text(
    vi="Tệp PDF bị hỏng hoặc không có trang nào, người khác không mở được. "
    "Hãy in hoặc quét lại thành PDF rồi tải lên.",
    en="The PDF is damaged or has no page: others could not open it. Print or scan it to PDF again "
    "and upload that.",
)
LOCKED = Text(
    vi="Tệp PDF được mã hóa cho người nhận nhất định nên người khác không mở được. "
    "Hãy lưu lại không mã hóa rồi tải lên.",
    en="The PDF is encrypted for certain people, so that others could not open it. Save it without "
    "encryption and upload it again.",
)

# For the whole process, as the library wants it: a file of 300 KB could otherwise ask for gigabytes.
set_qpdf_limits(flate_max_memory=64 * _CHUNK, run_length_max_memory=64 * _CHUNK)


def has_pdf_header(head: bytes) -> bool:
    """Returns whether a viewer takes a file that begins like this for a PDF."""
    return _HEADER.search(head[:HEADER_WITHIN]) is not None


def demand_openable(stream: IO[bytes]) -> None:
    """Raises ``Refused`` unless everybody can open the PDF and see a page; an owner's password does no harm."""
    is_whole, objects = _marks(stream)
    if not is_whole:
        raise Refused(CUT_OFF)
    try:
        try:
            pages = _pages(stream, recover=False)
        except pikepdf.PasswordError:
            raise
        except pikepdf.PdfError:
            if objects > MOST_TO_RECOVER:
                raise
            pages = _pages(stream, recover=True)
    except pikepdf.PasswordError as error:
        raise Refused(ENCRYPTED) from error
    except pikepdf.PdfError as error:
        raise Refused(LOCKED if "encryption" in str(error) else UNOPENABLE) from error
    if not pages:
        raise Refused(UNOPENABLE)


def _pages(stream: IO[bytes], *, recover: bool) -> int:
    stream.seek(0)
    content = cast(BinaryIO, stream)  # the name that the library's types have for the same
    with pikepdf.open(content, attempt_recovery=recover, suppress_warnings=True) as document:
        return len(document.pages)


def _marks(stream: IO[bytes]) -> tuple[bool, int]:
    """Returns whether an end follows the last object, and the number of objects.

    A file made for the web, and one that was signed, have an end in their middle too.
    """
    last_end = last_object = -1
    objects = read = 0
    rest = b""
    stream.seek(0)
    while chunk := stream.read(_CHUNK):
        block = rest + chunk
        start = read - len(rest)
        objects += chunk.count(b"endobj")
        if (at := block.rfind(b"startxref")) >= 0:
            last_end = start + at
        if (at := block.rfind(b" obj")) >= 0:
            last_object = start + at
        read += len(chunk)
        rest = block[-_LONGEST_MARK:]
    return last_end > last_object, objects
