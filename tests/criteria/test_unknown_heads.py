"""A head that none knows is a fault with the known ones and the nearest, and no label."""

from typing import Any

import pytest

from assessments.models import Role
from criteria.actions import import_annex
from criteria.common.tables.faults import TableFaults
from criteria.common.text import Refused
from criteria.models import CriteriaSet
from criteria.scales.notation import ScaleCells, read_cells, write_cells
from tests.criteria.annexes import HEAD, SELF, sheet, xlsx
from tests.factories import body, make_person

HEADS = "các từ khóa: chọn nhiều, chọn một, đường qua, nhập điểm, theo …"


def faults_of(cell: str, figures: str = "") -> tuple[str, ...]:
    with pytest.raises(Refused) as refused:
        read_cells(ScaleCells(cell, figures))
    assert all(cause.en and cause.en != cause.vi for cause in refused.value.causes)
    return tuple(cause.vi for cause in refused.value.causes)


@pytest.mark.parametrize(
    ("cell", "typed", "nearest"),
    [
        ("chon nhieu: Có kế hoạch = 0,5; Đúng hạn = 0,25", "chon nhieu", "chọn nhiều"),
        ("chọn nhiêu: Có kế hoạch = 0,5; Đúng hạn = 0,25", "chọn nhiêu", "chọn nhiều"),
        ("Chọn tất cả: Có kế hoạch = 0,5; Đúng hạn = 0,25", "Chọn tất cả", "chọn một"),
        ("đường qa: 0 = 0; 50 = 1; 80 = 5", "đường qa", "đường qua"),
        ("danh mục: Đạt = 1; Không đạt = 0", "danh mục", "nhập điểm"),
        ("checklis: Plan = 0.5; On time = 0.5", "checklis", "checklist"),
        ("list: Plan = 0.5; On time = 0.5", "list", "points"),
        ("thoe dung_han / tat_ca, %: ≥80% = 1; <80% = 0", "thoe", "theo"),
        ("[chon nhieu: A = 1; B = 1] + [mỗi sáng kiến = 0,5]", "chon nhieu", "chọn nhiều"),
        ("Có = [chon nhieu: A = 1; B = 1]; Không = 0", "chon nhieu", "chọn nhiều"),
    ],
)
def test_an_unknown_head_is_no_label(cell: str, typed: str, nearest: str) -> None:
    [fault] = faults_of(cell)

    assert f"không có từ khóa “{typed}”; {HEADS}; gần nhất: “{nearest}”" in fault
    assert fault.startswith("phần 1 ")


@pytest.mark.parametrize(
    ("cell", "nearest"),
    [("nhập diểm", "nhập điểm"), ("phan tram", "phần trăm"), ("tuyến tính", "tỷ lệ × tối đa")],
)
def test_a_word_alone_names_those_that_may_stand_alone(cell: str, nearest: str) -> None:
    [fault] = faults_of(cell)

    assert f"tỷ lệ × tối đa, phần trăm, nhập điểm; gần nhất: “{nearest}”" in fault


def test_a_known_head_wants_its_colon() -> None:
    [fault] = faults_of("chọn nhiều Có kế hoạch = 0,5; Đúng hạn = 0,25")

    assert "sau “chọn nhiều” thiếu dấu hai chấm" in fault


def test_an_unknown_key_of_a_figure_is_no_part_of_its_name() -> None:
    [fault] = faults_of(
        "≥80% = 1; <80% = 0", "tử sô: Số hồ sơ đúng hạn; mẫu số: Số hồ sơ đã giải quyết"
    )

    assert "không có từ khóa “tử sô”; các từ khóa: tử số, mẫu số, số lượng, tỷ lệ" in fault
    assert "gần nhất: “tử số”" in fault


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ('"Kết quả: Đạt" = 1; Không đạt = 0', ["Kết quả: Đạt", "Không đạt"]),
        ("Mức 1: Tốt = 2; Mức 2: Yếu = 0", ["Mức 1: Tốt", "Mức 2: Yếu"]),
        ("chọn một: Kết quả: Đạt = 1; Không = 0", ["Kết quả: Đạt", "Không"]),
        ('"Chọn một lần" = 1; Không chọn = 0', ["Chọn một lần", "Không chọn"]),
    ],
)
def test_what_is_a_label_stays_one(cell: str, labels: list[str]) -> None:
    stored = read_cells(ScaleCells(cell))

    assert [option["label"] for option in stored["options"]] == labels  # type: ignore[index, call-overload, union-attr]
    assert read_cells(write_cells(stored)) == stored


@pytest.mark.django_db
def test_a_loaded_file_names_row_and_cell() -> None:
    body("BNV")
    rows: list[list[Any]] = [
        ["1", "Lĩnh vực", 10, "", ""],
        ["1.1", "Kế hoạch", 9, SELF, "Đạt = 9; Không đạt = 0"],
        ["1.2", "Công khai", 1, SELF, "chon nhieu: Có kế hoạch = 0,5; Đúng hạn = 0,5"],
    ]
    headings = ["STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Thang điểm"]
    with pytest.raises(TableFaults) as refused:
        import_annex(
            by=make_person(Role.ADMIN), stream=xlsx(sheet(rows, headings=headings)), dry_run=False
        )

    [fault] = refused.value.faults
    assert (fault.row, fault.letter) == (HEAD + 3, "E")
    assert f"{HEADS}; gần nhất: “chọn nhiều”" in fault.text.vi
    assert not CriteriaSet.objects.exists()
