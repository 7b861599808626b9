"""The archive itself, made while it is sent: nothing of it is held in memory or on disk."""

import datetime
import hashlib
from collections.abc import Iterator

from django.template.loader import render_to_string
from django.utils import timezone
from zipstream import ZipStream

from assessments.models import Evidence
from assessments.sheets.evidence.archive.contents import Contents

INDEX = "00 Mục lục.html"
CHUNK = 256 * 1024


def archive(contents: Contents) -> ZipStream:
    """Returns the stream of the archive: the index, then the files, not packed because their formats are packed already.

    Iterating over it gives the bytes; ``len`` is exact. Names are in UTF-8 and flagged so.
    """
    stream = ZipStream(sized=True)
    stream.add(_index(contents, timezone.now()), INDEX)
    for path, document in contents.files.items():
        stream.add(_chunks(document), path, size=document.size)
    return stream


def archive_digest(contents: Contents) -> str:
    """Returns the SHA-256 of all that the archive holds but its time: the index names each file with its own."""
    return hashlib.sha256(_index(contents, None)).hexdigest()


def _index(contents: Contents, at: datetime.datetime | None) -> bytes:
    context = {"contents": contents, "at": at}
    return render_to_string("assessments/evidence_index.html", context).encode()


def _chunks(document: Evidence) -> Iterator[bytes]:
    """Yields a file's bytes; it is opened only when its turn comes, and closed after it."""
    with document.file.storage.open(str(document.file.name)) as file:
        yield from file.chunks(CHUNK)
