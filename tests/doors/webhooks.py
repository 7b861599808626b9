"""The page of webhooks."""

from tests.doors.base import COORDINATOR, Door, fixed

DOORS = (
    Door("GET", "webhooks/", COORDINATOR, fixed("/webhooks/")),
    Door(
        "POST",
        "webhooks/",
        COORDINATOR,
        fixed("/webhooks/"),
        {"url": "https://example.vn/thong-bao"},
    ),
)
