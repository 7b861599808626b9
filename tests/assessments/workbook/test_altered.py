"""Workbooks that somebody has cut up, moved about or damaged: read for what they still say, never misread."""

import io
import random
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessments.models import User
from assessments.sheets.workbook import layout, reading
from assessments.sheets.workbook.build import build_workbook
from assessments.sheets.workbook.entries import Claims, claims_of
from assessments.sheets.workbook.reading import read_book
from criteria.common.text import Refused
from tests.assessments.workbook.books import Side, cell_of, in_memory, saved

CLAIMED: dict[str, Side] = {
    "1.1": ({"option": 0}, False, "Đã có"),
    "1.2": ({"lines": [1]}, False, ""),
    "1.3": ({"numerator": "9", "denominator": "10"}, False, "Hai\ndòng"),
    "1.4": ({"count": "2"}, False, ""),
    "1.5": (None, True, "Không phát sinh"),
    "1.8": ({"points": "1.5"}, False, ""),
}
CONTENT = in_memory(CLAIMED)


@pytest.fixture(scope="module")
def data() -> bytes:
    return build_workbook(CONTENT, User(full_name="Nguyễn Văn A"))


def read(data: bytes) -> Claims:
    return claims_of(read_book(io.BytesIO(data)), CONTENT.leaves)


def page_of(book: Workbook) -> Worksheet:
    return book.worksheets[1]


def rename(book: Workbook) -> None:
    for number, page in enumerate(book.worksheets):
        page.title = f"Sheet{number}"


def insert_columns(book: Workbook) -> None:
    page_of(book).insert_cols(1)
    page_of(book).insert_cols(5, 2)


def insert_rows(book: Workbook) -> None:
    page_of(book).insert_rows(2, 3)
    page_of(book).insert_rows(12)


def turn_over(book: Workbook) -> None:
    page = page_of(book)
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=layout.FIRST)]
    for merged in list(page.merged_cells.ranges):
        page.unmerge_cells(str(merged))
    for number, row in enumerate(reversed(rows), layout.FIRST):
        for column, value in enumerate(row, 1):
            page.cell(number, column).value = value


def copy_the_page(book: Workbook) -> None:
    book.copy_worksheet(page_of(book))


def shuffle_the_pages(book: Workbook) -> None:
    book.move_sheet(page_of(book), 3)
    book.move_sheet(book[layout.IDENTITY], -3)


def add_things(book: Workbook) -> None:
    book.create_sheet("Nháp", 0)["A1"] = "=1/0"
    page_of(book)["L3"] = "ghi chú riêng"


@pytest.mark.parametrize(
    "alter",
    [rename, insert_columns, insert_rows, turn_over, copy_the_page, shuffle_the_pages, add_things],
)
def test_moving_things_about_changes_nothing(
    alter: Callable[[Workbook], None], data: bytes
) -> None:
    before = read(data)
    book = load_workbook(io.BytesIO(data))
    alter(book)
    after = read(saved(book))
    assert (after.faults, after.missing) == ([], [])
    assert after.by_code == before.by_code
    assert before.by_code["1.3"].input == {"numerator": "9", "denominator": "10"}


def without_rows(data: bytes, *keys: str) -> bytes:
    book = load_workbook(io.BytesIO(data))
    for key in keys:
        page_of(book).delete_rows(cell_of(book, key).row)
    return saved(book)


def test_a_leaf_whose_rows_are_gone_is_left_alone(data: bytes) -> None:
    after = read(without_rows(data, "1.4|count", "1.4|note"))
    assert (after.missing, after.faults) == (["1.4"], [])
    assert "1.4" not in after.by_code


def test_a_missing_row_is_told_by_its_label(data: bytes) -> None:
    after = read(without_rows(data, "1.3|denominator"))
    assert [fault.text.vi for fault in after.faults] == ["thiếu dòng “Mẫu số” của tiêu chí 1.3"]
    assert "1.3" not in after.by_code


def test_a_deleted_page_leaves_its_leaves_alone(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    del book[page_of(book).title]
    after = read(saved(book))
    assert (sorted(after.missing), after.by_code) == (sorted(CONTENT.leaves), {})


def test_two_copies_of_a_row_that_differ_name_both(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    book.copy_worksheet(page_of(book)).title = "Bản sao"
    cell = cell_of(book, "1.4|count")
    cell.value = 3
    (fault,) = read(saved(book)).faults
    assert (fault.place.sheet, fault.place.cell) == ("Bản sao", cell.coordinate)
    assert cell.coordinate in fault.text.vi
    assert page_of(book).title in fault.text.vi


def test_merged_input_cells_leave_the_lower_one_empty(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    first, second = (cell_of(book, f"1.3|{name}") for name in ("numerator", "denominator"))
    page_of(book).merge_cells(f"{first.coordinate}:{second.coordinate}")
    (fault,) = read(saved(book)).faults
    assert (fault.place.cell, fault.text.vi) == (second.coordinate, "Chưa nhập mẫu số")


def test_a_workbook_without_marks_is_told_from_one_of_ours(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    del book[layout.IDENTITY]
    with pytest.raises(Refused, match="nhận dạng"):
        read_book(io.BytesIO(saved(book)))


def test_more_than_a_workbook_holds_is_not_unpacked(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "UNPACKED_LIMIT", 10_000)
    with pytest.raises(Refused, match="bom nén"):
        read_book(io.BytesIO(data))


def test_more_cells_than_a_workbook_has_are_not_read(data: bytes) -> None:
    book = load_workbook(io.BytesIO(data))
    sheet = book.create_sheet("Thêm")
    for _ in range(reading.MOST_CELLS // 100):
        sheet.append([1] * 100)
    with pytest.raises(Refused, match=r"nhiều nhất 60\.000 ô"):
        read_book(io.BytesIO(saved(book)))


def outcome(data: bytes) -> dict[str, Any] | None:
    """What a damaged file is read as; nothing where it is refused. Any other error is a fault."""
    try:
        found = read(data)
    except Refused:
        return None
    return dict(found.by_code)


def test_damaged_bytes_are_refused_or_read(data: bytes) -> None:
    chance = random.Random(876)
    refused = 0
    for _ in range(60):
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 3, 40))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        refused += outcome(bytes(damaged)) is None
    assert refused > 10


PIECES = (b"<", b">", b'"', b"</row>", b'r="H8"', b't="s"', b't="n"', b"<v>1</v>", b"&#0;", b"&x;")


def test_damaged_parts_are_refused_or_read(data: bytes) -> None:
    """The archive is whole, but the text of a part is not what a spreadsheet writes."""
    chance = random.Random(2022)
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    seen = set()
    for _ in range(60):
        name = chance.choice(sorted(parts))
        text = parts[name]
        at = chance.randrange(len(text) + 1)
        changed = text[:at] + chance.choice(PIECES) + text[at + chance.choice((0, 0, 5, 400)) :]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for other, content in parts.items():
                new.writestr(other, changed if other == name else content)
        seen.add(outcome(out.getvalue()) is None)
    assert seen == {True, False}
