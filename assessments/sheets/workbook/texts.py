"""Converts text between the database and a spreadsheet's cell, so that it comes back unchanged."""

import re

from criteria.common.text import readable_lines

CELL_LIMIT = 32_000
"""The limit in characters; Excel takes 32,767."""
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ACTIVE = ("=", "+", "-", "@", "'")


def normal(text: str) -> str:
    """Returns text for comparison: as it is kept, with one kind of line break and no outer spaces."""
    return readable_lines(text).strip()


def text_for_cell(text: str) -> str:
    """Returns text as it stands in the file: text that reads like one of Excel's escapes is escaped itself."""
    return _ESCAPE.sub("_x005F_", normal(text)[:CELL_LIMIT])


def text_from_cell(text: str) -> str:
    """Returns, ready for comparison, the text that ``text_for_cell`` or Excel wrote."""
    return normal(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))


def is_active(text: str) -> bool:
    """Returns whether a spreadsheet would take the text for a formula once somebody edits its cell."""
    return text.startswith(_ACTIVE)
