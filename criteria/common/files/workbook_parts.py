"""The limits of an uploaded workbook's parts: counted before any library sees them, at the speed of unpacking."""

import re
import zipfile
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from criteria.common.files.archives import DAMAGED, chunks_of, open_zip
from criteria.common.files.file_kinds import XLSX, kind_of
from criteria.common.numbers import show
from criteria.common.text import Refused, Text

MOST_TAGS = 50_000
"""The limit for any part but the cells: each style takes the library some 50 µs."""
TAGS_A_CELL = 5
"""The tags of XML that a cell with its text has; one alone takes the library some 15 µs."""
BYTES_A_TAG = 64
"""The bytes of XML that each tag of the limit may take; a part of tags alone takes 10 to 20."""
LONGEST_TAG = 16_384
"""The bytes of one tag; office programs write one of two kilobytes, the first, which names the kinds of XML."""
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_FORMULA = re.compile(rb"[<:]f[\s/>]")
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % LONGEST_TAG)
_CELL = re.compile(rb"[<:]c[\s/>]")
_HEAD = 4096

_COPY = Text(
    vi="Hãy chép riêng phần bảng cần nhập sang một tệp mới (Dán đặc biệt › Giá trị) rồi tải tệp đó lên.",
    en="Copy the table that is needed into a new file (Paste Special › Values) and upload that.",
)
STRICT = Text(
    vi="Tệp ở kiểu “Strict Open XML Spreadsheet”. Hãy mở bằng Excel và lưu lại với kiểu "
    "“Excel Workbook (*.xlsx)”.",
    en="The file is of the type “Strict Open XML Spreadsheet”. Open it in Excel and save it as the type "
    "“Excel Workbook (*.xlsx)”.",
)


@dataclass(slots=True)
class _Cells:
    """What the sheets and their texts have together, counted as they are unpacked."""

    most: int
    cells: int = 0
    tags: int = 0
    has_formulas: bool = False
    end: bytes = b""

    def count(self, chunk: bytes) -> None:
        _demand_short_tags(self.end + chunk)
        self.tags += chunk.count(b"<")
        self.cells += len(_CELL.findall(chunk))
        if self.cells > self.most or self.tags > self.most * TAGS_A_CELL:
            raise Refused(_too_many_cells(self.most))
        if not self.has_formulas:
            self.has_formulas = _FORMULA.search(self.end[-2:] + chunk) is not None
        self.end = (self.end + chunk)[-LONGEST_TAG - 1 :]


def check_parts(stream: IO[bytes], *, most_cells: int, otherwise: Text) -> bool:
    """Returns whether an uploaded XLSX holds formulas, once each of its parts is small enough to be read.

    Raises ``Refused``, with ``otherwise`` for a file of another type.
    """
    kind_of(stream, (XLSX,), otherwise=otherwise)
    cells = _Cells(most_cells)
    with open_zip(stream) as archive:
        for member in archive.infolist():
            if member.filename.startswith(("xl/worksheets/", "xl/sharedStrings")):
                for chunk in chunks_of(archive, member):
                    cells.count(chunk)
            else:
                _check_other(archive, member)
    return cells.has_formulas


def _check_other(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Raises ``Refused`` for a part other than cells that would take long: styles, names, the list of sheets."""
    tags, end = 0, b""
    is_xml = member.filename.endswith((".xml", ".rels"))
    if is_xml and member.file_size > MOST_TAGS * BYTES_A_TAG:
        raise Refused(_too_much(member.filename))
    for chunk in chunks_of(archive, member):
        if not tags and _STRICT in chunk[:_HEAD]:
            raise Refused(STRICT)
        if is_xml:
            _demand_short_tags(end + chunk)
            end = chunk[-LONGEST_TAG - 1 :]
        tags += chunk.count(b"<")
        if tags > MOST_TAGS:
            raise Refused(_too_much(member.filename))


def _demand_short_tags(xml: bytes) -> None:
    """Raises ``Refused`` for a tag of a million attributes, over which any parser thinks for a minute."""
    if _LONG_TAG.search(xml):
        raise Refused(DAMAGED)


def _too_many_cells(most: int) -> Text:
    number = Decimal(most)
    return Text(
        vi=f"Bảng tính có quá nhiều ô: nhiều nhất {show(number)} ô, kể cả ô trống có định dạng. {_COPY.vi}",
        en=f"The workbook has too many cells: at most {show(number, 'en')}, empty ones with a format too. {_COPY.en}",
    )


def _too_much(name: str) -> Text:
    number = Decimal(MOST_TAGS)
    return Text(
        vi=f"Tệp có quá nhiều định dạng thừa (phần “{name}” có hơn {show(number)} thẻ). {_COPY.vi}",
        en=f"The file has too many needless formats (its part “{name}” has over {show(number, 'en')} tags). {_COPY.en}",
    )
