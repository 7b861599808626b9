"""Documents to sign."""

import datetime

from assessments.models import Council, SignedReport, Status
from tests.doors.base import (
    HIDDEN_DRAFT,
    HIDDEN_SUBMITTED,
    READ_DRAFT,
    READ_SUBMITTED,
    SHEET,
    SUBMITTED,
    WATCHERS,
    Door,
    World,
    round_url,
    sheet_url,
    to,
)

WATCH = to(403, **WATCHERS)
# As the council's page itself: nothing is on its agenda, so for reviewers it does not exist.
COUNCILS = to(403, **WATCHERS, reviewer=404, other_reviewer=404)
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


def _signed(world: World) -> str:
    # Any stored file will do: what is asked is who gets it.
    report = SignedReport.objects.filter(assessment=world.sheet).first()
    report = report or SignedReport.objects.create(
        assessment=world.sheet,
        file=world.file.file.name,
        file_name="a.pdf",
        size=world.file.size or 0,
        sha256="0" * 64,
        by=world.people["leader"],
    )
    return f"/signed-reports/{report.pk}/"


DOORS = (
    Door("GET", "signed-reports/<int:report_id>/", HIDDEN_DRAFT, _signed),
    Door("GET", "signed-reports/<int:report_id>/", HIDDEN_SUBMITTED, _signed, state=SUBMITTED),
    # Without a file: who may read the sheet is told so, what is missing comes before who may.
    Door("POST", f"{SHEET}signed/", NOTHING_ASKED, sheet_url("signed/")),
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
    Door("GET", "councils/<int:council_id>/minutes.<slug:kind>", COUNCILS, _minutes),
    Door(
        "POST",
        "rounds/<int:round_id>/reports/",
        to(403, coordinator=302, inspector=302, admin=302),
        round_url("reports/"),
        state=SUBMITTED,
    ),
    _decision("published"),
    _decision("draft"),
)
