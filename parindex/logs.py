"""The lines of the log, and those of the security journal as JSON."""

import logging
import re
from typing import Any

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


def logging_settings(*, level: str, journal: str) -> dict[str, Any]:
    """Returns what Django's ``LOGGING`` is.

    ``journal`` says where the lines of the security journal go: nowhere (empty), to the output ("-"), or to a file.
    """
    numbered = {"filters": ["request"]}
    handlers: dict[str, Any] = {
        "console": {"class": "logging.StreamHandler", "formatter": "line"} | numbered
    }
    if journal:
        output = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
        file = {"class": "logging.handlers.WatchedFileHandler", "filename": journal}
        handlers["journal"] = (
            (output if journal == "-" else file) | {"formatter": "json"} | numbered
        )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "parindex.logs.LogLine",
                "format": "{asctime} {levelname} {name} [{request}]: {message}",
                "style": "{",
            },
            # It writes all but printable ASCII as escapes: no text can end its line.
            "json": {"()": "pythonjsonlogger.json.JsonFormatter", "format": "%(name)s %(request)s"},
        },
        "filters": {
            "request": {
                "()": "django_guid.log_filters.CorrelationId",
                "correlation_id_field": "request",
            }
        },
        "handlers": handlers,
        "loggers": {
            # It tells of each request that it gave a number.
            "django_guid": {"level": "ERROR"},
            # It greets every process that starts.
            "pikepdf._core": {"level": "WARNING"},
            # What a signature lacks stands on its page; here it would be a traceback each time.
            "pyhanko": {"level": "CRITICAL"},
            "parindex.journal": {
                "handlers": ["journal"] if journal else [],
                "level": "INFO",
                "propagate": False,
            },
        },
        "root": {"handlers": ["console"], "level": level},
    }
