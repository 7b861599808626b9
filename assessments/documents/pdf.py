"""Turns Word into PDF by LibreOffice, where it is installed, in a folder and a profile of its own."""

import contextlib
import fcntl
import hashlib
import io
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.cache import cache

from criteria.common.text import Refused, Text

log = logging.getLogger(__name__)
SECONDS = 90
"""The limit of one run, however many documents; each page takes less than one second."""
PAGE_PATIENCE, WORK_PATIENCE = 15, 10 * SECONDS
"""The seconds that a page, and a worker, wait for their turn."""
MOST_KEPT, KEPT_SECONDS = 2 * 1024 * 1024, 10 * 60
"""The size in bytes of a PDF that is kept, and the time for which it is."""
_WAITING = threading.BoundedSemaphore(2)
_LOCK = settings.VAR_DIR / "pdf.lock"
_STEP = 1 / 20

NOT_INSTALLED = Text(
    vi="Máy chủ chưa cài LibreOffice nên không tạo được PDF. Hãy tải bản Word rồi lưu thành PDF, "
    "hoặc đề nghị quản trị viên cài LibreOffice.",
    en="LibreOffice is not installed on the server, so there is no PDF. Download the Word file and "
    "save it as PDF, or ask an administrator to install LibreOffice.",
)
BUSY = Text(
    vi="Máy chủ đang chuyển tài liệu khác sang PDF. Hãy thử lại sau nửa phút hoặc tải bản Word.",
    en="The server is turning other documents into PDF. Try again in half a minute, or download the Word file.",
)
FAILED = Text(
    vi="LibreOffice không chuyển được tài liệu sang PDF. Hãy tải bản Word hoặc thử lại sau.",
    en="LibreOffice could not turn the document into a PDF. Download the Word file or try again later.",
)
# With this profile nothing is fetched from elsewhere, and nothing in a document runs.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""


def soffice() -> str | None:
    """Returns the program, or ``None`` where it is not installed; ``LIBREOFFICE`` names another one."""
    return shutil.which(os.environ.get("LIBREOFFICE") or "soffice")


def to_pdf(content: bytes) -> bytes:
    """Returns one Word document as PDF, kept for whoever asks for the same. Raises ``Refused`` where that fails."""
    key = f"pdf-{_digest(content)}"
    made: bytes | None = cache.get(key)
    if made is None:
        with turn(PAGE_PATIENCE):
            # Another press of the button may have been faster.
            made = cache.get(key) or _converted({"document": content})["document"]
            if len(made) <= MOST_KEPT:
                cache.set(key, made, KEPT_SECONDS)
    return made


def to_pdfs(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Returns several Word documents by name as PDF, by one start of LibreOffice. Raises ``Refused``."""
    with turn(WORK_PATIENCE):
        return _converted(contents)


def _digest(content: bytes) -> str:
    """Returns a digest of what a Word file holds: the file itself differs by the time at which it was made."""
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                part = archive.read(name)
                digest.update(f"{name}\0{len(part)}\0".encode() + part)
    except zipfile.BadZipFile:
        digest.update(content)
    return digest.hexdigest()


@contextlib.contextmanager
def turn(patience: float) -> Iterator[None]:
    """Waits until no other process of this machine converts, at most ``patience`` seconds. Raises ``Refused``.

    Each LibreOffice takes 60 MB of memory and a core. In one process a second may wait; any further one is
    told at once, so that threads remain for everybody else.
    """
    if not _WAITING.acquire(blocking=False):
        raise Refused(BUSY)
    try:
        with _LOCK.open("w") as lock:
            until = time.monotonic() + patience
            while not _locked(lock):
                if time.monotonic() > until:
                    raise Refused(BUSY)
                time.sleep(_STEP)
            yield
    finally:
        _WAITING.release()


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _converted(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    program = soffice()
    if program is None:
        raise Refused(NOT_INSTALLED)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_PROFILE)
        sources = [folder / f"{number}.docx" for number in range(len(contents))]
        for source, content in zip(sources, contents.values(), strict=True):
            source.write_bytes(content)
        command = [
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "pdf", "--outdir", place),
            *map(str, sources),
        ]
        _run(command, place)
        try:
            return {
                name: source.with_suffix(".pdf").read_bytes()
                for name, source in zip(contents, sources, strict=True)
            }
        except OSError as error:
            log.exception("LibreOffice left a document out")
            raise Refused(FAILED) from error


def _run(command: list[str], place: str) -> None:
    """Runs the command to its end, or ends it with all that it started."""
    process = subprocess.Popen(  # noqa: S603  # our own program and files of our own names
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": place, "LANG": "C.UTF-8"}
        | _NO_NETWORK,
        start_new_session=True,
    )
    try:
        status = process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        log.exception("LibreOffice took over %s seconds", SECONDS)
        raise Refused(FAILED) from error
    finally:
        # The program is a script that starts another: the whole group is ended.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if status:
        log.error("LibreOffice ended with %s", status)
        raise Refused(FAILED)


# A proxy that does not answer, in case a document still names something on the web.
_NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy"), "http://127.0.0.1:9")
