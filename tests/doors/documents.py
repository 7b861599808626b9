"""Documents to sign."""

import datetime

from assessments.models import Council, Status
from tests.doors.base import (
    READ_DRAFT,
    READ_SUBMITTED,
    SHEET,
    SUBMITTED,
    WATCHERS,
    Door,
    World,
    sheet_url,
    to,
)

WATCH = to(403, **WATCHERS)
# Nobody has asked for an explanation: whoever may read the sheet is told so.
NOTHING_ASKED = {role: 422 if status == 200 else status for role, status in READ_DRAFT.items()}


def _minutes(world: World) -> str:
    council, _made = Council.objects.get_or_create(
        round=world.sheet.round,
        title="Họp",
        held_on=datetime.date(2023, 3, 1),
        opened_by=world.people["coordinator"],
    )
    return f"/councils/{council.pk}/minutes.docx"


def _decision(which: str) -> Door:
    def url(world: World) -> str:
        return f"/rankings/{getattr(world, which).pk}/decision.docx"

    return Door("GET", "rankings/<int:ranking_id>/decision.<slug:kind>", WATCH, url)


DOORS = (
    *(
        Door("GET", f"{SHEET}report.<slug:kind>", meets, sheet_url("report.docx"), state=state)
        for state, meets in ((Status.DRAFTING, READ_DRAFT), (SUBMITTED, READ_SUBMITTED))
    ),
    Door(
        "GET",
        f"{SHEET}explanation-request.<slug:kind>",
        NOTHING_ASKED,
        sheet_url("explanation-request.docx"),
    ),
    Door("GET", "councils/<int:council_id>/minutes.<slug:kind>", WATCH, _minutes),
    _decision("published"),
    _decision("draft"),
)
