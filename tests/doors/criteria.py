"""Pages about criteria sets."""

from tests.doors.base import SIGNED_IN, Door

DOORS = (
    Door(
        "GET",
        "criteria/<int:set_id>/changes/",
        SIGNED_IN,
        lambda world: f"/criteria/{world.sheet.round.criteria_set_id}/changes/",
    ),
)
