"""The page of webhooks, the coordinators', and that of a unit's own people."""

from tests.doors.base import COORDINATOR, UNIT, Door, World, fixed, to


def of_the_unit(world: World) -> str:
    return f"/units/{world.sheet.unit_id}/webhooks/"


DOORS = (
    Door("GET", "webhooks/", COORDINATOR, fixed("/webhooks/")),
    Door(
        "POST",
        "webhooks/",
        COORDINATOR,
        fixed("/webhooks/"),
        {"url": "https://example.vn/thong-bao"},
    ),
    Door("GET", "units/<int:unit_id>/webhooks/", to(403, **UNIT), of_the_unit),
    Door(
        "POST",
        "units/<int:unit_id>/webhooks/",
        to(403, **UNIT),
        of_the_unit,
        {"url": "https://example.vn/so-lieu"},
    ),
)
