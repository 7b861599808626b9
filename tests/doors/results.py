"""The pages around a ranking, and what a unit may reckon with."""

from collections.abc import Callable

from tests.doors.base import (
    EVERYBODY,
    NOT_DRAFTS,
    READ_DRAFT,
    SHEET,
    SUBMITTED,
    Door,
    World,
    fixed,
    sheet_url,
)

PAGES = ("compare", "overview", "years")


def page_of(ranking: str, page: str) -> Callable[[World], str]:
    return lambda world: f"/rankings/{getattr(world, ranking).pk}/{page}/"


DOORS = (
    *(
        Door("GET", f"rankings/<int:ranking_id>/{page}/", meets, page_of(ranking, page))
        for page in PAGES
        for ranking, meets in (("published", EVERYBODY), ("draft", NOT_DRAFTS))
    ),
    Door("GET", f"{SHEET}what-it-takes/", READ_DRAFT, sheet_url("what-it-takes/")),
    # Reviewers read the sheet by now, and still do not see where its unit would stand.
    Door("GET", f"{SHEET}what-it-takes/", READ_DRAFT, sheet_url("what-it-takes/"), state=SUBMITTED),
    Door("GET", "method/", EVERYBODY, fixed("/method/")),
    Door("GET", "docs/<str:name>", EVERYBODY, fixed("/docs/digest.md")),
)
