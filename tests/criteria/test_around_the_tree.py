"""What a set says around its tree: from the annex into the set and back, and every fault of it."""

import io
from decimal import Decimal
from typing import Any

import pytest

from assessments.models import Role
from criteria.actions import copy_set, import_annex, publish_set, validate_set
from criteria.annex.writing import annex_file
from criteria.common.tables.faults import TableFaults
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion
from criteria.scales import parse_scale
from criteria.set_rules import class_words, read_set_rules, set_rules_of, tie_words
from criteria.set_rules.notation import read_classes, write_classes
from tests.criteria.annexes import FACTS, SELF, csv_file, xlsx
from tests.factories import body, make_person

pytestmark = pytest.mark.django_db

HEADINGS = [
    *("STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Thang điểm"),
    *("Mã in", "Cách tính vào tổng", "Điều kiện", "Mã cơ quan chủ trì thẩm định"),
]
YES = "Đạt = {0}; Không đạt = 0"
CLASSES = (
    "Xuất sắc: từ 90% (phường: 85%); không tiêu chí nào 0 điểm; lĩnh vực 1 từ 75%\n"
    "Tốt: từ 70% (phường: 65%); tiêu chí 1.1 là “Đạt”; không kể điểm cộng từ 60,5%\n"
    "Trung bình: mọi lĩnh vực từ 50%; tiêu chí 1.1 không là “Không đạt”\n"
    "Yếu: còn lại"
)
RULES: list[list[Any]] = [
    ["Xếp loại", CLASSES],
    ["Hạ một loại khi", "tiêu chí 1.1 là “Không đạt”\ntiêu chí 1.2 là “Không đạt”"],
    ["Bằng chỉ số xét lần lượt", "2; 1.2"],
    ["Xếp hạng theo khối", "phường; đặc khu"],
    ["Tổng điểm không quá tối đa", "Có"],
]


def rows() -> list[list[Any]]:
    return [
        ["1", "Chỉ đạo", 6, "", "", "", "", "", ""],
        ["1.1", "Kế hoạch", 2, SELF, YES.format(2), "I.1", "", "", "BNV"],
        ["1.2", "Kiểm tra", 4, SELF, YES.format(4), "I.2", "", "1.1", "BNV"],
        ["1.3", "Số dân", "", "", "", "", "Thông tin, không tính điểm", "", ""],
        ["2", "Thể chế", 4, "", "", "", "", "", ""],
        ["2.1", "Văn bản", 4, SELF, "nhập điểm", "", "", "", "BNV"],
        ["3", "Ưu tiên", 5, "", "", "", "Điểm cộng, chỉ tính mục cao nhất", "", ""],
        ["3.1", "Dân số", 5, SELF, YES.format(5), "", "", "", "BNV"],
        ["3.2", "Diện tích", 3, SELF, YES.format(3), "", "", "", "BNV"],
        ["4", "Vi phạm", 3, "", "", "", "Điểm trừ", "", ""],
        ["4.1", "Chậm báo cáo", 4, SELF, "mỗi lần chậm = 0,5; tối đa 4", "", "", "", "BNV"],
    ]  # fmt: skip


def take(table: list[list[Any]], facts: list[list[Any]] | None = None) -> CriteriaSet:
    body("BNV")
    above = [*FACTS, *(RULES if facts is None else facts)]
    stream = xlsx([*above, [], HEADINGS, *table])
    import_annex(by=make_person(Role.ADMIN), stream=stream, dry_run=False)
    return CriteriaSet.objects.get(code="province-2030")


def causes(table: list[list[Any]], facts: list[list[Any]] | None = None) -> str:
    with pytest.raises(TableFaults) as refused:
        take(table, facts)
    return "\n".join(fault.sentence.vi for fault in refused.value.faults)


def changed(row: int, column: int, value: Any) -> list[list[Any]]:
    table = rows()
    table[row][column] = value
    return table


