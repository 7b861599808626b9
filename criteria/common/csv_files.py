"""Tables written as CSV, in the dialect that a spreadsheet in the reader's language opens.

The files are UTF-8 with a BOM, and their lines end in CRLF. Vietnamese files separate fields by ``;`` and
write a decimal comma; English ones separate by ``,`` and write a decimal point. Numbers are never rounded,
grouped or quoted as text; text is never a formula.
"""

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import IO, Any, TextIO

from criteria.common.files.inert import quote_formula
from criteria.common.numbers import for_input

CSV_TYPE = "text/csv; charset=utf-8"
AT_ONCE = 500
"""Rows that are sent together."""
_ENCODING = "utf-8-sig"
CsvValue = str | int | Decimal | None
CsvRow = Sequence[CsvValue]


def csv_bytes(rows: Iterable[CsvRow], language: str = "vi") -> bytes:
    """Returns the whole file."""
    return b"".join(csv_pieces(rows, language))


def csv_pieces(rows: Iterable[CsvRow], language: str = "vi") -> Iterator[bytes]:
    """Yields the file in pieces of some hundred rows."""
    rest, encoding = iter(rows), _ENCODING
    while batch := list(itertools.islice(rest, AT_ONCE)):
        out = io.StringIO(newline="")
        write = _writer(out, language)
        for row in batch:
            write(row)
        yield out.getvalue().encode(encoding)
        encoding = "utf-8"


@contextmanager
def csv_into(stream: IO[bytes], language: str = "vi") -> Iterator[Callable[[CsvRow], Any]]:
    """Yields a function that writes one row into an open file, for rows that come one by one."""
    text = io.TextIOWrapper(stream, encoding=_ENCODING, newline="")
    yield _writer(text, language)
    text.flush()
    text.detach()


def _writer(out: TextIO, language: str) -> Callable[[CsvRow], Any]:
    delimiter = "," if language.startswith("en") else ";"
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    return lambda row: writer.writerow([_field(value, language) for value in row])


def _field(value: CsvValue, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return for_input(value, language)
    return quote_formula(value) if isinstance(value, str) else str(value)
