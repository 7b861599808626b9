"""Which lines of a scale an entry reaches: what both sides are ticked by."""

from decimal import Decimal

import pytest

from criteria.scales import parse_scale
from criteria.scales.notation import ScaleCells, read_cells

PAIR = "a: Đúng hạn, số nguyên; b: Tất cả, số nguyên"
ONE = "a: Số ngày, số nguyên"

CASES = [
    # cell, figures, maximum, entry, the lines that are ticked
    ("≥100% = 1; ≥80% = 0,5; <80% = 0", PAIR, 1, {"a": "9", "b": "10"}, ["Từ 80% đến dưới 100%"]),
    ("≥100% = 1; ≥80% = 0,5; <80% = 0", PAIR, 1, {"a": "1", "b": "10"}, ["Dưới 80%"]),
    ("≥3 = 1; ≥0 = 0,5", ONE, 1, {"a": "0"}, ["Từ 0 đến dưới 3"]),
    ("Đạt = 1; Không đạt = 0", "", 1, {"option": 1}, ["Không đạt"]),
    ("Tốt: 3–5 điểm; Yếu: 0", "", 5, {"option": 0, "points": "4"}, ["Tốt"]),
    ("chọn nhiều: A = 1; B = 1", "", 2, {"lines": [1]}, ["B"]),
    ("chọn nhiều: A; B; C; ≥3 dòng = 2; ≥2 dòng = 1", "", 2, {"lines": [0, 2]}, ["A", "C", "Từ 2"]),
    ("chọn nhiều: A; B; C; ≥3 dòng = 2; ≥2 dòng = 1", "", 2, {"lines": []}, ["Dưới 2 dòng"]),
    ("tỷ lệ × tối đa, sàn 50%", PAIR, 2, {"a": "6", "b": "10"}, ["Điểm ="]),
    ("tỷ lệ × tối đa, sàn 50%", PAIR, 2, {"a": "4", "b": "10"}, ["Dưới 50%"]),
    ("từ 10 trở xuống = 1; trên 10 cứ thêm 5 = +0,5; tối đa 3", ONE, 3, {"a": "9"}, ["Từ 10"]),
    ("từ 10 trở xuống = 1; trên 10 cứ thêm 5 = +0,5; tối đa 3", ONE, 3, {"a": "12"}, ["Trên 10"]),
    ("từ 10 trở xuống = 1; trên 10 cứ thêm 5 = +0,5; tối đa 3", ONE, 3, {"a": "99"}, ["Tối đa 3"]),
    ("đường qua: 0 = 0; 50 = 1; 80 = 5", ONE, 5, {"a": "0"}, ["Từ 0 trở xuống"]),
    ("đường qua: 0 = 0; 50 = 1; 80 = 5", ONE, 5, {"a": "50"}, ["Trên 0"]),
    ("đường qua: 0 = 0; 50 = 1; 80 = 5", ONE, 5, {"a": "51"}, ["Trên 50"]),
    ("đường qua: 0 = 0; 50 = 1; 80 = 5", ONE, 5, {"a": "80"}, ["Từ 80 trở lên"]),
    ("trừ 0,5/văn bản sai", "", 2, {"so_van_ban_sai": "0"}, ["Không có trường hợp nào"]),
    ("trừ 0,5/văn bản sai", "", 2, {"so_van_ban_sai": "1"}, ["Mỗi văn bản sai"]),
    ("trừ 0,5/văn bản sai", "", 2, {"so_van_ban_sai": "9"}, ["Mỗi văn bản sai", "Thấp nhất"]),
    ("mỗi sáng kiến = 0,5; tối đa 2", "", 2, {"so_sang_kien": "9"}, ["Mỗi sáng kiến", "Tối đa 2"]),
    ("mỗi sáng kiến = 0,5; tối đa 2", "", 2, {"so_sang_kien": "0"}, []),
    ("nhập điểm", "", 2, {"points": "1"}, ["Nhập điểm"]),
]


@pytest.mark.parametrize(("cell", "figures", "most", "entry", "ticked"), CASES)
def test_the_lines_that_an_entry_reaches(
    cell: str, figures: str, most: int, entry: dict[str, object], ticked: list[str]
) -> None:
    scale = parse_scale(read_cells(ScaleCells(cell, figures=figures)), Decimal(most))
    lines = scale.describe()
    found = [lines[place].vi for place in sorted(scale.lines_reached(entry))]
    assert len(found) == len(ticked), found
    assert all(line.startswith(start) for line, start in zip(found, ticked, strict=True)), found


def test_several_parts_are_ticked_each_in_its_place() -> None:
    cell = "trừ 0,2/văn bản sai; lập hồ sơ dưới 95% trừ 1"
    scale = parse_scale(read_cells(ScaleCells(cell)), Decimal(2))
    entry = {"so_van_ban_sai": "1", "lap_ho_so": "90"}
    lines = scale.describe()
    found = [lines[place].vi for place in sorted(scale.lines_reached(entry))]
    assert found == ["Mỗi văn bản sai: trừ 0,2 điểm", "Dưới 95%: trừ 1 điểm"]


def test_a_denominator_of_0_and_a_leaf_of_somebody_else_tick_nothing() -> None:
    cells = ScaleCells("tỷ lệ × tối đa", figures=PAIR, zero="0 điểm", na="điểm tối đa")
    scale = parse_scale(read_cells(cells), Decimal(2))
    assert scale.lines_reached({"a": "1", "b": "0"}) == frozenset()
    assert scale.lines_reached({"exempt": True}) == frozenset()
    assert scale.lines_reached({"a": "1"}) == frozenset()