def test_everything_comes_in_and_may_be_published() -> None:
    made = take(rows())
    assert validate_set(made) == []
    by_code = {row.code: row for row in made.criteria.all()}
    assert (by_code["1.2"].printed_code, by_code["1.2"].gate) == ("I.2", "1.1")
    assert by_code["1.3"].max_points == 0
    assert {code for code, row in by_code.items() if row.sign > 0} == {"3", "3.1", "3.2"}
    assert by_code["4.1"].sign == -1
    assert [row.code for row in Criterion.objects.filter(counts="info")] == ["1.3"]
    assert "1.3" not in made.criteria.leaves().values_list("code", flat=True)
    rules = set_rules_of(made.rules)
    assert [one.name for one in rules.classes] == ["Xuất sắc", "Tốt", "Trung bình", "Yếu"]
    assert rules.classes[0].least_in("phường") == 85
    assert [one.code for one in rules.lowers] == ["1.1", "1.2"]
    assert (rules.ties, rules.blocks, rules.capped) == (("2", "1.2"), ("phường", "đặc khu"), True)
    publish_set(criteria_set=made, by=make_person(Role.COORDINATOR))


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_file_reads_back_as_the_same_set(suffix: str) -> None:
    made = take(rows())
    before = (made.rules, list(made.criteria.values_list("code", "counts", "gate", "printed_code")))
    file = annex_file(made, suffix)
    preview = import_annex(by=make_person(Role.ADMIN), stream=io.BytesIO(file), dry_run=False)
    assert list(preview.entries) == []
    made.delete()
    import_annex(by=make_person(Role.ADMIN), stream=io.BytesIO(file), dry_run=False)
    again = CriteriaSet.objects.get()
    after = (
        again.rules,
        list(again.criteria.values_list("code", "counts", "gate", "printed_code")),
    )
    assert after == before
    assert annex_file(again, suffix) == file or suffix == ".xlsx"


def test_a_set_without_any_writes_none_of_it() -> None:
    plain = [[*row[:5], "", "", "", row[8]] for row in rows()[:3] + rows()[4:6]]
    made = take(plain, [])
    assert made.rules == {}
    text = annex_file(made, ".csv").decode("utf-8-sig")
    assert "Mã in" not in text
    assert "Xếp loại" not in text


def test_a_copy_takes_it_along() -> None:
    made = take(rows())
    copy = copy_set(by=make_person(Role.ADMIN), criteria_set=made, year=2031)
    names = ("code", "counts", "gate", "printed_code")
    assert list(copy.criteria.values_list(*names)) == list(made.criteria.values_list(*names))
    assert copy.rules == made.rules


def test_a_draft_s_domain_that_counts_otherwise_takes_its_branch_along() -> None:
    made = take(rows())
    domain = made.criteria.get(code="4")
    domain.counts = "bonus"
    domain.save()
    assert made.criteria.get(code="4.1").counts == "bonus"


@pytest.mark.parametrize(
    ("row", "column", "value", "cause"),
    [
        (2, 7, "9.9", "không phải là mã của một tiêu chí khác"),
        (2, 7, "1.2", "không phải là mã của một tiêu chí khác"),
        (1, 7, "1.2", "lại có điều kiện"),
        (4, 7, "1.1", "chỉ mục được chấm điểm mới có điều kiện"),
        (3, 2, 1, "dòng thông tin không có điểm"),
        (1, 6, "Điểm cộng", "điểm cộng, điểm trừ ghi ở lĩnh vực"),
        (6, 2, 6, "mức trần 6 cao hơn số điểm có thể đạt 5"),
        (9, 2, 5, "mức trần 5 cao hơn số điểm có thể đạt 4"),
        (0, 6, "Thông tin, không tính điểm", "có mục con nên không phải là dòng thông tin"),
        (0, 6, "gấp đôi", "Cách tính vào tổng"),
    ],
)
def test_faults_of_rows(row: int, column: int, value: Any, cause: str) -> None:
    assert cause in causes(changed(row, column, value))


@pytest.mark.parametrize(
    ("name", "cell", "cause"),
    [
        ("Xếp loại", "A: rất tốt\nB: còn lại", "không hiểu “rất tốt”"),
        ("Xếp loại", "A 90%", "không hiểu “A 90%”"),
        ("Xếp loại", "A: từ 90%; B: từ 80%", "không hiểu “B: từ 80%”"),
        ("Xếp loại", "A: từ 80%\nB: từ 90%\nC: còn lại", "phải giảm dần"),
        ("Xếp loại", "A: từ 90%", "phải nhận mọi đơn vị còn lại"),
        ("Xếp loại", "A: từ 90%\nA: còn lại", "bị trùng"),
        ("Xếp loại", "A: từ 90% (xã: 80%)\nB: còn lại", "không xếp hạng theo khối này"),
        ("Xếp loại", "A: lĩnh vực 3 từ 75%\nB: còn lại", "không có lĩnh vực trong tổng điểm"),
        ("Xếp loại", "A: 1.1 là “Tốt”\nB: còn lại", "không có phương án “Tốt”"),
        ("Hạ một loại khi", "tiêu chí 1.1 là “Tốt”", "không có phương án “Tốt”"),
        ("Hạ một loại khi", "tiêu chí 9.9 là “Đạt”", "mang mã “9.9”"),
        ("Hạ một loại khi", "tiêu chí 1.1 từ 1 điểm", "hạ một loại chỉ theo phương án"),
        ("Hạ một loại khi", "nhiều vi phạm", "không hiểu “nhiều vi phạm”"),
        ("Bằng chỉ số xét lần lượt", "9.9", "mang mã “9.9”"),
        ("Bằng chỉ số xét lần lượt", "2; 2", "có tên bị trùng"),
        ("Làm tròn điểm tiêu chí", "3", "chỉ làm tròn 2 hoặc 4"),
        ("Tổng điểm không quá tối đa", "chắc vậy", "ghi Có hoặc Không"),
    ],
)
def test_faults_of_the_rows_above(name: str, cell: str, cause: str) -> None:
    assert cause in causes(rows(), [[name, cell]])


