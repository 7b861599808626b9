"""The API."""

from assessments.models import Status
from tests.doors.base import (
    API,
    EVERYBODY,
    HIDDEN_DRAFT,
    HIDDEN_SUBMITTED,
    NOT_DRAFTS,
    SUBMITTED,
    Door,
    fixed,
    to,
)

DOORS = (
    Door("GET", "api/v1/^rankings/$", EVERYBODY, fixed("/api/v1/rankings/")),
    Door(
        "GET",
        "api/v1/^rankings/(?P<pk>[^/.]+)/$",
        EVERYBODY,
        lambda world: f"/api/v1/rankings/{world.published.pk}/",
    ),
    Door(
        "GET",
        "api/v1/^rankings/(?P<pk>[^/.]+)/$",
        NOT_DRAFTS,
        lambda world: f"/api/v1/rankings/{world.draft.pk}/",
    ),
    Door("GET", "api/v1/^rounds/$", API, fixed("/api/v1/rounds/")),
    Door(
        "GET",
        "api/v1/^rounds/(?P<pk>[^/.]+)/$",
        API | {"nobody": 404},
        lambda world: f"/api/v1/rounds/{world.sheet.round_id}/",
    ),
    Door("GET", "api/v1/^criteria-sets/$", API, fixed("/api/v1/criteria-sets/")),
    Door(
        "GET",
        "api/v1/^criteria-sets/(?P<code>[^/.]+)/$",
        API,
        lambda world: f"/api/v1/criteria-sets/{world.sheet.round.criteria_set.code}/",
    ),
    Door("GET", "api/v1/^units/$", API, fixed("/api/v1/units/")),
    Door(
        "GET",
        "api/v1/^units/(?P<pk>[^/.]+)/$",
        API,
        lambda world: f"/api/v1/units/{world.sheet.unit_id}/",
    ),
    Door("GET", "api/v1/^assessments/$", API, fixed("/api/v1/assessments/")),
    *(
        Door(
            "GET",
            "api/v1/^assessments/(?P<pk>[^/.]+)/$",
            meets | {"anonymous": 401},
            lambda world: f"/api/v1/assessments/{world.sheet.pk}/",
            state=state,
        )
        for state, meets in ((Status.DRAFTING, HIDDEN_DRAFT), (SUBMITTED, HIDDEN_SUBMITTED))
    ),
    Door("GET", "api/v1/schema/", EVERYBODY, fixed("/api/v1/schema/")),
    Door("GET", "api/v1/", to(404, anonymous=404), fixed("/api/v1/")),
    Door("POST", "api/v1/", to(404, anonymous=404), fixed("/api/v1/")),
    Door("GET", "api/v1/<path:rest>/", to(404, anonymous=404), fixed("/api/v1/users/1/")),
    Door("POST", "api/v1/<path:rest>/", to(404, anonymous=404), fixed("/api/v1/users/1/")),
)
