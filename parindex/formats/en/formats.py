"""The formats of English pages: the same offices read them, so the day comes before the month here too."""

from parindex.formats.vi.formats import (  # noqa: F401  # Django reads them by name
    DATE_FORMAT,
    DATE_INPUT_FORMATS,
    DATETIME_FORMAT,
    DATETIME_INPUT_FORMATS,
    TIME_FORMAT,
    TIME_INPUT_FORMATS,
)