def test_the_set_rounds_every_leaf_that_is_reviewed() -> None:
    table = [[*row[:5], "", "", "", row[8]] for row in rows()[:3] + rows()[4:6]]
    table[4][4] = "tỷ lệ × tối đa"
    made = take(table, [["Làm tròn điểm tiêu chí", 2]])
    assert validate_set(made) == []
    leaf = made.criteria.get(code="2.1")
    third = {"numerator": "1", "denominator": "3"}
    assert str(parse_scale(leaf.scale, leaf.max_points).score(third).points) == "1.3300"
    file = annex_file(made, ".xlsx")
    preview = import_annex(by=make_person(Role.ADMIN), stream=io.BytesIO(file), dry_run=False)
    assert list(preview.entries) == []
    leaf.scale = {"kind": "linear"}
    leaf.save()
    assert "chưa làm tròn 2 chữ số" in "".join(fault.text.vi for fault in validate_set(made))


def test_classes_read_back_from_what_is_written() -> None:
    classes = read_classes(CLASSES)
    assert read_classes(write_classes(classes)) == classes
    stored = {"classes": [one.as_json() for one in classes], "blocks": ["phường"]}
    rules, faults = read_set_rules(stored)
    assert faults == []
    assert rules.classes == classes


def test_the_words_of_readers() -> None:
    today = set_rules_of({})
    assert class_words(today).vi == (
        "Nhóm A: từ 90%; nhóm B: từ 80% đến dưới 90%; nhóm C: từ 70% đến dưới 80%; nhóm D: dưới 70%."
    )
    assert class_words(today).en == (
        "Group A: 90% and above; B: 80% to under 90%; C: 70% to under 80%; D: under 70%."
    )
    assert tie_words(today).vi == ""
    rules = set_rules_of(
        {
            "classes": [one.as_json() for one in read_classes(CLASSES)],
            "blocks": ["phường"],
            "ties": ["2"],
        }
    )
    assert class_words(rules).vi == (
        "Loại Xuất sắc: từ 90% (phường: 85%), không tiêu chí nào 0 điểm, lĩnh vực 1 từ 75%; "
        "loại Tốt: từ 70% (phường: 65%), tiêu chí 1.1 là “Đạt”, không kể điểm cộng, điểm trừ từ 60,5%; "
        "loại Trung bình: mọi lĩnh vực từ 50%, tiêu chí 1.1 không là “Không đạt”; loại Yếu: còn lại."
    )
    assert "lần lượt" in tie_words(rules).vi
    assert "từng khối: phường" in tie_words(rules).vi


@pytest.mark.parametrize(
    "stored",
    [
        {"other": 1},
        {"classes": []},
        {"classes": [{"name": "A", "min": "x"}]},
        {"classes": [{"name": "", "min": "0"}]},
        {"classes": [{"name": "A", "if": [{"moon": "full"}]}, {"name": "B"}]},
        {"lowers": "1.1"},
        {"lowers": [{"leaf": "1.1", "is_not": ["Đạt"]}]},
        {"ties": "2"},
        {"places": 3},
        [],
    ],
)
def test_json_that_is_no_rule_is_refused(stored: Any) -> None:
    assert read_set_rules(stored)[1]


def test_publishing_says_what_is_wrong_with_the_rules() -> None:
    made = take(rows())
    made.rules = {"ties": ["7"]}
    made.save()
    with pytest.raises(Refused, match="mang mã “7”"):
        publish_set(criteria_set=made, by=make_person(Role.COORDINATOR))


def test_a_csv_file_has_its_classes_on_several_lines() -> None:
    body("BNV")
    stream = csv_file([*FACTS, *RULES, [], HEADINGS, *rows()])
    import_annex(by=make_person(Role.ADMIN), stream=stream, dry_run=False)
    made = CriteriaSet.objects.get(code="province-2030")
    assert len(set_rules_of(made.rules).classes) == 4
    assert made.total_points == Decimal(10)
