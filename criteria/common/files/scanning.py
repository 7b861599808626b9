"""Asks ClamAV's daemon whether a file is harmful; the file goes to it as a stream."""

from dataclasses import dataclass
from typing import BinaryIO

from clamav_client.clamd import (
    BufferTooLongError,
    ClamdNetworkSocket,
    ClamdUnixSocket,
    CommunicationError,
    ResponseError,
)

SECONDS = 150
"""The time in seconds for one answer; the daemon itself gives up after 120."""


class ScannerAway(Exception):
    """Raised where the daemon does not answer: nothing is known, and it can be asked again."""


@dataclass(frozen=True)
class Verdict:
    """What the daemon says of a file: the ``threat`` by its name, or the ``fault`` for which it could not scan."""

    threat: str = ""
    fault: str = ""


def scan_stream(address: str, stream: BinaryIO) -> Verdict:
    """Sends a file to the daemon at ``host:port`` or at the path of a socket. Raises ``ScannerAway``."""
    host, colon, port = address.rpartition(":")
    daemon = (
        ClamdNetworkSocket(host.strip("[]"), int(port), timeout=SECONDS)
        if colon and not address.startswith("/")
        else ClamdUnixSocket(address, timeout=SECONDS)
    )
    try:
        state, said = daemon.instream(stream)["stream"]
    except BufferTooLongError:
        return Verdict(fault=TOO_LONG)
    except (BrokenPipeError, ConnectionResetError):
        # The daemon hangs up where a file is longer than it takes; one that is away is never reached at all.
        return Verdict(fault=TOO_LONG)
    except ResponseError as fault:
        return Verdict(fault=str(fault)[:200] or TOO_LONG)
    except (CommunicationError, OSError) as fault:
        raise ScannerAway(str(fault)) from fault
    finally:
        # The library leaves one open that did not come about.
        if socket := getattr(daemon, "clamd_socket", None):
            socket.close()
    if state == "FOUND":
        return Verdict(threat=str(said)[:200] or "?")
    return Verdict() if state == "OK" else Verdict(fault=str(said)[:200] or state)


TOO_LONG = "StreamMaxLength"
"""The name of the daemon's own limit, which its administrator knows."""
