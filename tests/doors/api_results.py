"""The API's published results."""

from collections.abc import Callable

from tests.doors.base import EVERYBODY, NOT_DRAFTS, Door, World, fixed


def of(ranking: str, what: str) -> Callable[[World], str]:
    return lambda world: f"/api/v1/rankings/{getattr(world, ranking).pk}/{what}/"


DOORS = (
    Door("GET", "api/v1/ranking-versions/", EVERYBODY, fixed("/api/v1/ranking-versions/")),
    Door("GET", "api/v1/region-names/", EVERYBODY, fixed("/api/v1/region-names/")),
    Door("GET", "api/v1/regions/", EVERYBODY, fixed("/api/v1/regions/")),
    Door(
        "GET",
        "api/v1/units/<int:unit_id>/series/",
        EVERYBODY,
        lambda world: f"/api/v1/units/{world.sheet.unit_id}/series/",
    ),
    *(
        Door("GET", f"api/v1/rankings/<int:ranking_id>/{what}/", meets, of(ranking, what))
        for what in ("rows", "domains", "leaves")
        for ranking, meets in (("published", EVERYBODY), ("draft", NOT_DRAFTS))
    ),
)
