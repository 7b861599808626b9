"""Opens ZIPs that somebody uploaded (every modern Office and ODF file is one), and refuses bombs."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from criteria.common.text import Refused, Text

UNPACKED_LIMIT = 200 * 1024 * 1024
"""Bytes that all members together may unpack to."""
RATIO_LIMIT = 100
"""The multiple of its own size that a file may unpack to, once that is more than ``RATIO_FREE`` bytes."""
RATIO_FREE = 10 * 1024 * 1024
ENTRY_LIMIT = 10_000
_CHUNK = 1024 * 1024
_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that Office and ODF write

DAMAGED = Text(
    vi="Tệp bị hỏng, không mở được. Hãy mở bằng phần mềm văn phòng rồi lưu lại.",
    en="The file is damaged and cannot be opened. Open it in an office program and save it again.",
)
TOO_MUCH = Text(
    vi="Tệp nén chứa quá nhiều dữ liệu sau khi giải nén (dấu hiệu của “bom nén”) nên bị từ chối. "
    "Hãy chép phần cần dùng sang một tệp mới, hoặc xuất sang PDF.",
    en="The file unpacks to far too much data (the mark of a “zip bomb”) and is refused. Copy what is needed "
    "into a new file, or export it to PDF.",
)
ENCRYPTED = Text(
    vi="Tệp được đặt mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.",
    en="The file is protected with a password. Remove the password and upload it again.",
)


def open_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """Returns the ZIP in ``stream``, safe to read member by member. Raises ``Refused``.

    The limits count the sizes that the file declares: ``zipfile`` never unpacks a member beyond its own.
    """
    # Before ZipFile(): it builds an object for each entry, and 50 MB hold a million of them.
    if _entries(stream) > ENTRY_LIMIT:
        raise Refused(TOO_MUCH)
    size = stream.seek(0, 2)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise Refused(DAMAGED) from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED_LIMIT or unpacked > max(RATIO_FREE, size * RATIO_LIMIT):
        raise Refused(TOO_MUCH)
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refused(ENCRYPTED)
    # With two members of one name, the one checked need not be the one that a reader's program opens.
    repeated = len({member.filename for member in members}) != len(members)
    if repeated or any(member.compress_type not in _METHODS for member in members):
        raise Refused(DAMAGED)
    return archive


def chunks_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yields a member's bytes as they are unpacked. Raises ``Refused`` where it is damaged."""
    try:
        with archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Refused(DAMAGED) from error


def unpacked_size(stream: IO[bytes]) -> int:
    """Returns the bytes that an uploaded ZIP unpacks to, and a file's own size where it is none. Raises ``Refused``."""
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04":
        return stream.seek(0, 2)
    with open_zip(stream) as archive:
        return sum(member.file_size for member in archive.infolist())


def _entries(stream: IO[bytes]) -> int:
    """Returns at least as many entries as ``zipfile`` will find in the directory: each starts with this mark."""
    stream.seek(0)
    count = 0
    while chunk := stream.read(_CHUNK):
        count += chunk.count(_ENTRY)
    return count
