"""Text that a spreadsheet shows as text, never as a formula, and that reads back as it was."""

import re

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_FORMULA = re.compile(r"'*[ \u00a0]*[=+\-@\t\r\n]")


def plain(text: str) -> str:
    """For a workbook's cell, written as a string: without what XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def quoted(text: str) -> str:
    """For a CSV field: an apostrophe before whatever a spreadsheet would run as a formula."""
    text = plain(text)
    return f"'{text}" if _FORMULA.match(text) else text


def unquoted(text: str) -> str:
    """What ``quoted`` was given: one apostrophe less, where one was put."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
