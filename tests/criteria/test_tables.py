"""Rows of CSV and XLSX files as people save them."""

import io
import unicodedata
import warnings
from decimal import Decimal
from unittest.mock import Mock

import pytest
from openpyxl import Workbook, load_workbook

from criteria.common.files import archives, workbooks
from criteria.common.files.cells import DATE, PERCENT, UNCALCULATED, Cell, DayCell, PercentCell
from criteria.common.files.rows import read_table
from criteria.common.text import Refused
from tests.assessments import samples

TABLE = "mã đơn vị;tỷ lệ (%)\n01;87,35\n"
ROWS: list[tuple[int, tuple[Cell, ...]]] = [
    (1, ("mã đơn vị", "tỷ lệ (%)")),
    (2, ("01", "87,35")),
]


def rows_of(data: bytes, **limits: int) -> list[tuple[int, tuple[Cell, ...]]]:
    return list(read_table(io.BytesIO(data), **limits))


def cells(data: bytes, width: int) -> list[tuple[Cell, ...]]:
    return [row[:width] for _, row in rows_of(data)]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        "\ufeff".encode("utf-16-be") + TABLE.encode("utf-16-be"),
        unicodedata.normalize("NFD", TABLE).encode(),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace(";", ",").replace("87,35", '"87,35"').encode(),
    ],
)
def test_csv_in_any_encoding_and_delimiter(data: bytes) -> None:
    assert rows_of(data) == ROWS


def test_csv_in_windows_1258() -> None:
    # That code page writes most vowels and their tones apart.
    data = "ma\u0303 đơn vi\u0323;ty\u0309 lê\u0323 (%)\n01;87,35\n".encode("cp1258")
    assert rows_of(data) == ROWS


def test_rows_keep_their_number_past_blank_ones() -> None:
    assert rows_of(b"a;b\n\n;\n1;2\n") == [(1, ("a", "b")), (4, ("1", "2"))]


def test_a_cell_of_two_lines_is_one_row() -> None:
    assert [number for number, _ in rows_of(b'a;b\n"1\n1";2\n3;4\n')] == [1, 2, 3]


def test_open_quote_is_refused_with_its_row() -> None:
    with pytest.raises(Refused, match="dòng 3"):
        rows_of(b'a;b\n1;2\n"3;4\n5;6\n')


def test_a_line_of_millions_of_cells_is_refused() -> None:
    with pytest.raises(Refused, match=r"1\.000\.000 ký tự mỗi dòng"):
        rows_of(b"a;b\n" + b";" * 3_000_000)


def test_csv_cells_beyond_z_are_left_out_like_a_workbook_s() -> None:
    [(_number, cells)] = read_table(io.BytesIO(b"a;b" + b";" * 1000 + b"c\n"))
    assert cells[:2] == ("a", "b")
    assert len(cells) == workbooks.MAX_COLUMNS


def test_xlsx_numbers_are_exact() -> None:
    data = samples.xlsx([["mã", 87.35, 0.1, 100, 1e-7, 66.66666666666667]])
    assert cells(data, 6) == [
        (
            "mã",
            Decimal("87.35"),
            Decimal("0.1"),
            Decimal(100),
            Decimal("0.000000"),
            Decimal("66.666667"),
        )
    ]


def test_xlsx_percent_format_is_read_as_shown() -> None:
    formats = {"A1": "0.00%", "B1": '0.00"%"'}
    assert cells(samples.xlsx([[0.8735, 87.35]], formats=formats), 2) == [
        (PercentCell(PERCENT, Decimal("87.35")), Decimal("87.35"))
    ]


def test_xlsx_rows_keep_their_number_past_blank_ones() -> None:
    data = samples.xlsx([["a"], [], [None], ["b"]])
    assert [(number, row[0]) for number, row in rows_of(data)] == [(1, "a"), (4, "b")]


def test_formula_without_result_is_told_from_an_empty_cell() -> None:
    assert cells(samples.xlsx([["=1+1", None, "x"]]), 3) == [(UNCALCULATED, "", "x")]


def test_date_cell_is_told() -> None:
    import datetime

    day = datetime.date(2022, 1, 2)
    assert cells(samples.xlsx([[day, datetime.time(1)]]), 2) == [(DayCell(DATE.why, day), DATE)]


def test_only_the_first_sheet_is_read() -> None:
    book = load_workbook(io.BytesIO(samples.xlsx([["a"]])))
    book.create_sheet("khác").append(["b"])
    out = io.BytesIO()
    book.save(out)
    assert cells(out.getvalue(), 1) == [("a",)]


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="bom nén"):
        rows_of(samples.bomb())


def test_forged_extent_costs_nothing() -> None:
    data = samples.xlsx([["a"]])
    with archives.open_zip(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1"', b'ref="A1:XFD1048576"')
    forged = samples.zipped(members)
    assert b"XFD1048576" not in sheet
    assert cells(forged, 1) == [("a",)]


def test_far_row_number_is_refused_not_counted_up_to() -> None:
    data = samples.xlsx([["a"]])
    with archives.open_zip(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'<row r="1"', b'<row r="4000000000"')
    with pytest.raises(Refused, match="nhiều nhất 50 dòng"):
        rows_of(samples.zipped(members), max_rows=50)


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Refused, match="nhiều nhất 3 dòng"):
        rows_of(b"a\n1\n2\n3\n", max_rows=3)


def test_old_excel_is_refused_with_a_way_out() -> None:
    with pytest.raises(Refused, match="XLSX"):
        rows_of(samples.ole("Workbook"))


@pytest.mark.parametrize(
    "data", [samples.EXE, samples.png(), b"a;b\x00\n", "a;b".encode("utf-16")[:-1]]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="không phải là bảng"):
        rows_of(data)


def test_word_file_is_refused() -> None:
    with pytest.raises(Refused, match="không phải là bảng tính"):
        rows_of(samples.office(samples.MAIN_PARTS["docx"]))


def test_workbook_without_parts_is_refused() -> None:
    with pytest.raises(Refused, match="bảng tính"):
        rows_of(samples.office(samples.MAIN_PARTS["xlsx"]))


def test_entities_in_a_sheet_are_refused() -> None:
    data = samples.xlsx([["a"]])
    with archives.open_zip(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE a [<!ENTITY b "ha">]>' + sheet
    with pytest.raises(Refused, match="bị hỏng"), warnings.catch_warnings():
        rows_of(samples.zipped(members))


def test_a_stray_cell_at_the_end_of_a_sheet_costs_its_rows_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = Mock(side_effect=workbooks._cells)
    monkeypatch.setattr(workbooks, "_cells", made)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1000"] = "đầu", "cuối"
    stream = io.BytesIO()
    book.save(stream)
    found = list(workbooks.open_workbook(stream, max_rows=2000).rows(0))
    assert [number for number, _cells in found] == list(range(1, 1001))
    assert {cells for _number, cells in found[1:-1]} == {("",) * workbooks.MAX_COLUMNS}
    assert (found[0][1][0], found[-1][1][1]) == ("đầu", "cuối")
    assert made.call_count == 3
