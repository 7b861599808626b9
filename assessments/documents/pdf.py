"""Turns Word into PDF by LibreOffice, where it is installed, in a folder and a profile of its own."""

import contextlib
import logging
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from criteria.common.text import Refused, Text

log = logging.getLogger(__name__)
SECONDS = 90
"""The limit of one run, however many documents; each page takes less than one second."""

NOT_INSTALLED = Text(
    vi="Máy chủ chưa cài LibreOffice nên không tạo được PDF. Hãy tải bản Word rồi lưu thành PDF, "
    "hoặc đề nghị quản trị viên cài LibreOffice.",
    en="LibreOffice is not installed on the server, so there is no PDF. Download the Word file and "
    "save it as PDF, or ask an administrator to install LibreOffice.",
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
    """Returns one Word document as PDF. Raises ``Refused`` where that fails."""
    return to_pdfs({"document": content})["document"]


def to_pdfs(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Returns several Word documents by name as PDF, by one start of LibreOffice. Raises ``Refused``."""
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
