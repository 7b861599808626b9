"""Evidence as one archive: for whoever may read it one by one."""

from assessments.models import Status
from tests.doors.base import (
    READ_DRAFT,
    READ_SUBMITTED,
    SHEET,
    SUBMITTED,
    UNIT,
    WATCHERS,
    Door,
    score_url,
    sheet_url,
    to,
)

ASKED = dict.fromkeys((*UNIT, *WATCHERS), 302)
DOORS = (
    *(
        Door("GET", pattern, meets, url, state=state)
        for pattern, url in (
            (f"{SHEET}evidence.zip", sheet_url("evidence.zip")),
            ("scores/<int:score_id>/evidence.zip", score_url("evidence.zip")),
        )
        for state, meets in ((Status.DRAFTING, READ_DRAFT), (SUBMITTED, READ_SUBMITTED))
    ),
    Door("POST", f"{SHEET}evidence.zip", to(403, **ASKED), sheet_url("evidence.zip")),
)
