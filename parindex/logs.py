"""The lines of the log."""

import logging
import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, other breaks of a line, and what turns the direction of a text around."""


def one_line(text: str) -> str:
    """Returns the text with each control character written as ``\\x0a``, so that it can forge no line of its own."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class LogLine(logging.Formatter):
    """Django's formatter; what a message says stays on one line, as addresses and values come from strangers."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's name
        record.message = one_line(record.message)
        return super().formatMessage(record)
