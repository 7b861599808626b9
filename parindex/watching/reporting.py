"""Sends errors, and how long requests took, to a Sentry of the operator's, where one is named; nothing of what is in them."""

from typing import Any, cast

import sentry_sdk
from django_guid import get_guid
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import ignore_logger
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

HEADERS = ("Accept", "Accept-Language", "Content-Length", "Content-Type", "Host", "User-Agent")
"""The headers of a request that are sent: neither cookies nor tokens nor addresses."""
SPAN = ("op", "span_id", "parent_span_id", "trace_id", "start_timestamp", "timestamp", "status")
"""What is sent of each step of a request: its kind and its times, and not the address or the statement in it."""


def report_to(dsn: str, *, traces: int, transport: type[Transport] | None = None) -> None:
    """Has errors sent to ``dsn``, and of ``traces`` percent of the requests and tasks where their time went.

    Of an error its kind and its place in the code go; what it says, the values around it, and what people typed stay.
    """
    # Strangers ask under any name.
    ignore_logger("django.security.DisallowedHost")
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        # A sampler, and not the plain rate: that one lets whoever asks decide by a header.
        traces_sampler=lambda _context: traces / 100,
        # Nothing is said of it to the servers that are asked from here.
        trace_propagation_targets=[],
        integrations=[DjangoIntegration(), CeleryIntegration()],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_contents,
        before_send_transaction=without_contents,
        before_breadcrumb=lambda *_one: None,
    )


def without_contents(event: Event, _hint: Hint) -> Event:
    """Returns the event with the request's number, and without what the request, the error or the log line held."""
    kept: dict[str, Any] = {**event}
    request = kept.get("request") or {}
    headers = request.get("headers") or {}
    kept["request"] = {
        "url": str(request.get("url", "")).partition("?")[0],
        "method": request.get("method", ""),
        "headers": {name: value for name, value in headers.items() if name in HEADERS},
    }
    for raised in (kept.get("exception") or {}).get("values", []):
        raised["value"] = ""
    if line := kept.get("logentry"):
        kept["logentry"] = {"message": line.get("message", "")}
    if spans := kept.get("spans"):
        kept["spans"] = [{name: one[name] for name in SPAN if name in one} for one in spans]
    for name in ("user", "extra"):
        kept.pop(name, None)
    kept["tags"] = (kept.get("tags") or {}) | {"request_id": get_guid() or ""}
    return cast(Event, kept)
