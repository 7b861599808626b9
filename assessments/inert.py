"""Text that a spreadsheet shows as text: never a formula, never a character that XML refuses."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(text: str) -> str:
    """For a workbook's cell, written as a string: without what XML cannot hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def quoted(text: str) -> str:
    """For a CSV field: an apostrophe before whatever a spreadsheet would run as a formula."""
    text = plain(text)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS) else text
