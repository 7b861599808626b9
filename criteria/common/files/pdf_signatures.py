"""The digital signatures in a PDF: whether they hold, whose they are, and when they were made; without a network.

It is a program of its own, which ``signed_pdfs`` starts: a file can be made over which the library thinks for hours.
"""

import datetime
import json
import logging
import resource
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import IO

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    validate_pdf_signature,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from criteria.common.files.signatures import (
    ALTERED,
    BROKEN,
    EXPIRED,
    REVOKED,
    UNKNOWN,
    UNREADABLE,
    VALID,
    PdfSignature,
)

log = logging.getLogger(__name__)
MOST = 20
"""The number of signatures that are looked at; more than a document ever bears."""
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)


MOST_BYTES = 1024**3
"""The memory that the program may take."""


def main(moment: str, roots: str, seconds: str) -> None:
    """Reads a PDF from standard input and writes its signatures as JSON, within so many seconds on a core."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    at = datetime.datetime.fromisoformat(moment)
    json.dump(
        [one.as_json() for one in verified_signatures(sys.stdin.buffer, at, roots)], sys.stdout
    )


def verified_signatures(
    stream: IO[bytes], moment: datetime.datetime, roots: str
) -> list[PdfSignature]:
    """Returns the signatures as they stood at ``moment``; one for all of them where the file cannot be read.

    ``roots`` is the file or folder of the certificates of known authorities.
    """
    stream.seek(0)
    try:
        reader = PdfFileReader(stream, strict=False)
        return [
            _one(signature, moment, roots)
            for signature in reader.embedded_regular_signatures[:MOST]
        ]
    except Exception:  # whatever a strange file makes the library raise
        log.warning("The signatures of a PDF cannot be read", exc_info=True)
        return [PdfSignature(UNREADABLE)]


def _one(signature: EmbeddedPdfSignature, moment: datetime.datetime, roots: str) -> PdfSignature:
    try:
        context = ValidationContext(
            trust_roots=list(_certificates_of(roots)), moment=moment, allow_fetching=False
        )
        # The library runs an event loop of its own, which no thread can have beside another.
        with ThreadPoolExecutor(1) as apart:
            status = apart.submit(
                validate_pdf_signature, signature, context, key_usage_settings=_USAGE
            ).result()
    except Exception:
        log.warning("A signature of a PDF cannot be read", exc_info=True)
        return PdfSignature(UNREADABLE)
    stamp = status.timestamp_validity
    # A stamp proves its time only where it holds itself.
    is_stamped = bool(stamp and stamp.valid and stamp.intact and stamp.trusted)
    at = stamp.timestamp if stamp and is_stamped else status.signer_reported_dt
    certificate = status.signing_cert
    return PdfSignature(
        _state(status),
        _name(certificate.subject),
        _name(certificate.issuer),
        at.isoformat() if at else "",
        is_stamped,
    )


def _state(status: PdfSignatureStatus) -> str:
    if not (status.intact and status.valid):
        return BROKEN
    if status.modification_level == ModificationLevel.OTHER or not status.docmdp_ok:
        return ALTERED
    if status.revoked:
        return REVOKED
    if status.trusted:
        return VALID
    problem = getattr(status.trust_problem_indic, "name", "")
    return EXPIRED if problem.startswith("OUT_OF_BOUNDS") else UNKNOWN


def _name(name: x509.Name) -> str:
    parts = name.native
    said = parts.get("common_name") or parts.get("organization_name") or name.human_friendly
    return str(said[0] if isinstance(said, list) else said)[:200]


@lru_cache(maxsize=1)
def _certificates_of(place: str) -> tuple[x509.Certificate, ...]:
    """Returns the certificates in a file, or in the files of a folder, as PEM or DER."""
    if not place:
        return ()
    path = Path(place)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return tuple(one for file in files if file.is_file() for one in _certificates(file))


def _certificates(file: Path) -> Iterator[x509.Certificate]:
    content = file.read_bytes()
    if not pem.detect(content):
        yield x509.Certificate.load(content)
        return
    for _kind, _headers, der in pem.unarmor(content, multiple=True):
        yield x509.Certificate.load(der)


if __name__ == "__main__":
    main(*sys.argv[1:])
