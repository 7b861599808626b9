"""Any printed rule from a file: an annex with the columns beside a scale comes in, and goes out as it came."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from assessments.models import Role
from criteria.actions import import_annex
from criteria.annex.writing import annex_file
from criteria.common.tables.faults import TableFaults
from criteria.common.text import Text
from criteria.models import CriteriaSet
from criteria.scales import parse_scale
from tests.criteria.annexes import HEAD, SELF, csv_file, sheet, xlsx
from tests.factories import body, make_person

pytestmark = pytest.mark.django_db

HEADINGS = [
    *("STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Thang điểm", "Số liệu"),
    *("Cách tính", "Đạt khi", "Mẫu số bằng 0", "Không áp dụng"),
]
FIGURES = "Số hồ sơ đúng hạn (hồ sơ đúng hạn), số nguyên; Số hồ sơ đã giải quyết (hồ sơ), số nguyên"
ROWS: list[list[Any]] = [
    ["1", "Lĩnh vực", 10, "", "", "", "", "", "", ""],
    ["1.1", "Hồ sơ", 4, SELF, "tỷ lệ × tối đa ÷ 80%", FIGURES, "Đến 31/12", "", "điểm tối đa", ""],
    ["1.2", "Kế hoạch", 2, SELF, "Đạt = 2; Không đạt = 0", "", "", "Đạt: có văn bản", "", ""],
    ["1.3", "Vi phạm", 2, SELF, "trừ 0,5/vi phạm", "", "", "", "", "trừ khỏi điểm tối đa"],
    ["1.4", "Sáng kiến", 2, SELF, "mỗi sáng kiến = 0,5; tối đa 2", "", "", "", "", ""],
]


@pytest.fixture(autouse=True)
def bodies() -> None:
    body("BNV")


def take(stream: io.BytesIO) -> Any:
    return import_annex(by=make_person(Role.ADMIN), stream=stream, dry_run=False)


def table(rows: list[list[Any]] = ROWS) -> list[list[Any]]:
    return sheet(rows, headings=HEADINGS)


def test_a_rule_comes_in_with_its_figures_and_edges() -> None:
    take(xlsx(table()))
    leaves = {row.code: row for row in CriteriaSet.objects.get().criteria.leaves()}
    scales = {code: parse_scale(row.scale, row.max_points) for code, row in leaves.items()}
    entry = {"so_ho_so_dung_han": "360", "so_ho_so_da_giai_quyet": "900"}
    assert scales["1.1"].score(entry).why.vi == (
        "360 hồ sơ đúng hạn / 900 hồ sơ = 40% ÷ 80% × 4 điểm → 2 điểm"
    )
    assert scales["1.1"].how == Text("Đến 31/12", "Đến 31/12")
    assert scales["1.1"].score(dict.fromkeys(entry, "0")).points == 4
    assert scales["1.2"].describe()[0].vi == "Đạt: 2 điểm (đạt khi: có văn bản)"
    assert scales["1.3"].allow_na
    assert scales["1.4"].score({"so_sang_kien": "9"}).points == 2


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_it_goes_out_as_it_came(suffix: str) -> None:
    take(xlsx(table()))
    criteria_set = CriteriaSet.objects.get()
    data = annex_file(criteria_set, suffix)
    before = list(criteria_set.criteria.order_by("code").values_list("code", "scale"))
    assert take(io.BytesIO(data)).entries == ()
    criteria_set.delete()
    take(io.BytesIO(data))
    assert (
        list(CriteriaSet.objects.get().criteria.order_by("code").values_list("code", "scale"))
        == before
    )


def test_a_file_has_only_the_columns_that_it_needs() -> None:
    rows = [[*row[:5], "", "", "", "", row[9]] for row in ROWS]
    rows[1][4] = "tỷ lệ × tối đa"
    rows[2][4] = "Đạt = 2; Không đạt = 0"
    take(csv_file(table(rows)))
    book = load_workbook(io.BytesIO(annex_file(CriteriaSet.objects.get(), ".xlsx")))
    headings = [cell.value for line in book["Phụ lục"].iter_rows() for cell in line]
    assert "Không áp dụng" in headings
    assert not {"Số liệu", "Cách tính", "Đạt khi", "Mẫu số bằng 0"} & {*headings}


def test_a_fault_stands_at_its_own_column() -> None:
    rows = [[*row] for row in ROWS]
    rows[1][5], rows[1][8] = "Số hồ sơ, chữ", "có lẽ"
    rows[2][7] = "Tốt: có văn bản"
    rows[3][4], rows[3][9] = "", "điểm tối đa"
    rows[4][4] = "mỗi sáng kiến"
    with pytest.raises(TableFaults) as refused:
        take(xlsx(table(rows)))
    found = {(fault.row - HEAD, fault.letter) for fault in refused.value.faults}
    assert {(2, "F"), (2, "I"), (3, "H"), (4, "J"), (5, "E")} <= found
    assert all(fault.text.en and fault.text.vi != fault.text.en for fault in refused.value.faults)
