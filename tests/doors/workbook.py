"""The officers' workbook."""

from tests.doors.base import READ_DRAFT, READ_SUBMITTED, SHEET, SUBMITTED, Door, sheet_url

PATTERN = f"{SHEET}workbook/"

DOORS = (
    Door("GET", PATTERN, READ_DRAFT, sheet_url("workbook/")),
    Door("GET", PATTERN, READ_SUBMITTED, sheet_url("workbook/"), state=SUBMITTED),
)
