"""The proxy with TLS that is shipped: strong protocols and ciphers alone, and headers that no client can forge."""

import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.get_nginx import ADVICE, find_nginx
from tests.processes import Process, free_port
from tests.services import wait_for

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx-tls.conf"


class Behind(BaseHTTPRequestHandler):
    """What stands behind the proxy: answers with the headers that it was given."""

    def do_GET(self) -> None:  # the library's name
        body = str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: Any) -> None:
        """Says nothing."""


class Ports(NamedTuple):
    plain: int
    tls: int


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    program = find_nginx()
    if program is None:
        pytest.fail(f"No nginx: run `make nginx`. {ADVICE}")
    folder = tmp_path_factory.mktemp("tls")
    certificate = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
        *("-subj", "/CN=par-index.example", "-keyout", "key.pem", "-out", "fullchain.pem"),
    ]
    subprocess.run(certificate, cwd=folder, check=True, capture_output=True)
    behind = HTTPServer(("127.0.0.1", 0), Behind)
    threading.Thread(target=behind.serve_forever, daemon=True).start()
    found = Ports(free_port(), free_port())
    text = CONFIGURATION.read_text()
    for old, new in {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl;\n": "",
        "listen 80;": f"listen 127.0.0.1:{found.plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{found.tls} ssl;",
        "/etc/ssl/par-index/": f"{folder}/",
        "http://127.0.0.1:8000": f"http://127.0.0.1:{behind.server_port}",
    }.items():
        assert text.count(old) >= 1
        text = text.replace(old, new)
    (folder / "tls.conf").write_text(text)
    folders = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"pid {folder}/pid; events {{}} http {{ access_log off; {folders} include {folder}/tls.conf; }}"
    (folder / "nginx.conf").write_text(whole)
    orders = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
    command = [program, "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf", "-g", orders]
    process = Process("nginx", command, log=folder / "nginx.log")
    try:
        wait_for(
            process,
            lambda: socket.create_connection(("127.0.0.1", found.tls), 1).close(),
            ConnectionError,
        )
        yield found
    finally:
        process.stop()
        behind.shutdown()
        behind.server_close()
        print(process.written())


def agreed(port: int, version: ssl.TLSVersion, ciphers: str = "") -> tuple[str, str]:
    """Returns protocol and cipher that a client gets which offers this version alone. Raises ``OSError``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = context.minimum_version = version
    # The client itself would take the weakest: it is the server that refuses.
    context.set_ciphers(ciphers or "ALL:@SECLEVEL=0")
    with (
        socket.create_connection(("127.0.0.1", port), 5) as plain,
        context.wrap_socket(plain, server_hostname="par-index.example") as made,
    ):
        cipher = made.cipher()
        assert cipher is not None
        return str(made.version()), cipher[0]


def test_the_newest_protocols_are_taken(ports: Ports) -> None:
    assert agreed(ports.tls, ssl.TLSVersion.TLSv1_3)[0] == "TLSv1.3"
    assert agreed(ports.tls, ssl.TLSVersion.TLSv1_2) == ("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_older_protocols_are_refused(ports: Ports, version: ssl.TLSVersion) -> None:
    with pytest.raises(OSError, match=r"(?i)alert"):
        agreed(ports.tls, version)


@pytest.mark.parametrize(
    "weak", ["AES128-SHA", "AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA384"]
)
def test_weak_ciphers_are_refused(ports: Ports, weak: str) -> None:
    with pytest.raises(OSError, match=r"(?i)alert"):
        agreed(ports.tls, ssl.TLSVersion.TLSv1_2, f"{weak}:@SECLEVEL=0")


def test_without_tls_one_is_sent_to_it(ports: Ports) -> None:
    with socket.create_connection(("127.0.0.1", ports.plain), 5) as plain:
        plain.sendall(b"GET /a?b HTTP/1.0\r\nHost: par-index.example\r\n\r\n")
        answer = plain.recv(4096).decode()
    assert " 301 " in answer.splitlines()[0]
    assert "Location: https://par-index.example/a?b" in answer
    assert "Server: nginx\r\n" in answer  # without its version


def test_no_client_says_where_it_comes_from(ports: Ports) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", ports.tls, timeout=5, context=context)
    forged = {"X-Forwarded-For": "198.51.100.1", "X-Forwarded-Proto": "http"}
    connection.request("GET", "/", headers=forged | {"Host": "par-index.example"})
    seen = connection.getresponse().read().decode()
    connection.close()
    assert "X-Forwarded-For: 127.0.0.1" in seen
    assert "X-Forwarded-Proto: https" in seen
    assert "198.51.100.1" not in seen
