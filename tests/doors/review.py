"""History, steps, threads and councils."""

import datetime

from django.utils import timezone

from assessments.models import Status
from tests.doors.base import (
    LATER,
    READ_DRAFT,
    READ_SUBMITTED,
    REASON,
    SHEET,
    SUBMITTED,
    Door,
    World,
    score_url,
    sheet_url,
    to,
)

EXPLAINING = Status.EXPLAINING
LATER_DAY = {"until": LATER}
REOPENED = (timezone.now() + datetime.timedelta(days=120)).date().isoformat()
SAY = {"text": "Báo cáo số 12", "version": "1"}
STEP = f"{SHEET}steps/<text:name>/"
THREAD = "scores/<int:score_id>/thread/"
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
    Door("GET", STEP, READ_DRAFT, sheet_url("steps/submit/")),
    Door("GET", STEP, READ_SUBMITTED, sheet_url("steps/finish/"), state=SUBMITTED),
    # Nothing is flagged: the coordinator's request is refused by a guard, everybody else's by their role.
    Door("POST", STEP, to(403), sheet_url("steps/request_explanation/"), LATER_DAY, SUBMITTED),
    Door("POST", STEP, to(403), sheet_url("steps/send_explanations/"), state=SUBMITTED),
    # Its deadline is past, or was never set: the leader alone sends, the reviewing side closes.
    Door(
        "POST",
        STEP,
        to(403, reviewer=302, other_reviewer=302, coordinator=302),
        sheet_url("steps/explanation_over/"),
        state=EXPLAINING,
    ),
    Door("POST", STEP, to(403, coordinator=422), sheet_url("steps/extend_review/"), {}, SUBMITTED),
    Door(
        "POST",
        STEP,
        to(403, coordinator=302),
        sheet_url("steps/leave_council/"),
        REASON,
        Status.COUNCIL,
    ),
    Door("POST", STEP, to(403), sheet_url("steps/reopen/"), REASON | LATER_DAY, SUBMITTED),
    Door(
        "POST",
        STEP,
        to(403, coordinator=302),
        sheet_url("steps/reopen/"),
        REASON | {"until": REOPENED},
        Status.FINAL,
    ),
    Door(
        "POST", STEP, to(403, leader=302), sheet_url("steps/send_explanations/"), state=EXPLAINING
    ),
    Door("POST", THREAD, to(403), score_url("thread/"), SAY | {"act": "explain"}, SUBMITTED),
    Door("POST", THREAD, to(403), score_url("thread/"), SAY | {"act": "explain"}, EXPLAINING),
    # Not reviewed yet: that is said to its reviewer alone.
    Door(
        "POST",
        THREAD,
        to(403, reviewer=422),
        score_url("thread/"),
        SAY | {"act": "raise"},
        SUBMITTED,
    ),
    Door(
        "POST",
        THREAD,
        to(403, reviewer=302),
        score_url("thread/"),
        SAY | {"act": "raise"},
        "awarded",
    ),
    Door(
        "POST",
        THREAD,
        to(403, anonymous=401, reviewer=409),
        score_url("thread/"),
        SAY | {"act": "raise", "version": "0"},
        "awarded",
        htmx=True,
    ),
)
