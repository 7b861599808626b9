"""A unit's sheet as a workbook to fill in offline, and the way back: read, compared, applied."""
