"""The sheet and its leaves."""

from tests.doors.base import (
    AWARD,
    CLAIM,
    LATER,
    READ_DRAFT,
    READ_SUBMITTED,
    REASON,
    SHEET,
    SUBMITTED,
    UNIT,
    Door,
    coordinator,
    score_url,
    sheet_url,
    to,
)

DOORS = (
    Door("GET", SHEET, READ_DRAFT, sheet_url()),
    Door("GET", SHEET, READ_SUBMITTED, sheet_url(), state=SUBMITTED),
    Door("GET", f"{SHEET}evidence/", READ_DRAFT, sheet_url("evidence/")),
    Door("GET", f"{SHEET}evidence/", READ_SUBMITTED, sheet_url("evidence/"), state=SUBMITTED),
    Door("GET", f"{SHEET}check/", READ_DRAFT, sheet_url("check/")),
    Door("GET", f"{SHEET}check/", READ_SUBMITTED, sheet_url("check/"), state=SUBMITTED),
    Door("GET", f"{SHEET}leaves/<text:code>/", READ_DRAFT, sheet_url("leaves/2.3/")),
    Door(
        "GET",
        f"{SHEET}leaves/<text:code>/",
        READ_SUBMITTED,
        sheet_url("leaves/2.3/"),
        state=SUBMITTED,
    ),
    Door(
        "POST",
        f"{SHEET}steps/<text:name>/",
        to(403, leader=302),
        sheet_url("steps/submit/"),
        {"declared": "1"},
    ),
    # Without the declaration.
    Door("POST", f"{SHEET}steps/<text:name>/", to(403, leader=422), sheet_url("steps/submit/")),
    Door(
        "POST", f"{SHEET}steps/<text:name>/", to(403), sheet_url("steps/submit/"), state=SUBMITTED
    ),
    Door(
        "POST",
        f"{SHEET}steps/<text:name>/",
        coordinator(302),
        sheet_url("steps/return/"),
        REASON,
        SUBMITTED,
    ),
    Door("POST", f"{SHEET}steps/<text:name>/", to(403), sheet_url("steps/return/"), REASON),
    Door(
        "POST",
        f"{SHEET}steps/<text:name>/",
        coordinator(302),
        sheet_url("steps/finish/"),
        state="awarded",
    ),
    Door(
        "POST", f"{SHEET}steps/<text:name>/", to(403), sheet_url("steps/finish/"), state=SUBMITTED
    ),
    Door(
        "POST",
        f"{SHEET}steps/<text:name>/",
        coordinator(302),
        sheet_url("steps/extend/"),
        {"until": LATER} | REASON,
    ),
    Door("POST", f"{SHEET}steps/<text:name>/", coordinator(422), sheet_url("steps/extend/")),
    Door(
        "POST",
        f"{SHEET}accept/<text:code>/",
        to(403, reviewer=302, other_reviewer=422),
        sheet_url("accept/2/"),
        {"leaves": "3"},
        state=SUBMITTED,
    ),
    Door("POST", f"{SHEET}accept/<text:code>/", to(403), sheet_url("accept/2/")),
    Door(
        "POST", "scores/<int:score_id>/preview/", READ_DRAFT, score_url("preview/"), {"points": "1"}
    ),
    Door(
        "POST",
        "scores/<int:score_id>/preview/",
        READ_SUBMITTED,
        score_url("preview/"),
        {"points": "1"},
        SUBMITTED,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/claim/",
        to(403, officer=302, leader=302),
        score_url("claim/"),
        CLAIM,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/claim/",
        to(403, anonymous=401, officer=200, leader=200),
        score_url("claim/"),
        CLAIM,
        htmx=True,
    ),
    Door(
        # Out of date: only who may write is shown the newer value.
        "POST",
        "scores/<int:score_id>/claim/",
        to(403, anonymous=401, officer=409, leader=409),
        score_url("claim/"),
        CLAIM | {"version": "0"},
        htmx=True,
    ),
    Door("POST", "scores/<int:score_id>/claim/", to(403), score_url("claim/"), CLAIM, SUBMITTED),
    Door(
        "POST",
        "scores/<int:score_id>/award/",
        to(403, reviewer=302),
        score_url("award/"),
        AWARD,
        SUBMITTED,
    ),
    Door(
        "POST",
        "scores/<int:score_id>/award/",
        to(403, anonymous=401, reviewer=409),
        score_url("award/"),
        AWARD | {"version": "0"},
        SUBMITTED,
        htmx=True,
    ),
    Door("POST", "scores/<int:score_id>/award/", to(403), score_url("award/"), AWARD),
    Door("GET", f"{SHEET}proposals/", to(403, **UNIT), sheet_url("proposals/")),
    # The leaf is filled in: nothing is proposed.
    Door(
        "POST",
        "scores/<int:score_id>/proposal/",
        to(403, officer=422, leader=422),
        score_url("proposal/"),
    ),
    Door(
        "POST",
        "scores/<int:score_id>/proposal/",
        to(403),
        score_url("proposal/"),
        state=SUBMITTED,
    ),
)
