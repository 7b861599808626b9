"""Workbooks of a few kilobytes that would take a library minutes are refused before it sees them."""

import io
import time
import zipfile
from unittest.mock import Mock

import pytest
from openpyxl import load_workbook

from assessments.sheets.workbook import reading
from assessments.sheets.workbook.reading import read_book
from criteria.common.files import archives, workbooks
from criteria.common.files.archives import unpacked_size
from criteria.common.files.rows import read_table
from criteria.common.files.workbook_parts import MOST_TAGS
from criteria.common.tables.columns import Column
from criteria.common.tables.grid import Grid
from criteria.common.text import Refused
from tests.assessments import samples

SHEET, STYLES, TEXTS = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

TEXTS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def forged(**parts: bytes) -> bytes:
    """A workbook of one cell with other parts in the place of its own; ``sheet`` stands between the rows' tags."""
    with archives.open_zip(io.BytesIO(samples.xlsx([["a"]]))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    # Without a type of its own, the part with the cells' texts is not read.
    types = members["[Content_Types].xml"]
    members["[Content_Types].xml"] = types.replace(b"</Types>", TEXTS_TYPE + b"</Types>")
    members[TEXTS] = b"<sst %b/>" % MAIN
    names = {"sheet": SHEET, "styles": STYLES, "texts": TEXTS}
    for part, content in parts.items():
        members[names.get(part, part)] = content
    return samples.zipped(members)


def sheet_of(data: bytes) -> bytes:
    return b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (MAIN, data)


STYLES_2M = forged(
    styles=b"<styleSheet %b><cellXfs>%b</cellXfs></styleSheet>" % (MAIN, b"<xf/>" * 2_000_000)
)
CELLS_2M = forged(sheet=sheet_of(b"<row>" + b"<c/>" * 2_000_000 + b"</row>"))
NESTED = forged(sheet=sheet_of(b"<row>" * 100_000 + b"</row>" * 100_000))
NESTED_TEXTS = forged(texts=b"<sst %b>%b</sst>" % (MAIN, b"<si>" * 80_000 + b"</si>" * 80_000))
PREFIXED = forged(
    sheet=b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<x:sheetData><x:row>" + b"<x:c/>" * 1_200_000 + b"</x:row></x:sheetData></x:worksheet>"
)
NAMES = forged(
    **{"xl/workbook.xml": b"<workbook %b>%b</workbook>" % (MAIN, b"<sheet/>" * 1_000_000)}
)
ELSEWHERE = forged(**{"xl/media/image1.png": b"<xf/>" * 2_000_000})


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (STYLES_2M, "định dạng thừa (phần “xl/styles.xml”"),
        (NAMES, "phần “xl/workbook.xml”"),
        (ELSEWHERE, "phần “xl/media/image1.png”"),
        (CELLS_2M, "quá nhiều ô: nhiều nhất 260.000 ô"),
        (PREFIXED, "quá nhiều ô: nhiều nhất 260.000 ô"),
    ],
    ids=["styles", "sheets", "elsewhere", "cells", "prefixed cells"],
)
def test_parts_that_would_take_long_never_reach_the_library(
    content: bytes, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = Mock()
    monkeypatch.setattr(workbooks, "load_workbook", load)
    monkeypatch.setattr(reading, "load_workbook", load)
    assert len(content) < 300_000
    with pytest.raises(Refused) as caught:
        read_table(io.BytesIO(content), max_rows=20_000)
    assert part in caught.value.causes[0].vi
    assert "chép riêng phần bảng cần nhập sang một tệp mới" in caught.value.causes[0].vi
    assert "into a new file" in caught.value.causes[0].en
    with pytest.raises(Refused, match=r"quá nhiều|bom nén"):
        read_book(io.BytesIO(content))
    assert not load.called


@pytest.mark.parametrize("content", [NESTED, NESTED_TEXTS], ids=["rows", "texts"])
def test_what_is_nested_too_deeply_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="bị hỏng"):
        list(read_table(io.BytesIO(content)))
    with pytest.raises(Refused, match="bị hỏng"):
        read_book(io.BytesIO(content))


ONE_TAG = b"<row><c %b/></row>" % b" ".join(b'a%d="1"' % number for number in range(200_000))
MANY_TAGS = b"".join(
    b"<row><c %b/></row>" % b" ".join(b'a%d_%d="1"' % (row, number) for number in range(500))
    for row in range(1000)
)


