"""A unit's own rounds: to everybody but its own coordinators they do not exist; ``tests/assessments/test_own_rounds.py``."""

from collections.abc import Callable, Iterator

from tests.doors.base import Door, World, fixed, to

OWN = "own/<int:owner_id>/"
NOBODY = to(404)
BOTH, SEEN, PRESSED = ("GET", "POST"), ("GET",), ("POST",)
PLACES = (
    ("", "", SEEN),
    ("units/", "units/", SEEN),
    ("units/add/", "units/add/", BOTH),
    ("units/<int:unit_id>/", "units/1/", BOTH),
    ("people/", "people/", SEEN),
    ("people/add/", "people/add/", BOTH),
    ("people/<int:user_id>/", "people/1/", BOTH),
    ("rounds/open/", "rounds/open/", BOTH),
    ("rounds/<int:round_id>/results/", "rounds/1/results/", PRESSED),
    ("figures/", "figures/", BOTH),
    ("imports/<slug:kind>/", "imports/units/", BOTH),
    ("imports/<slug:kind>/confirm/", "imports/units/confirm/", PRESSED),
    ("imports/<slug:kind>/template/", "imports/units/template/", SEEN),
    ("imports/<slug:kind>/current/", "imports/units/current/", SEEN),
)


def own_url(rest: str) -> Callable[[World], str]:
    """An address of the unit whose sheet it is: even its leader runs no rounds for it."""
    return lambda world: f"/own/{world.sheet.unit_id}/{rest}"


def doors() -> Iterator[Door]:
    for pattern, rest, methods in PLACES:
        for method in methods:
            yield Door(method, f"{OWN}{pattern}", NOBODY, own_url(rest))


CLOSED = to(404, anonymous=404)
DOORS = (
    *doors(),
    Door("GET", "ket-qua/<slug:owner>/", CLOSED, fixed("/ket-qua/quang-ninh/")),
    Door(
        "GET",
        "ket-qua/<slug:owner>/<int:year>/<slug:level>/",
        CLOSED,
        fixed("/ket-qua/quang-ninh/2022/xa/"),
    ),
)
