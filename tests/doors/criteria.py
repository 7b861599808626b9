"""Pages about criteria sets: two side by side, and the workbench of their authors."""

from collections.abc import Callable

from tests.doors.base import SIGNED_IN, Door, World, to

AUTHORS = to(403, coordinator=200, admin=200)


def set_url(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/criteria/{world.sheet.round.criteria_set_id}/{rest}"


LEAF = "criteria/<int:set_id>/leaves/<text:code>/"
DOORS = (
    Door("GET", "criteria/<int:set_id>/changes/", SIGNED_IN, set_url("changes/")),
    Door("GET", "criteria/", AUTHORS, lambda _world: "/criteria/"),
    Door("GET", "criteria/<int:set_id>/", AUTHORS, set_url()),
    Door("GET", LEAF, AUTHORS, set_url("leaves/1.1/")),
    # A trial, which changes nothing.
    Door("POST", LEAF, AUTHORS, set_url("leaves/1.1/"), {"option": "0"}),
    Door(
        "POST",
        LEAF,
        AUTHORS | {"anonymous": 401},
        set_url("leaves/1.1/"),
        {"option": "0"},
        htmx=True,
    ),
    # No set can have that year.
    Door(
        "POST",
        "criteria/<int:set_id>/copy/",
        to(403, coordinator=403, admin=422),
        set_url("copy/"),
        {"year": "1"},
    ),
    Door("GET", "criteria/<int:set_id>/publish/", AUTHORS, set_url("publish/")),
    # The set is published already.
    Door(
        "POST",
        "criteria/<int:set_id>/publish/",
        to(403, coordinator=422, admin=422),
        set_url("publish/"),
    ),
)
