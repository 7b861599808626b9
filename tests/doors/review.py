"""History, steps, threads and councils."""

from tests.doors.base import (
    READ_DRAFT,
    READ_SUBMITTED,
    SHEET,
    SUBMITTED,
    Door,
    World,
    score_url,
    sheet_url,
    to,
)

HISTORY = "scores/<int:score_id>/history/"


def officer_s_acts(world: World) -> str:
    return f"/people/{world.people['officer'].pk}/acts/"


DOORS = (
    Door("GET", HISTORY, READ_DRAFT, score_url("history/")),
    Door("GET", HISTORY, READ_SUBMITTED, score_url("history/"), state=SUBMITTED),
    Door("GET", f"{SHEET}history/", READ_DRAFT, sheet_url("history/")),
    Door("GET", f"{SHEET}history/", READ_SUBMITTED, sheet_url("history/"), state=SUBMITTED),
    Door("GET", f"{SHEET}stages/", READ_DRAFT, sheet_url("stages/")),
    Door("GET", f"{SHEET}stages/", READ_SUBMITTED, sheet_url("stages/"), state=SUBMITTED),
    Door(
        "GET",
        "people/<int:user_id>/acts/",
        to(403, officer=200, coordinator=200, inspector=200, admin=200),
        officer_s_acts,
    ),
)