@pytest.mark.parametrize("cells", [ONE_TAG, MANY_TAGS], ids=["one tag", "many tags"])
def test_attributes_without_end_are_refused_before_they_are_kept(cells: bytes) -> None:
    # The parser takes half a minute for a million of them, and a gigabyte.
    content = forged(sheet=sheet_of(cells))
    start = time.process_time()
    with pytest.raises(Refused, match="bị hỏng"):
        list(read_table(io.BytesIO(content)))
    with pytest.raises(Refused, match="bị hỏng"):
        read_book(io.BytesIO(content))
    assert time.process_time() - start < 3


@pytest.mark.parametrize("part", ["styles", "xl/workbook.xml"])
def test_so_they_are_in_other_parts(part: str) -> None:
    content = forged(**{part: b"<styleSheet %b>%b</styleSheet>" % (MAIN, ONE_TAG)})
    with pytest.raises(Refused, match="bị hỏng"):
        list(read_table(io.BytesIO(content)))


def test_a_workbook_with_many_styles_is_read() -> None:
    with archives.open_zip(io.BytesIO(samples.xlsx([["a"]]))) as archive:
        styles = archive.read(STYLES)
    content = forged(
        styles=styles.replace(b"</cellXfs>", b"<xf/>" * (MOST_TAGS // 100) + b"</cellXfs>")
    )
    assert [row[0] for _number, row in read_table(io.BytesIO(content))] == ["a"]


@pytest.mark.parametrize("read", [read_table, read_book], ids=["table", "workbook"])
def test_a_strict_workbook_is_told_how_to_be_saved(read: object) -> None:
    with zipfile.ZipFile(io.BytesIO(samples.xlsx([["a"]]))) as archive:
        members = {
            name: archive.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            for name in archive.namelist()
        }
    with pytest.raises(Refused) as caught:
        read(io.BytesIO(samples.zipped(members)))  # type: ignore[operator]
    (cause,) = caught.value.causes
    assert "Strict Open XML" in cause.vi
    assert "“Excel Workbook (*.xlsx)”" in cause.vi
    assert "“Excel Workbook (*.xlsx)”" in cause.en


@pytest.mark.parametrize("read", [read_table, read_book], ids=["table", "workbook"])
@pytest.mark.parametrize("macros", [{}, {"xl/vbaProject.bin": b"x"}], ids=["plain", "macros"])
def test_a_binary_workbook_is_told_how_to_be_saved(read: object, macros: dict[str, bytes]) -> None:
    content = samples.office("application/vnd.ms-excel.sheet.binary.macroEnabled.main", macros)
    with pytest.raises(Refused) as caught:
        read(io.BytesIO(content))  # type: ignore[operator]
    (cause,) = caught.value.causes
    assert "nhị phân (XLSB)" in cause.vi
    assert "kiểu “Excel Workbook (*.xlsx)”" in cause.vi


def test_each_sheet_of_a_workbook_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    load = Mock(side_effect=load_workbook)
    monkeypatch.setattr(workbooks, "load_workbook", load)
    book = load_workbook(io.BytesIO(samples.xlsx([["không"]])))
    for number in range(5):
        book.create_sheet(f"Trang {number}").append(["Mã" if number == 4 else "khác"])
    out = io.BytesIO()
    book.save(out)
    grid = Grid(out, [Column("code", ("Mã",))])
    assert grid.sheet == "Trang 4"
    assert load.call_count == 1


def test_the_size_of_what_a_file_unpacks_to() -> None:
    assert unpacked_size(io.BytesIO(b"a;b\n1;2\n")) == 8
    assert unpacked_size(io.BytesIO(CELLS_2M)) > 8_000_000
    with pytest.raises(Refused, match="bom nén"):
        unpacked_size(io.BytesIO(samples.bomb()))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><table><tr><td>Ma</td></tr></table></html>", "trang web HTML"),
        (samples.SHEET_XML, "tệp XML của Word hoặc Excel 2003"),
        (samples.MHT, "trang web lưu trữ (MHT)"),
        (rb"{\rtf1\ansi}", "tệp RTF"),
        (samples.MAIL, "thư điện tử (EML)"),
        (samples.ole("Workbook"), "Excel đời cũ (XLS). Hãy mở bằng Excel"),
        (samples.ole("EncryptedPackage"), "được đặt mật khẩu"),
        (samples.ole("WordDocument"), "không phải là bảng CSV hoặc XLSX"),
    ],
)
def test_a_table_that_is_none_is_told_by_what_it_is(content: bytes, words: str) -> None:
    with pytest.raises(Refused) as caught:
        list(read_table(io.BytesIO(content)))
    assert words in caught.value.causes[0].vi
