"""Annexes for tests: a small sound one, changed cell by cell, as XLSX or CSV."""

import csv
import io
from typing import Any

from openpyxl import Workbook

FACTS: list[list[Any]] = [
    ["Mã bộ tiêu chí", "province-2030"],
    ["Cấp", "Tỉnh, thành phố"],
    ["Năm", 2030],
    ["Tên bộ tiêu chí", "Bộ tiêu chí năm 2030"],
    ["Tổng điểm", 10],
    ["Chính thức", "Có"],
]
HEADINGS = [
    *("STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Thang điểm"),
    *("Tài liệu kiểm chứng", "Cơ quan thẩm định", "Mã cơ quan chủ trì thẩm định", "Kế thừa từ"),
]
SELF, SURVEY = "Tự đánh giá, thẩm định", "Điều tra xã hội học"
ROWS: list[list[Any]] = [
    ["1", "Chỉ đạo, điều hành", 6, "", "", "", "", "", ""],
    ["1.1", "Kế hoạch", 2, "", "", "", "", "", ""],
    ["1.1.1", "Ban hành kế hoạch", 1, SELF, "Đạt = 1; Không đạt = 0", "Kế hoạch", "Bộ Nội vụ", "BNV", ""],
    ["1.1.2", "Hoàn thành kế hoạch", 1, SELF, "≥100% = 1; ≥80% = 0,5; <80% = 0", "Báo cáo", "Bộ Nội vụ", "BNV", ""],
    ["1.2", "Kiểm tra", 1.5, SELF, "tỷ lệ × tối đa, sàn 50%", "", "", "BNV", ""],
    ["1.3", "Sáng kiến", 2.5, SELF, "chọn nhiều: Có = 1,5; Nhân rộng = 1", "", "", "BNV", ""],
    ["2", "Cải cách thể chế", 4, "", "", "", "", "", ""],
    ["2.1", "Văn bản", 1, SELF, "≥3 = 1; ≥1 = 0,5", "", "Bộ Tư pháp", "BTP", ""],
    ["2.2", "Khảo sát", 3, SURVEY, "phần trăm", "", "", "BNV", ""],
]  # fmt: skip
HEAD = len(FACTS) + 2
"""The row of the headings; the first of ROWS stands below it."""


def sheet(
    rows: list[list[Any]] | None = None,
    facts: list[list[Any]] | None = None,
    headings: list[str] | None = None,
) -> list[list[Any]]:
    above = FACTS if facts is None else facts
    return [*above, [], headings or HEADINGS, *(ROWS if rows is None else rows)]


def xlsx(table: list[list[Any]], title: str = "Phụ lục") -> io.BytesIO:
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


def csv_file(table: list[list[Any]], delimiter: str = ";", encoding: str = "utf-8") -> io.BytesIO:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    for row in table:
        said = [
            str(value).replace(".", ",") if isinstance(value, float) else value for value in row
        ]
        writer.writerow(said)
    return io.BytesIO(out.getvalue().encode(encoding))


def changed(*cells: tuple[int, int, Any]) -> list[list[Any]]:
    """ROWS with cells replaced: (row of ROWS, column, value)."""
    rows = [list(row) for row in ROWS]
    for row, column, value in cells:
        rows[row][column] = value
    return rows
