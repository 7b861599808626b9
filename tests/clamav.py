"""A real ClamAV daemon for tests, with one signature of our own: the official ones are half a gigabyte."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.get_clamav import ADVICE, find_clamd
from tests.processes import Process, free_port
from tests.services import wait_for

HARMFUL = b"PAR-INDEX-HARMLESS-TEST-OF-THE-SCANNER"
"""What the daemon takes for a threat."""
THREAT = "ParIndex.Test"
MOST_BYTES = 1_000_000
"""The longest file that this daemon takes."""
CONFIGURATION = """\
Foreground yes
TCPAddr 127.0.0.1
TCPSocket {port}
DatabaseDirectory {database}
StreamMaxLength 1000000
"""


@contextlib.contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """The address of a running daemon."""
    program = find_clamd()
    if program is None:
        pytest.fail(f"No clamd: run `make clamav`. {ADVICE}")
    database, port = folder / "database", free_port()
    database.mkdir()
    (database / "own.ndb").write_text(f"{THREAT}:0:*:{HARMFUL.hex()}\n")
    settings = folder / "clamd.conf"
    settings.write_text(CONFIGURATION.format(port=port, database=database))
    process = Process("clamd", [program, "--config-file", settings], log=folder / "clamd.log")
    try:
        wait_for(process, lambda: socket.create_connection(("127.0.0.1", port)).close(), OSError)
        yield f"127.0.0.1:{port}"
    finally:
        process.stop()
