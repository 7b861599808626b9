"""The API."""

from collections.abc import Callable

from assessments.models import Status
from tests.doors.base import (
    API,
    EVERYBODY,
    HIDDEN_DRAFT,
    HIDDEN_SUBMITTED,
    NOT_DRAFTS,
    READ_DRAFT,
    READ_SUBMITTED,
    SUBMITTED,
    Door,
    World,
    fixed,
    to,
)

SCORES = "api/v1/assessments/<int:assessment>/scores/"
SCORE = f"{SCORES}<text:code>/"


def scores_url(rest: str = "") -> Callable[[World], str]:
    return lambda world: f"/api/v1/assessments/{world.sheet.pk}/scores/{rest}"


def patch(meets: dict[str, int | str], tag: str | None = "1", state: str = Status.DRAFTING) -> Door:
    return Door(
        "PATCH",
        SCORE,
        meets | {"anonymous": 401},
        scores_url("2.3/"),
        {"input": {"points": "1"}},
        state,
        headers={"If-Match": f'"{tag}"'} if tag else {},
    )


DOORS = (
    Door("GET", "api/v1/^rankings/$", EVERYBODY, fixed("/api/v1/rankings/")),
    Door(
        "GET",
        "api/v1/^rankings/(?P<pk>[^/]+)/$",
        EVERYBODY,
        lambda world: f"/api/v1/rankings/{world.published.pk}/",
    ),
    Door(
        "GET",
        "api/v1/^rankings/(?P<pk>[^/]+)/$",
        NOT_DRAFTS,
        lambda world: f"/api/v1/rankings/{world.draft.pk}/",
    ),
    Door(
        "GET",
        "api/v1/rankings/<int:ranking_id>/proof/",
        EVERYBODY,
        lambda world: f"/api/v1/rankings/{world.published.pk}/proof/",
    ),
    Door(
        "GET",
        "api/v1/rankings/<int:ranking_id>/proof/",
        NOT_DRAFTS,
        lambda world: f"/api/v1/rankings/{world.draft.pk}/proof/",
    ),
    Door("GET", "api/v1/^rounds/$", API, fixed("/api/v1/rounds/")),
    Door(
        "GET",
        "api/v1/^rounds/(?P<pk>[^/]+)/$",
        API | {"nobody": 404},
        lambda world: f"/api/v1/rounds/{world.sheet.round_id}/",
    ),
    Door("GET", "api/v1/^criteria-sets/$", EVERYBODY, fixed("/api/v1/criteria-sets/")),
    Door(
        "GET",
        "api/v1/^criteria-sets/(?P<code>[^/]+)/$",
        EVERYBODY,
        lambda world: f"/api/v1/criteria-sets/{world.sheet.round.criteria_set.code}/",
    ),
    Door("GET", "api/v1/^units/$", EVERYBODY, fixed("/api/v1/units/")),
    Door(
        "GET",
        "api/v1/^units/(?P<pk>[^/]+)/$",
        EVERYBODY,
        lambda world: f"/api/v1/units/{world.sheet.unit_id}/",
    ),
    Door("GET", "api/v1/^assessments/$", API, fixed("/api/v1/assessments/")),
    *(
        Door(
            "GET",
            "api/v1/^assessments/(?P<pk>[^/]+)/$",
            meets | {"anonymous": 401},
            lambda world: f"/api/v1/assessments/{world.sheet.pk}/",
            state=state,
        )
        for state, meets in ((Status.DRAFTING, HIDDEN_DRAFT), (SUBMITTED, HIDDEN_SUBMITTED))
    ),
    *(
        Door("GET", pattern, meets | {"anonymous": 401}, scores_url(rest), state=state)
        for pattern, rest in ((SCORES, ""), (SCORE, "2.3/"))
        for state, meets in ((Status.DRAFTING, READ_DRAFT), (SUBMITTED, READ_SUBMITTED))
    ),
    patch(to(403, officer=200, leader=200)),
    patch(to(403, officer=412, leader=412), "0"),
    patch(to(403, officer=428, leader=428), None),
    patch(to(403), state=SUBMITTED),
    Door("GET", "api/v1/schema/", EVERYBODY, fixed("/api/v1/schema/")),
    Door("GET", "api/v1/", to(404, anonymous=404), fixed("/api/v1/")),
    Door("POST", "api/v1/", to(404, anonymous=404), fixed("/api/v1/")),
    Door("GET", r"api/v1/^[\s\S]+/$", to(404, anonymous=404), fixed("/api/v1/users/1/")),
    Door("POST", r"api/v1/^[\s\S]+/$", to(404, anonymous=404), fixed("/api/v1/users/1/")),
)
