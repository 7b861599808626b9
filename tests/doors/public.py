"""What the public may see."""

from tests.doors.base import EVERYBODY, NOT_DRAFTS, Door, fixed, row_url, to

DOORS = (
    Door("GET", "", to(302, anonymous=200), fixed("/")),
    Door("GET", "rankings/", EVERYBODY, fixed("/rankings/")),
    Door(
        "GET",
        "rankings/<int:ranking_id>/",
        EVERYBODY,
        lambda world: f"/rankings/{world.published.pk}/",
    ),
    Door(
        "GET",
        "rankings/<int:ranking_id>/",
        NOT_DRAFTS,
        lambda world: f"/rankings/{world.draft.pk}/",
    ),
    Door("GET", "rankings/<int:ranking_id>/units/<int:row_id>/", EVERYBODY, row_url("published")),
    Door("GET", "rankings/<int:ranking_id>/units/<int:row_id>/", NOT_DRAFTS, row_url("draft")),
    Door(
        "GET",
        "rankings/<int:ranking_id>/verify/",
        EVERYBODY,
        lambda world: f"/rankings/{world.published.pk}/verify/",
    ),
    Door(
        "GET",
        "rankings/<int:ranking_id>/verify/",
        NOT_DRAFTS,
        lambda world: f"/rankings/{world.draft.pk}/verify/",
    ),
    Door(
        "POST",
        "rankings/<int:ranking_id>/verify/",
        to(302, anonymous=302),
        lambda world: f"/rankings/{world.published.pk}/verify/",
    ),
    # Shown where somebody builds or tries the system alone: not here, where it has a server of its own.
    Door("GET", "design/", to(404, anonymous=404), fixed("/design/")),
    Door("GET", "healthz/", EVERYBODY, fixed("/healthz/")),
    Door("POST", "healthz/", to(405, anonymous=405), fixed("/healthz/")),
    Door(
        "POST",
        "i18n/setlang/",
        to(302, anonymous=302),
        fixed("/i18n/setlang/"),
        {"language": "en", "next": "https://elsewhere.example/"},
    ),
    Door("GET", "i18n/setlang/", to(302, anonymous=302), fixed("/i18n/setlang/")),
)
