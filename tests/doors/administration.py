"""Administration: accounts and their roles, units, rounds, and imports."""

from collections.abc import Callable
from typing import Any

from tests.doors.base import COORDINATOR, Door, World, coordinator, fixed, to

PEOPLE, UNITS = "administration/people/", "administration/units/"
ROUNDS, IMPORTS = "administration/rounds/", "administration/imports/"
SETTINGS = to(403, coordinator=200, admin=200)


def administrator(status: int) -> dict[str, Any]:
    return to(403, admin=status)


def person_url(world: World) -> str:
    return f"/{PEOPLE}{world.people['stranger'].pk}/"


def unit_url(world: World) -> str:
    return f"/{UNITS}{world.sheet.unit_id}/"


def both(pattern: str, url: Callable[[World], str], *posts: tuple[int, dict[str, Any]]) -> Any:
    """A page, and what its forms meet."""
    return (
        Door("GET", pattern, administrator(200), url),
        *(Door("POST", pattern, administrator(status), url, data) for status, data in posts),
    )


NEW_PERSON = {"email": "moi@parindex.example", "full_name": "Người Mới", "role": "inspector"}
NEW_UNIT = {"level": "ministry", "code": "BM", "name_vi": "Bộ Mới", "ranked": "1"}
DOORS = (
    Door("GET", PEOPLE, administrator(200), fixed(f"/{PEOPLE}?q=a&role=officer&state=never")),
    *both(f"{PEOPLE}add/", fixed(f"/{PEOPLE}add/"), (422, {}), (302, NEW_PERSON)),
    *both(
        f"{PEOPLE}<int:user_id>/",
        person_url,
        (404, {}),
        (422, {"act": "give"}),
        (302, {"act": "give", "role": "inspector"}),
        (302, {"act": "lock"}),
        (302, {"act": "end"}),
        (302, {"act": "invite"}),
    ),
    Door("GET", UNITS, administrator(200), fixed(f"/{UNITS}?q=a&level=province&show=lacking")),
    *both(f"{UNITS}add/", fixed(f"/{UNITS}add/"), (422, {}), (302, NEW_UNIT)),
    *both(f"{UNITS}<int:unit_id>/", unit_url, (422, {}), (302, NEW_UNIT)),
    Door("GET", ROUNDS, SETTINGS, fixed(f"/{ROUNDS}?q=a&level=province")),
    Door(
        "GET",
        f"{ROUNDS}<int:round_id>/",
        SETTINGS,
        lambda world: f"/{ROUNDS}{world.sheet.round_id}/",
    ),
    Door("GET", f"{ROUNDS}open/", COORDINATOR, fixed(f"/{ROUNDS}open/?criteria_set=1")),
    Door("POST", f"{ROUNDS}open/", coordinator(422), fixed(f"/{ROUNDS}open/")),
    Door("GET", IMPORTS, SETTINGS, fixed(f"/{IMPORTS}")),
    Door("GET", f"{IMPORTS}<slug:kind>/", administrator(200), fixed(f"/{IMPORTS}annex/")),
    Door("GET", f"{IMPORTS}<slug:kind>/", administrator(200), fixed(f"/{IMPORTS}units/")),
    Door("POST", f"{IMPORTS}<slug:kind>/", administrator(422), fixed(f"/{IMPORTS}people/")),
    # A forged token: what is wrong is told on the page of the file.
    Door(
        "POST",
        f"{IMPORTS}<slug:kind>/confirm/",
        administrator(302),
        fixed(f"/{IMPORTS}units/confirm/"),
    ),
    *(
        Door(
            "GET",
            f"{IMPORTS}<slug:kind>/{file}/",
            administrator(200),
            fixed(f"/{IMPORTS}people/{file}/"),
        )
        for file in ("template", "current")
    ),
)
