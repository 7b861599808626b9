"""What the public may see."""

from collections.abc import Callable

from rankings.reads.slugs import LEVELS, slugs_in
from tests.doors.base import EVERYBODY, NOT_DRAFTS, Door, World, fixed, row_url, to
from tests.factories import score_of


def in_force(world: World) -> str:
    """The address that stays of the published ranking's year and level."""
    round_ = world.published.round
    return f"/{round_.year}/{LEVELS[round_.criteria_set.level]}"


def unit_in_force(world: World) -> str:
    return f"{in_force(world)}/{next(iter(slugs_in(world.published.pk).values()))}"


def leaf_in_force(world: World) -> str:
    return f"{in_force(world)}/tieu-chi/{score_of(world.sheet, '1.1').criterion.code}/"


BESIDE = ("bang-xep-hang", "so-sanh", "vung", "cac-nam", "dinh-chinh", "tieu-chi")
NOT_DRAWN = to(404, anonymous=404)
"""Nobody has been assessed in the table's world: there is nothing to draw, whoever asks."""
CHART = "<int:year>/<slug:level>/<slug:unit>/bieu-do/"


def beside(page: str) -> Callable[[World], str]:
    return lambda world: f"{in_force(world)}/{page}/"


DOORS = (
    Door("GET", "", to(302, anonymous=200), fixed("/")),
    Door("GET", "<int:year>/<slug:level>/", EVERYBODY, lambda world: f"{in_force(world)}/"),
    Door(
        "GET",
        "<int:year>/<slug:level>/<slug:unit>/",
        EVERYBODY,
        lambda world: f"{unit_in_force(world)}/",
    ),
    *(Door("GET", f"<int:year>/<slug:level>/{page}/", EVERYBODY, beside(page)) for page in BESIDE),
    Door("GET", "<int:year>/<slug:level>/tieu-chi/<text:code>/", EVERYBODY, leaf_in_force),
    Door(
        "GET",
        f"{CHART}<slug:chart>.<slug:kind>",
        NOT_DRAWN,
        lambda world: f"{unit_in_force(world)}/bieu-do/linh-vuc.csv",
    ),
    Door(
        "GET",
        f"{CHART}<slug:chart>/",
        NOT_DRAWN,
        lambda world: f"{unit_in_force(world)}/bieu-do/linh-vuc/",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/<slug:unit>/anh.png",
        EVERYBODY,
        lambda world: f"{unit_in_force(world)}/anh.png",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/<slug:unit>/so-lieu.csv",
        EVERYBODY,
        lambda world: f"{unit_in_force(world)}/so-lieu.csv",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/tieu-chi/<text:code>/bieu-do.<slug:kind>",
        NOT_DRAWN,
        lambda world: f"{leaf_in_force(world)}bieu-do.csv",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/tieu-chi/<text:code>/bieu-do/",
        NOT_DRAWN,
        lambda world: f"{leaf_in_force(world)}bieu-do/",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/<slug:chart>.<slug:kind>",
        NOT_DRAWN,
        lambda world: f"{in_force(world)}/phan-bo.csv",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/bieu-do/<slug:chart>/",
        NOT_DRAWN,
        lambda world: f"{in_force(world)}/bieu-do/phan-bo/",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/so-sanh/bieu-do.<slug:kind>",
        NOT_DRAWN,
        lambda world: f"{in_force(world)}/so-sanh/bieu-do.csv",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/so-sanh/bieu-do/",
        NOT_DRAWN,
        lambda world: f"{in_force(world)}/so-sanh/bieu-do/",
    ),
    Door(
        "GET",
        "<int:year>/<slug:level>/anh.png",
        EVERYBODY,
        lambda world: f"{in_force(world)}/anh.png",
    ),
    Door("GET", "bang-xep-hang/", to(302, anonymous=302), fixed("/bang-xep-hang/")),
    Door("GET", "tieu-chi/", to(302, anonymous=302), fixed("/tieu-chi/")),
    Door("GET", "data/", EVERYBODY, fixed("/data/")),
    Door("GET", "data/api/", EVERYBODY, fixed("/data/api/")),
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
    Door("GET", "livez/", EVERYBODY, fixed("/livez/")),
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
