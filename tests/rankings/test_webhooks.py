"""Webhooks: registered by a coordinator, signed, tried again, never into our own network."""

import contextlib
import datetime
import ipaddress
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments import clock
from assessments.messages.outbox import NotSent
from assessments.models import Change, Role
from criteria.common.text import NotAllowed, Refused
from rankings.acts import deliver_webhooks, end_webhook, register_webhook
from rankings.models import Delivery, Webhook
from rankings.publishing import posting
from rankings.publishing.posting import is_public_address, post
from tests.factories import make_person, page, set_clock
from tests.markup import markup
from tests.rankings.worlds import computed, one_leaf, publish, published

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    got: list[tuple[dict[str, str], bytes]]
    status = 204

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/nhan?k=1"


class Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_TO_PRIVATE = True
    with Receiver(("127.0.0.1", 0), Handler) as server:
        server.got = []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def registered(url: str) -> Webhook:
    return register_webhook(actor=page(make_person(Role.COORDINATOR)), url=url)


def test_a_publication_is_told_once_and_signed_as_the_docs_say(receiver: Receiver) -> None:
    published(one_leaf(["70"]))
    hook = registered(receiver.url)
    ranking = published(one_leaf(["90"]))
    assert (deliver_webhooks(), deliver_webhooks()) == (1, 0)
    ((headers, body),) = receiver.got
    assert json.loads(body)["ranking"] == ranking.pk
    assert json.loads(body)["digest"] == ranking.digest
    docs = Path("docs/api.md").read_text(encoding="utf-8")
    code = next(part for part in docs.split("```python\n") if "def is_genuine" in part)
    names: dict[str, Any] = {}
    exec(code.partition("```")[0], names)  # noqa: S102  # the docs' own code is what is tried
    genuine = names["is_genuine"]
    assert genuine(hook.secret, headers["PAR-Signature"], body)
    assert not genuine(hook.secret, headers["PAR-Signature"], body + b" ")
    assert not genuine("0" * 64, headers["PAR-Signature"], body)
    assert Delivery.objects.get().state == "sent"


def test_an_embargoed_ranking_is_told_when_its_moment_has_come(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(receiver.url)
    moment = timezone.now() + datetime.timedelta(hours=2)
    publish(computed(one_leaf(["90"])), publish_at=moment)
    assert (deliver_webhooks(), Delivery.objects.count()) == (0, 0)
    set_clock(monkeypatch, moment)
    assert clock.tick()["publications told"] == 1
    assert len(receiver.got) == 1


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_not_taken_is_tried_again_later_and_given_up_in_the_end(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    registered(receiver.url)
    published(one_leaf(["90"]))
    receiver.status = status
    now = timezone.now()
    for tries in range(1, 7):
        set_clock(monkeypatch, now)
        assert (deliver_webhooks(), deliver_webhooks()) == (0, 0)
        assert (len(receiver.got), Delivery.objects.get().tries) == (tries, tries)
        now += datetime.timedelta(minutes=721)
    kept = Delivery.objects.get()
    assert (kept.state, kept.told) == ("failed", f"HTTP {status}")
    set_clock(monkeypatch, now)
    assert (deliver_webhooks(), len(receiver.got)) == (0, 6)


def test_nothing_is_sent_to_an_ended_address(receiver: Receiver) -> None:
    hook = registered(receiver.url)
    assert end_webhook(actor=page(make_person(Role.COORDINATOR)), webhook_id=hook.pk)
    published(one_leaf(["90"]))
    assert (deliver_webhooks(), receiver.got) == (0, [])
    acts = Change.objects.filter(act__endswith="webhook").order_by("pk")
    assert list(acts.values_list("act", flat=True)) == ["register_webhook", "end_webhook"]


@pytest.mark.parametrize("before", [b"", b"HTTP/1.1 200 OK\r\nX: "], ids=["nothing", "head"])
def test_a_server_that_answers_byte_by_byte_is_left_in_time(
    before: bytes, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    monkeypatch.setattr(posting, "TOGETHER", 0.5)
    gone = threading.Event()

    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(before)
            # Each byte comes well within the limit of one silence.
            while not gone.wait(0.05):
                connection.sendall(b"a" if before else b"")
                connection.settimeout(5)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=answer, args=(listener,))
        thread.start()
        try:
            with pytest.raises(NotSent, match=r"No whole answer within 0\.5 seconds"):
                post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {})
        finally:
            gone.set()
            thread.join()


def test_a_greeting_by_tls_that_never_ends_is_left_in_time(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_TO_PRIVATE = True
    monkeypatch.setattr(posting, "TOGETHER", 0.5)
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        pytest.raises(NotSent, match=r"No whole answer within 0\.5 seconds"),
    ):
        post(f"https://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {})


def test_our_own_network_is_never_asked(receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOKS_TO_PRIVATE = False
    for host in ("127.0.0.1", "localhost"):
        with pytest.raises(NotSent, match="private network"):
            post(f"https://{host}:{receiver.server_port}/", b"", {})
    with pytest.raises(NotSent, match="https"):
        post(receiver.url, b"", {})
    assert receiver.got == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  # refused, not bound
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:8.8.8.8", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public_address(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    "url",
    [
        *("", "http://example.vn/", "ftp://example.vn/", "https://", "https://a b.vn/"),
        *("https://ai:mat-khau@example.vn/", f"https://example.vn/{'a' * 500}"),
        *("https://example.vn:99999/", "https://example.vn/\x00", "https://example.vn/#x"),
    ],
)
def test_a_wrong_address_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="https://"):
        registered(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "[::1]", "localhost"])
def test_a_private_address_is_refused_when_it_is_typed(host: str) -> None:
    with pytest.raises(Refused, match="mạng nội bộ"):
        registered(f"https://{host}/nhan")
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMIN, Role.REVIEWER, None])
def test_only_a_coordinator_registers(role: str | None) -> None:
    with pytest.raises(NotAllowed):
        register_webhook(actor=page(make_person(role)), url="https://example.vn/")


def test_the_page_shows_the_secret_once_and_ends_an_address() -> None:
    client = Client()
    client.force_login(make_person(Role.COORDINATOR))
    answer = client.post("/webhooks/", {"url": "https://example.vn/nhan"})
    hook = Webhook.objects.get()
    assert hook.secret in markup(answer)
    again = markup(client.get("/webhooks/"))
    assert "https://example.vn/nhan" in again
    assert hook.secret not in again
    refused = client.post("/webhooks/", {"url": "x"})
    assert refused.status_code == 422
    assert 'id="fault-url">Địa chỉ phải bắt đầu bằng https://' in markup(refused)
    client.post("/webhooks/", {"end": str(hook.pk)})
    assert Webhook.objects.get().ended_at is not None
