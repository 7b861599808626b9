"""Text between the database and a spreadsheet's cell, such that it comes back as it went."""

import re
import unicodedata

CELL_LIMIT = 32_000
"""Characters; Excel takes 32,767."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ACTIVE = ("=", "+", "-", "@", "'")


def normal(text: str) -> str:
    """As text is compared: NFC, one kind of line break, nothing that XML cannot hold, no outer spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNWRITABLE.sub("", text)).strip()


def text_for_cell(text: str) -> str:
    """As it stands in the file: what reads like an escape of Excel's is escaped itself."""
    return _ESCAPE.sub("_x005F_", normal(text)[:CELL_LIMIT])


def text_from_cell(text: str) -> str:
    """What ``text_for_cell`` or Excel wrote, as it is compared."""
    return normal(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text))


def is_active(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula once somebody edits its cell."""
    return text.startswith(_ACTIVE)
