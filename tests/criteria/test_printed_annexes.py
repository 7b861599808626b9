"""Each real set from an annex alone: written into a file, imported, the same scales; and the file back, identical."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from assessments.models import Role
from criteria.actions import import_annex, publish_set
from criteria.annex.writing import annex_file
from criteria.models import CriteriaSet
from criteria.scales import rounded_scale
from criteria.scales.notation import read_cells
from criteria.set_rules import set_rules_of
from tests.criteria.annexes import FACTS, SELF, csv_file, xlsx
from tests.criteria.test_export_annex import content
from tests.criteria.test_printed_classes import HOMEROOM, school_rules
from tests.criteria.test_printed_sets import BESIDE, LOADED, cells_of
from tests.factories import body, make_person

pytestmark = pytest.mark.django_db

HEADINGS = [
    *("STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Thang điểm"),
    *("Số liệu", "Cách tính", "Đạt khi", "Mẫu số bằng 0", "Không áp dụng"),
    *("Mã in", "Cách tính vào tổng", "Điều kiện", "Tài liệu kiểm chứng"),
    "Mã cơ quan chủ trì thẩm định",
]
"""All columns of the notation's page, in the order of ``BESIDE`` where they are a leaf's."""
NAMES = sorted({leaf["set"] for leaf in LOADED})
BONUS, HIGHEST = "Điểm cộng", "Điểm cộng, chỉ tính mục cao nhất"
INFORMATION = "Thông tin, không tính điểm"

COUNTS = {("cantho157", "5"): BONUS, ("nd307-tinh", "9"): HIGHEST}
RULES: dict[str, list[list[Any]]] = {
    "nd307-tinh": [
        [
            "Xếp loại",
            "Đặc biệt: không kể điểm cộng từ 90%\nI: từ 75%\nII: từ 60%\nIII: còn lại",
        ]
    ],
    "qd766-province": [["Làm tròn điểm tiêu chí", 2]],
    "school-teacher-2026": [
        *school_rules("2.1", "2.2", "3.2"),
        ["Tổng điểm không quá tối đa", "Có"],
    ],
}
PRIORITIES: list[tuple[str, str, Any, str, str]] = [
    (
        *("9.1", "Quy mô dân số", 10),
        "đạt 300%: cộng 5; trên 300% cứ thêm 50% thêm 0,5; tối đa 10",
        "Tỷ lệ so với tiêu chuẩn, phần trăm",
    ),
    ("9.2", "Diện tích", 10, '"Tỉnh, xã đạt 300%" = 10; "Phường từ 42 km2" = 10; "Khác" = 0', ""),
    ("9.3", "Vị trí chiến lược", 10, "Có = 10; Không = 0", ""),
]
"""The bonus outside the hundred of the set by which provinces are classed: of its lines the highest alone."""


def line(code: str, title: str, most: Any, **cells: str) -> list[Any]:
    """A row of the annex; ``cells`` by the keys below."""
    keys = ("source", "scale", *BESIDE, "printed", "counts", "gate", "evidence", "reviewer")
    return [code, title, most, *(cells.get(key, "") for key in keys)]


def table_of(name: str) -> tuple[list[list[Any]], Decimal]:
    """The rows of a set and its total: its leaves as they stand in the list, and what they hang from."""
    leaves = [leaf for leaf in LOADED if leaf["set"] == name]
    maxima: dict[str, Decimal] = {}
    for leaf in leaves:
        parts = leaf["code"].split(".")
        for depth in range(1, len(parts)):
            above = ".".join(parts[:depth])
            maxima[above] = maxima.get(above, Decimal(0)) + Decimal(leaf["maximum"])
    rows: list[list[Any]] = []
    total = Decimal(0)
    seen: set[str] = set()
    for leaf in leaves:
        parts = leaf["code"].split(".")
        for depth in range(1, len(parts)):
            above = ".".join(parts[:depth])
            if above not in seen:
                seen.add(above)
                counts = COUNTS.get((name, above), "")
                rows.append(line(above, f"Mục {above}", str(maxima[above]), counts=counts))
        rows.append(
            line(
                *(leaf["code"], f"Tiêu chí {leaf['code']}", leaf["maximum"]),
                source=SELF,
                scale=leaf["scale"] or leaf["printed"],
                printed=f"mục {parts[-1]}",
                evidence="Báo cáo\nBiên bản",
                reviewer="BNV",
                **{key: leaf[key] for key in BESIDE},
            )
        )
        if (name, parts[0]) not in COUNTS:
            total += Decimal(leaf["maximum"])
    if name == "nd307-tinh":
        rows.append(line("9", "Ưu tiên", 10, counts=HIGHEST))
        rows += [
            line(
                *(code, title, most),
                source=SELF,
                scale=scale,
                figures=figures,
                reviewer="BNV",
            )
            for code, title, most, scale, figures in PRIORITIES
        ]
    return rows, total


def imported(rows: list[list[Any]], total: Decimal, rules: list[list[Any]], suffix: str) -> Any:
    body("BNV")
    facts = [["Tổng điểm", str(total)] if one[0] == "Tổng điểm" else one for one in FACTS]
    make: Callable[[list[list[Any]]], io.BytesIO] = xlsx if suffix == ".xlsx" else csv_file
    import_annex(
        by=make_person(Role.ADMIN),
        stream=make([*facts, *rules, [], HEADINGS, *rows]),
        dry_run=False,
    )
    return CriteriaSet.objects.get()


def cells_in(file: bytes, suffix: str) -> object:
    """All that a file says: of CSV its very bytes."""
    if suffix == ".csv":
        return file
    book = load_workbook(io.BytesIO(file))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]


def comes_back(made: CriteriaSet, suffix: str) -> None:
    """The set's file makes the same set once it is deleted, and that set the same file."""
    before, rules = content(made), made.rules
    file = annex_file(made, suffix)
    made.delete()
    import_annex(by=make_person(Role.ADMIN), stream=io.BytesIO(file), dry_run=False)
    again = CriteriaSet.objects.get()
    assert (content(again), again.rules) == (before, rules)
    assert cells_in(annex_file(again, suffix), suffix) == cells_in(file, suffix)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("name", NAMES)
