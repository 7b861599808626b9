"""Text that a spreadsheet shows as text, never as a formula, and that reads back as it was."""

import re

from criteria.common.text import readable

_FORMULA = re.compile(r"'*[ \u00a0]*[=+\-@\t\r\n]")


def quote_formula(text: str) -> str:
    """Returns text for a CSV field, with an apostrophe before whatever a spreadsheet would run as a formula."""
    text = readable(text)
    return f"'{text}" if _FORMULA.match(text) else text


def unquote_formula(text: str) -> str:
    """Returns the text that ``quote_formula`` was given, without the apostrophe where one was put."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
