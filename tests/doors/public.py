"""What the public may see."""

from rankings.reads.slugs import LEVELS, slugs_in
from tests.doors.base import EVERYBODY, NOT_DRAFTS, Door, World, fixed, row_url, to


def in_force(world: World) -> str:
    """The address that stays of the published ranking's year and level."""
    round_ = world.published.round
    return f"/{round_.year}/{LEVELS[round_.criteria_set.level]}"


DOORS = (
    Door("GET", "", to(302, anonymous=200), fixed("/")),
    Door("GET", "<int:year>/<slug:level>/", EVERYBODY, lambda world: f"{in_force(world)}/"),
    Door(
        "GET",
        "<int:year>/<slug:level>/<slug:unit>/",
        EVERYBODY,
        lambda world: f"{in_force(world)}/{next(iter(slugs_in(world.published.pk).values()))}/",
    ),
    Door("GET", "sitemap.xml", EVERYBODY, fixed("/sitemap.xml")),
    Door("GET", "robots.txt", EVERYBODY, fixed("/robots.txt")),
    Door("GET", "feed.atom", EVERYBODY, fixed("/feed.atom")),
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
