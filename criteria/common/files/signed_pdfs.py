"""Asks for the signatures of a PDF only where it bears any, and no longer than it may take."""

import datetime
import json
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings

from criteria.common.files.signatures import UNREADABLE, PdfSignature

log = logging.getLogger(__name__)
SECONDS = 30
"""The time that the signatures of one document may take; an ordinary one takes two."""
_PROGRAM = "criteria.common.files.pdf_signatures"
_ROOT = Path(__file__).parents[3]
_MARK = b"/ByteRange"
_CHUNK = 1024 * 1024


def read_signatures(stream: IO[bytes], moment: datetime.datetime) -> list[PdfSignature]:
    """Returns the signatures of a PDF as they stood at ``moment``, in the order in which they were made.

    One that cannot be read, or not in time, is ``UNREADABLE``; a file without signatures costs one pass over its
    bytes.
    """
    if not _is_signed(stream):
        return []
    command = [sys.executable, "-m", _PROGRAM, moment.isoformat(), settings.SIGNATURE_ROOTS]
    # The library reads here and there in the file, as a pipe or a bucket's file cannot be read.
    with tempfile.TemporaryFile() as copy:
        stream.seek(0)
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        try:
            done = subprocess.run(  # noqa: S603  # our own program
                [*command, str(SECONDS)],
                stdin=copy,
                capture_output=True,
                cwd=_ROOT,
                timeout=2 * SECONDS,  # on a busy machine
                check=True,
            )
            return [PdfSignature(**one) for one in json.loads(done.stdout)]
        except (subprocess.SubprocessError, ValueError) as error:
            said = getattr(error, "stderr", None) or b""
            log.warning("The signatures of a PDF could not be read: %s %s", error, said[-2000:])
            return [PdfSignature(UNREADABLE)]


def _is_signed(stream: IO[bytes]) -> bool:
    """Returns whether the bytes hold what each signature has to hold, as text that nothing packs."""
    stream.seek(0)
    tail = b""
    while chunk := stream.read(_CHUNK):
        if _MARK in tail + chunk:
            return True
        tail = chunk[-len(_MARK) :]
    return False
