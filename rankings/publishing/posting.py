"""Sends a message to an address that somebody typed: never into our own network.

The name is resolved here, each address is checked, and the connection goes to that very address, so
a name that resolves differently the second time leads nowhere. Redirects are not followed.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from assessments.messages.outbox import NotSent

SECONDS, TOGETHER = 10, 20
"""The limits in seconds: of silence, and of everything from the connection to the answer's head."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public_address(address: Address) -> bool:
    """Returns whether an address is one of the open internet."""
    if isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo or address in _NAT64
    ):
        return False
    return address.is_global and not address.is_multicast


def may_be_private(*, of_unit: bool) -> bool:
    """Returns whether an address may lie in our own network: a coordinator's may, by setting, and no unit's ever."""
    return settings.WEBHOOKS_TO_PRIVATE and not of_unit


def is_never_asked(url: str, *, of_unit: bool = False) -> bool:
    """Returns whether an address is in our own network even before its name is resolved; checked when it is typed."""
    host = urlsplit(url).hostname or ""
    if may_be_private(of_unit=of_unit):
        return False
    try:
        return not is_public_address(ipaddress.ip_address(host))
    except ValueError:
        return host == "localhost"


def post(url: str, body: bytes, headers: Mapping[str, str], *, of_unit: bool = False) -> int:
    """Sends the body and returns the answer's status. Raises ``NotSent`` for anything but 2xx."""
    parts, private = urlsplit(url), may_be_private(of_unit=of_unit)
    if parts.scheme != "https" and not private:
        raise NotSent("Only https is taken.")
    try:
        with (
            contextlib.closing(_connected(parts, private)) as connection,
            _ended_in_time(connection),
        ):
            if parts.scheme == "https":
                _secure(connection)
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("POST", path, body, dict(headers))
            status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(f"{type(error).__name__}: {error}") from error
    if not 200 <= status < 300:
        raise NotSent(f"HTTP {status}")
    return status


def _connected(parts: SplitResult, private: bool) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    connection.sock = socket.create_connection(
        (_resolved(host, port, private), port), timeout=SECONDS
    )
    return connection


def _secure(connection: http.client.HTTPConnection) -> None:
    """Makes the connection one by TLS, to a server that proves its name."""
    context = ssl.create_default_context()
    connection.sock = context.wrap_socket(
        connection.sock, server_hostname=connection.host, do_handshake_on_connect=False
    )
    connection.sock.do_handshake()


@contextlib.contextmanager
def _ended_in_time(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Shuts the connection after ``TOGETHER`` seconds, whatever it is doing; a block that was shut raises ``OSError``.

    A socket's own limit begins anew with each byte that the other side sends.
    """
    over = threading.Event()

    def end() -> None:
        over.set()
        with contextlib.suppress(OSError):
            # The plain call: TLS would first say goodbye, and wait for the answer.
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    timer = threading.Timer(TOGETHER, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not over.is_set():
            raise
    finally:
        timer.cancel()
    # A head that was cut off looks like a whole one.
    if over.is_set():
        raise TimeoutError(f"No whole answer within {TOGETHER} seconds")


def _resolved(host: str, port: int, may_be_ours: bool) -> str:
    """Returns one address of the host; all of its addresses have to be public, unless it may lie in our own network."""
    addresses = {
        str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    }
    private = [
        address
        for address in addresses
        if not is_public_address(ipaddress.ip_address(address.partition("%")[0]))
    ]
    if private and not may_be_ours:
        raise NotSent("The address leads into a private network.")
    return min(addresses)
