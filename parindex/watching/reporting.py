"""Sends errors, and how long requests took, to a Sentry of the operator's, where one is named; nothing of what is in them."""

from typing import Any

import sentry_sdk
from django_guid import get_guid
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import ignore_logger
from sentry_sdk.transport import Transport
from sentry_sdk.types import Event, Hint

HEADERS = ("Accept", "Accept-Language", "Content-Length", "Content-Type", "Host", "User-Agent")
"""The headers of a request that are sent: neither cookies nor tokens nor addresses."""


def report_to(dsn: str, *, traces: int, transport: type[Transport] | None = None) -> None:
    """Has errors sent to ``dsn``, and of ``traces`` percent of the requests and tasks where their time went.

    What people typed never goes along: neither bodies, searches and cookies nor the values of variables and queries.
    """
    # Strangers ask under any name.
    ignore_logger("django.security.DisallowedHost")
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        traces_sample_rate=traces / 100,
        integrations=[DjangoIntegration(), CeleryIntegration()],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        before_send=without_contents,
        before_send_transaction=without_contents,
        before_breadcrumb=lambda *_one: None,
    )


def without_contents(event: Event, _hint: Hint) -> Event:
    """Returns the event with the request's number, and without what the request held."""
    request: dict[str, Any] = dict(event.get("request") or {})
    headers = request.get("headers") or {}
    event["request"] = {
        "url": str(request.get("url", "")).partition("?")[0],
        "method": request.get("method", ""),
        "headers": {name: value for name, value in headers.items() if name in HEADERS},
    }
    event.pop("user", None)
    event["tags"] = dict(event.get("tags") or {}) | {"request_id": get_guid() or ""}
    return event
