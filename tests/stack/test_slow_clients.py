"""Slow uploads, slow readers, slow headers and silent connections keep nobody else waiting behind nginx."""

import os
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.test import Client

from assessments.acts import add_file
from assessments.models import Evidence, Role
from tests.assessments import samples
from tests.factories import make_person, make_round, page, score_of, sheet_of
from tests.processes import Process, free_port
from tests.services import start_nginx, wait_for

LONG_SECONDS, REQUESTS = 5, 20
"""All the requests together take less; without the proxy one alone waits for longer."""
MB = 1024 * 1024


def first_answer(process: Process, port: int) -> requests.Response:
    found: list[requests.Response] = []
    ask = partial(requests.get, f"http://127.0.0.1:{port}/accounts/login/", timeout=LONG_SECONDS)
    wait_for(process, lambda: found.append(ask()), requests.ConnectionError)
    return found[0]


@pytest.fixture
def port(web: str, tmp_path: Path) -> Iterator[int]:
    """nginx before a real gunicorn with four threads."""
    process, port = start_nginx(tmp_path, web)
    try:
        first_answer(process, port)
        yield port
    finally:
        process.stop()
        print(process.written())


@pytest.fixture
def connections(port: int) -> Iterator["Connections"]:
    found = Connections(port)
    yield found
    found.close()


class Connections:
    """Clients that begin and do not end."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._open: list[socket.socket] = []

    def begin(self, sent: str, number: int) -> None:
        for _ in range(number):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.connect(("127.0.0.1", self.port))
            one.sendall(sent.encode())
            self._open.append(one)

    def first_bytes(self) -> bytes:
        """Returns how the answer to the last one begins."""
        self._open[-1].settimeout(20)
        return self._open[-1].recv(15)

    def close(self) -> None:
        for one in self._open:
            one.close()


def answers_in_time(port: int) -> None:
    start = time.monotonic()
    for _ in range(REQUESTS):
        answer = requests.get(f"http://127.0.0.1:{port}/accounts/login/", timeout=LONG_SECONDS)
        assert answer.status_code == 200
    assert time.monotonic() - start < LONG_SECONDS


HOST = "Host: 127.0.0.1\r\n"
UPLOAD = (
    f"POST /scores/1/evidence/ HTTP/1.1\r\n{HOST}Content-Length: 50000000\r\n"
    'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; '
    'filename="a.pdf"\r\n\r\n%PDF-1.4'
)


@pytest.mark.parametrize(
    ("sent", "number"),
    [(UPLOAD, 12), (f"GET /accounts/login/ HTTP/1.1\r\n{HOST}X-Slow: ", 16), ("", 200)],
    ids=["uploads", "headers", "silent"],
)
def test_who_sends_slowly_keeps_nobody_waiting(
    port: int, connections: Connections, sent: str, number: int
) -> None:
    connections.begin(sent, number)
    answers_in_time(port)


def test_who_reads_slowly_keeps_nobody_waiting(port: int, connections: Connections) -> None:
    sheet = sheet_of(make_round())
    officer = make_person(Role.OFFICER, unit=sheet.unit)
    upload = samples.upload("a.pdf", samples.pdf())
    evidence = add_file(actor=page(officer), score_id=score_of(sheet, "1.1").pk, upload=upload)
    os.truncate(Path(settings.MEDIA_ROOT) / str(evidence.file.name), 20 * MB)
    Evidence.objects.filter(pk=evidence.pk).update(size=20 * MB)
    client = Client()
    client.force_login(officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    get = f"GET /evidence/{evidence.pk}/ HTTP/1.1\r\n{HOST}Cookie: sessionid={cookie}\r\n\r\n"
    connections.begin(get, 16)
    assert connections.first_bytes() == b"HTTP/1.1 200 OK"
    answers_in_time(port)


def test_too_large_a_body_is_refused_before_it_is_sent(port: int, connections: Connections) -> None:
    connections.begin(UPLOAD.replace("50000000", str(600 * MB)), 1)
    assert connections.first_bytes() == b"HTTP/1.1 413 Re"


def test_an_application_that_is_away_is_said(tmp_path: Path) -> None:
    process, port = start_nginx(tmp_path, f"http://127.0.0.1:{free_port()}")
    try:
        answer = first_answer(process, port)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert answer.text.startswith("Máy chủ tạm thời không trả lời.")
    finally:
        process.stop()
