"""One leaf across all units."""

from tests.doors.base import AWARD, SUBMITTED, WATCHERS, Door, World, round_url, to

LEAF = "rounds/<int:round_id>/leaves/<text:code>/"
UNIT = f"{LEAF}units/<int:sheet_id>/"


def unit_url(world: World) -> str:
    return f"/rounds/{world.sheet.round_id}/leaves/2.3/units/{world.sheet.pk}/"


DOORS = (
    Door(
        "GET",
        "rounds/<int:round_id>/leaves/",
        to(403, reviewer=200, other_reviewer=200, **WATCHERS),
        round_url("leaves/"),
    ),
    Door("GET", LEAF, to(403, reviewer=200, **WATCHERS), round_url("leaves/2.3/")),
    # A survey leaf is reviewed by nobody.
    Door("GET", LEAF, to(404), round_url("leaves/3.1/")),
    Door(
        "GET",
        UNIT,
        to(403, anonymous=401, reviewer=200, **WATCHERS),
        unit_url,
        state=SUBMITTED,
        htmx=True,
    ),
    # A draft is compared by nobody.
    Door("GET", UNIT, to(403, reviewer=404, coordinator=404, inspector=404, admin=404), unit_url),
    Door(
        "POST",
        f"{LEAF}accept/",
        to(403, reviewer=302),
        round_url("leaves/2.3/accept/"),
        {"units": "1"},
        SUBMITTED,
    ),
    Door(
        "POST",
        f"{LEAF}accept/",
        to(403, reviewer=422),
        round_url("leaves/2.3/accept/"),
        {"units": "1"},
    ),
    Door("POST", UNIT, to(403, reviewer=302), unit_url, AWARD, SUBMITTED),
    Door(
        "POST",
        UNIT,
        to(403, anonymous=401, reviewer=409),
        unit_url,
        AWARD | {"version": "0"},
        SUBMITTED,
        htmx=True,
    ),
)