def test_a_set_loads_from_its_annex_alone_and_comes_back(name: str, suffix: str) -> None:
    rows, total = table_of(name)
    rules = RULES.get(name, [])
    made = imported(rows, total, rules, suffix)
    by_code = {row.code: row for row in made.criteria.all()}
    places = set_rules_of(made.rules).places
    for leaf in (one for one in LOADED if one["set"] == name):
        row = by_code[leaf["code"]]
        expected: dict[str, object] = dict(read_cells(cells_of(leaf)))
        if places != 4:
            expected = rounded_scale(expected, row.max_points, places)
        assert row.scale == expected, leaf["code"]
        assert row.asked_documents == ("Báo cáo", "Biên bản")
        assert row.printed_code == f"mục {leaf['code'].split('.')[-1]}"
    assert bool(made.rules) == bool(rules)
    comes_back(made, suffix)


def test_a_school_s_bounds_by_kind_stand_in_its_file() -> None:
    rows, total = table_of("school-teacher-2026")
    made = imported(rows, total, RULES["school-teacher-2026"], ".xlsx")
    rules = set_rules_of(made.rules)
    bounds = [(int(one.least_in(HOMEROOM)), int(one.least_in(""))) for one in rules.classes]
    assert bounds == [(100, 80), (95, 75), (85, 65), (65, 50), (0, 0)]
    assert [(one.code, one.labels) for one in rules.lowers] == [("2.2", ("Sai quy trình",))]
    publish_set(criteria_set=made, by=make_person(Role.COORDINATOR))


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_conditions_of_a_level_by_minima_and_mandatory_lines(suffix: str) -> None:
    """Four mandatory lines without points, minima by group: the level goes by the weaker group, not by the total."""
    yes = {"source": SELF, "scale": "Có = 0; Không = 0", "counts": INFORMATION, "reviewer": "BNV"}
    marks = {"source": SELF, "scale": "nhập điểm", "reviewer": "BNV"}
    rows = [
        line("1", "Dạy học trực tuyến", 100),
        line("1.1", "Kế hoạch tổ chức dạy học trực tuyến", "", **yes),
        line("1.2", "Quy chế tổ chức dạy học trực tuyến", "", **yes),
        line("1.3", "Các tiêu chí khác của nhóm", 100, **marks),
        line("2", "Chuyển đổi số trong quản trị", 100),
        line("2.1", "Bộ phận chỉ đạo ứng dụng công nghệ thông tin", "", **yes),
        line("2.2", "Kế hoạch ứng dụng công nghệ thông tin", "", **yes),
        line("2.3", "Các tiêu chí khác của nhóm", 100, **marks),
    ]
    mandatory = "; ".join(f"tiêu chí {code} là “Có”" for code in ("1.1", "1.2", "2.1", "2.2"))
    levels = (
        f"Mức 3: mọi lĩnh vực từ 75%; {mandatory}\n"
        f"Mức 2: mọi lĩnh vực từ 50%; {mandatory}\nMức 1: còn lại"
    )
    made = imported(rows, Decimal(200), [["Xếp loại", levels]], suffix)
    first, second, last = set_rules_of(made.rules).classes
    assert (first.is_by_conditions, second.is_by_conditions, last.conditions) == (True, True, ())
    assert [one.code for one in first.conditions] == ["*", "1.1", "1.2", "2.1", "2.2"]
    comes_back(made, suffix)
