"""Reads the rows of an uploaded CSV or XLSX table, whatever its encoding and delimiter."""

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

import olefile

from criteria.common.files.cells import clean
from criteria.common.files.file_kinds import XLS, XLSX, kind_of
from criteria.common.files.inert import unquote_formula
from criteria.common.files.other_kinds import text_that_is_no_table
from criteria.common.files.workbooks import MAX_COLUMNS, Rows, open_workbook
from criteria.common.numbers import show
from criteria.common.text import Refused, Text

SIZE_LIMIT = 52_428_800
"""Bytes: 50 MB."""
MAX_ROWS = 400_000
LONGEST_LINE = 1_000_000
"""The characters of a line of a CSV: more than as many cells hold as are read, each as long as a workbook's."""
_DELIMITERS = ";,\t"
_HEAD = 8192
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

NOT_A_TABLE = Text(
    vi="Tệp không phải là bảng CSV hoặc XLSX đọc được. Hãy lưu lại dưới dạng XLSX hoặc CSV UTF-8.",
    en="The file is not a readable CSV or XLSX table. Save it as XLSX or as CSV UTF-8.",
)
OLD_EXCEL = Text(
    vi="Tệp là Excel đời cũ (XLS). Hãy mở bằng Excel và lưu lại dưới dạng XLSX.",
    en="The file is an old Excel file (XLS). Open it in Excel and save it as XLSX.",
)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table. ``sheet`` is the name of a workbook's sheet, empty for CSV; see ``open_tables``."""

    sheet: str
    rows: Rows
    separator: str = ""
    """The sign between the cells of a CSV; empty for a workbook."""


def read_table(stream: IO[bytes], *, max_rows: int = MAX_ROWS) -> Rows:
    """Returns the rows of the file's first table alone."""
    return next(open_tables(stream, max_rows=max_rows)).rows


def open_tables(stream: IO[bytes], *, max_rows: int = MAX_ROWS) -> Iterator[Table]:
    """Yields the table of a CSV, or of each sheet of a workbook; a table has every row that is not blank.

    Rows come with their own number in the file; the first row is 1. The content decides the type.
    Text is in NFC without outer spaces, empty cells are ``""``; numbers of a workbook are exact
    decimals. Columns A to Z are read. Raises ``Refused``, at once or at a row that cannot be read.
    """
    size = stream.seek(0, io.SEEK_END)
    if size > SIZE_LIMIT:
        raise Refused(_too_many(SIZE_LIMIT, Text(vi="byte", en="bytes")))
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    if head.startswith(olefile.MAGIC):
        raise Refused(_other_ole(stream))
    if not head.startswith(b"PK\x03\x04"):
        if other := text_that_is_no_table(head):
            raise Refused(_no_table(other.sentence))
        text = _decoded(stream.read())
        separator = _separator(text)
        yield Table("", _within(_csv_rows(text, separator), max_rows), separator)
        return
    book = open_workbook(stream, max_rows=max_rows)
    for at, name in enumerate(book.names):
        yield Table(name, _within(book.rows(at), max_rows))


def _other_ole(stream: IO[bytes]) -> Text:
    """Returns what to say of an old Office file. Raises ``Refused`` for one with a password, or with macros."""
    return OLD_EXCEL if kind_of(stream, (XLS, XLSX), otherwise=NOT_A_TABLE) is XLS else NOT_A_TABLE


def _no_table(actual: Text) -> Text:
    return Text(
        vi=f"Nội dung là {actual.vi}. Chỉ nhận bảng XLSX hoặc CSV.",
        en=f"The content is {actual.en}. Only XLSX and CSV tables are taken.",
    )


def _within(rows: Rows, max_rows: int) -> Rows:
    for number, row in rows:
        if number > max_rows:
            raise Refused(_too_many(max_rows, Text(vi="dòng", en="rows")))
        if any(cell != "" for cell in row):
            yield number, row


def _separator(text: str) -> str:
    first = next((line for line in io.StringIO(text) if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def _csv_rows(text: str, delimiter: str) -> Rows:
    # Without ``strict``, a quote that is never closed would swallow the rest of the file.
    rows = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused(
                Text(
                    vi=f"Không đọc được từ dòng {number}: dấu ngoặc kép sai chỗ hoặc ô quá dài.",
                    en=f"Unreadable from row {number} on: a misplaced quote or too long a cell.",
                )
            ) from error
        yield number, tuple(unquote_formula(clean(cell)) for cell in row[:MAX_COLUMNS])


def _lines(text: str) -> Iterator[str]:
    """Yields the lines of a CSV. Raises ``Refused`` at one that would make millions of cells at once."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise Refused(
                _too_many(LONGEST_LINE, Text(vi="ký tự mỗi dòng", en="characters a line"))
            )
        yield line


def _decoded(data: bytes) -> str:
    encodings = [name for bom, name in _BOMS if data.startswith(bom)] or ["utf-8", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in set(text)):
            break
        return text
    raise Refused(NOT_A_TABLE)


def _too_many(limit: int, unit: Text) -> Text:
    most = Decimal(limit)
    return Text(
        vi=f"Bảng quá lớn: nhiều nhất {show(most)} {unit.vi}. Hãy tách thành nhiều tệp.",
        en=f"The table is too large: at most {show(most, 'en')} {unit.en}. Split it into several files.",
    )
