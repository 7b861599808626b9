"""Asks for the signatures of a PDF only where it bears any."""

import datetime
from typing import IO

from criteria.common.files.signatures import PdfSignature

_MARK = b"/ByteRange"
_CHUNK = 1024 * 1024


def read_signatures(stream: IO[bytes], moment: datetime.datetime) -> list[PdfSignature]:
    """Returns the signatures of a PDF as they stood at ``moment``, in the order in which they were made.

    One that cannot be read is ``UNREADABLE``; a file without signatures costs one pass over its bytes.
    """
    if not _is_signed(stream):
        return []
    # The library takes a second and 40 MB when it is loaded: only a process that meets a signature pays for it.
    from criteria.common.files.pdf_signatures import verified_signatures

    return verified_signatures(stream, moment)


def _is_signed(stream: IO[bytes]) -> bool:
    """Returns whether the bytes hold what each signature has to hold, as text that nothing packs."""
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        if _MARK in tail + chunk:
            return True
        tail = chunk[-len(_MARK) :]
    return False
