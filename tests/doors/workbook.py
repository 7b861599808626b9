"""The officers' workbook."""

from tests.doors.base import READ_DRAFT, READ_SUBMITTED, SHEET, SUBMITTED, Door, sheet_url, to

PATTERN = f"{SHEET}workbook/"
# Without a file, or without a preview: only who may write gets as far as that.
NOTHING_SENT = to(403, officer=422, colleague=422, leader=422)
TO_THE_SHEET = {role: 302 if status == 200 else status for role, status in READ_DRAFT.items()}

DOORS = (
    Door("GET", PATTERN, READ_DRAFT, sheet_url("workbook/")),
    Door("GET", PATTERN, READ_SUBMITTED, sheet_url("workbook/"), state=SUBMITTED),
    Door("POST", PATTERN, NOTHING_SENT, sheet_url("workbook/")),
    Door("POST", PATTERN, to(403), sheet_url("workbook/"), state=SUBMITTED),
    Door("GET", f"{PATTERN}apply/", TO_THE_SHEET, sheet_url("workbook/apply/")),
    Door("POST", f"{PATTERN}apply/", NOTHING_SENT, sheet_url("workbook/apply/")),
    Door("POST", f"{PATTERN}apply/", to(403), sheet_url("workbook/apply/"), state=SUBMITTED),
)
