"""Printed rules that reach past their leaf: a class lowered or withheld, a best below the maximum, a value of the round.

The points of every entry were worked out by hand from the printed words.
"""

from decimal import Decimal
from typing import Any

import pytest

from assessments.models import Role
from criteria.actions import import_annex, publish_set
from criteria.common.text import Refused
from criteria.models import CriteriaSet
from criteria.scales import parse_scale
from criteria.scales.notation import ScaleCells, read_cells
from criteria.set_rules import class_words, set_rules_of
from rankings.models import Ranking
from rankings.what_it_takes.standing import CountedLeaf
from rankings.what_it_takes.tally import Tally
from tests.criteria.annexes import FACTS, SELF, xlsx
from tests.criteria.test_printed_sets import LEAVES, scale_of
from tests.factories import body, make_person, make_round


def printed(name: str, code: str) -> dict[str, str]:
    return next(leaf for leaf in LEAVES if (leaf["set"], leaf["code"]) == (name, code))


def points(name: str, code: str, entry: dict[str, Any], **references: str) -> Decimal:
    given = {key: Decimal(value) for key, value in references.items()}
    return scale_of(printed(name, code)).score(entry, given).points


@pytest.mark.parametrize(
    ("code", "entry", "worked"),
    [
        # No plan: the words give no points for it, and no class for the month.
        ("2.1", {"option": 0}, "2.5"),
        ("2.1", {"option": 1}, "1.5"),
        ("2.1", {"option": 2}, "0"),
        # 2,5; then 2,5 − 1 − 0,5 = 1, however often; then 2,5 − 2,5; a wrong procedure takes no points.
        ("2.2", (0, 0, 0, 0), "2.5"),
        ("2.2", (1, 1, 1, 0), "1"),
        ("2.2", (0, 4, 3, 0), "1"),
        ("2.2", (0, 1, 0, 1), "0"),
        ("2.2", (1, 0, 0, 0), "2.5"),
        # 5 + 5; then 5 + 4 − 3; then 1 + 1 − 3, not below 0.
        ("3.2", ("5", "5", 0, 0), "10"),
        ("3.2", ("5", "4", 0, 1), "6"),
        ("3.2", ("1", "1", 1, 1), "0"),
    ],
)
def test_a_school_s_leaves_that_reach_the_class(code: str, entry: Any, worked: str) -> None:
    scale = scale_of(printed("school-teacher-2026", code))
    typed = entry
    if isinstance(entry, tuple):
        typed = dict(zip((field.name for field in scale.fields), entry, strict=True))
    assert scale.score(typed).points == Decimal(worked)


def test_a_best_below_the_maximum_is_counted_as_printed_and_said_to_the_author() -> None:
    name, code = "haiphong212-pl1", "2.5.1.2"
    assert points(name, code, {"option": 0}) == 1
    assert points(name, code, {"option": 1}) == 0
    scale = scale_of(printed(name, code))
    assert scale.max_points == 2
    [remark] = [line for line in scale.describe() if "Cao nhất" in line.vi]
    assert remark.vi == ("Cao nhất 1 điểm, như quyết định ghi; không số liệu nào đạt điểm tối đa 2")
    assert remark.en == ("1 point at best, as the decision prints; no entry earns the maximum of 2")


@pytest.mark.parametrize(
    ("cell", "most", "cause"),
    [
        ("Đạt = 1; Không đạt = 0", "2", "không đạt điểm tối đa 2"),
        ("Đạt = 1; Không đạt = 0; mức cao nhất 1,5 điểm", "2", "cho cao nhất 1 trong 2"),
        ("Đạt = 2; Không đạt = 0; mức cao nhất 2 điểm", "2", "cho cao nhất 2 trong 2"),
    ],
)
def test_a_maximum_missed_unsaid_is_still_a_fault(cell: str, most: str, cause: str) -> None:
    with pytest.raises(Refused, match=cause):
        parse_scale(read_cells(ScaleCells(cell)), Decimal(most))


def test_a_label_may_still_begin_with_the_best() -> None:
    read = read_cells(ScaleCells("Mức cao nhất: 2; Mức thấp: 0"))
    scale = parse_scale(read, Decimal(2))
    assert scale.option_labels == ("Mức cao nhất", "Mức thấp")


def test_a_coefficient_that_the_text_lacks_is_the_round_s() -> None:
    scale = scale_of(printed("qd766-province", "3.3"))
    assert [one.label.vi for one in scale.awaited] == ["Hệ số đồng bộ"]
    entry = {"truc_tuyen": 30, "tat_ca": 100}
    with pytest.raises(Refused, match="Đang chờ “Hệ số đồng bộ”"):
        scale.score(entry)
    # 30% ÷ 50% × 6 = 3,6, of which 0,9 is 3,24; from 50% on 6, of which 0,9 is 5,4; 25/60 ÷ 50% × 6 = 5.
    name, code = "qd766-province", "3.3"
    assert points(name, code, entry, he_so="0.9") == Decimal("3.24")
    assert points(name, code, {"truc_tuyen": 80, "tat_ca": 100}, he_so="0.9") == Decimal("5.4")
    assert points(name, code, {"truc_tuyen": 50, "tat_ca": 100}, he_so="1") == 6
    assert points(name, code, {"truc_tuyen": 25, "tat_ca": 60}, he_so="1") == 5


def test_a_comma_in_a_formula_is_one_number_or_two() -> None:
    cells = ScaleCells(
        "theo min(a / b, 0,5), %: đường qua: 0 = 0; 50 = 6", figures="a: Số a; b: Số b"
    )
    with pytest.raises(Refused, match=r"số thập phân viết “0\.5”, hai số viết “0, 5”"):
        read_cells(cells)


HEADINGS = ["STT", "Tiêu chí", "Điểm tối đa", "Nguồn điểm", "Thang điểm", "Số liệu"]
LEAVES_OF_A_SCHOOL = ("2.1", "2.2", "3.2")
HOMEROOM = "giáo viên chủ nhiệm"


def school_rules(plan: str, record: str, study: str) -> list[list[str]]:
    """The classes of the school's sheet, with the codes of the leaves that withhold or lower them."""
    bounds = (("Xuất sắc", 80, 100), ("A", 75, 95), ("B", 65, 85), ("C", 50, 65))
    classes = [
        f"{name}: từ {least}% ({HOMEROOM}: {own}%); "
        f"tiêu chí {plan} không là “Lên lớp không có kế hoạch”; "
        f"tiêu chí {study} không là “Không làm chuyên đề”"
        for name, least, own in bounds
    ]
    return [
        ["Xếp loại", "\n".join([*classes, "Không xếp loại: còn lại"])],
        ["Hạ một loại khi", f"tiêu chí {record} là “Sai quy trình”"],
        ["Xếp hạng theo khối", HOMEROOM],
    ]


def school() -> CriteriaSet:
    """The three leaves as a set of their own, with the classes of the school's sheet."""
    body("BNV")
    leaves = [printed("school-teacher-2026", code) for code in LEAVES_OF_A_SCHOOL]
    table: list[list[Any]] = [["1", "Chuyên môn", 15, "", "", ""]]
    for place, leaf in enumerate(leaves, 1):
        most = leaf["maximum"].replace(".", ",")
        table.append([f"1.{place}", leaf["code"], most, SELF, leaf["scale"], leaf["figures"]])
    facts = [["Tổng điểm", 15] if one[0] == "Tổng điểm" else one for one in FACTS]
    stream = xlsx([*facts, *school_rules("1.1", "1.2", "1.3"), [], HEADINGS, *table])
    import_annex(by=make_person(Role.ADMIN), stream=stream, dry_run=False)
    return CriteriaSet.objects.get()


CLEAN: dict[str, dict[str, Any]] = {
    "1.1": {"option": 0},
    "1.2": {"quy_trinh": 0, "so_lan_muon": 0, "so_lan_sua_sai": 0, "so_loi_nhap_sai": 0},
    "1.3": {"noi_dung_1": "5", "noi_dung_2": "5", "chuyen_de": 0, "so_chuyen_de_khong_dat": 0},
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "changes", "index", "name"),
    [
        # 15 of 15 points; a wrong procedure takes no points but one class.
        ("", {}, "100.00", "Xuất sắc"),
        ("", {"1.2": {"quy_trinh": 1}}, "100.00", "A"),
        # 1,5 + 2,5 + 7 = 11 of 15 is 73,33%: B, and C with a wrong procedure; of a homeroom teacher C, and none.
        ("", {"1.1": {"option": 1}, "1.3": {"so_chuyen_de_khong_dat": 1}}, "73.33", "B"),
        (
            "",
            {
                "1.1": {"option": 1},
                "1.2": {"quy_trinh": 1},
                "1.3": {"so_chuyen_de_khong_dat": 1},
            },
            "73.33",
            "C",
        ),
        (
            HOMEROOM,
            {
                "1.1": {"option": 1},
                "1.2": {"quy_trinh": 1},
                "1.3": {"so_chuyen_de_khong_dat": 1},
            },
            "73.33",
            "Không xếp loại",
        ),
        # 0 + 2,5 + 10 = 12,5 of 15: without a plan, or without a study, no class however many points.
        ("", {"1.1": {"option": 2}}, "83.33", "Không xếp loại"),
        ("", {"1.3": {"chuyen_de": 1}}, "100.00", "Không xếp loại"),
    ],
)
def test_the_class_that_the_leaves_lower_or_withhold(
    block: str, changes: dict[str, dict[str, Any]], index: str, name: str
) -> None:
    made = school()
    publish_set(criteria_set=made, by=make_person(Role.COORDINATOR))
    ranking = Ranking(round=make_round(made))
    leaves = list(made.criteria.leaves())
    tally = Tally.of(ranking, leaves)
    counted = {}
    for leaf in leaves:
        entry = CLEAN[leaf.code] | changes.get(leaf.code, {})
        outcome = parse_scale(leaf.scale, leaf.max_points).score(entry)
        counted[leaf.pk] = CountedLeaf(
            outcome.points, leaf.max_points, option=tally.option_of(leaf.pk, outcome.entry)
        )
    standing = tally.standing(counted, [], ranked=True, block=block)
    assert (standing.index, standing.group) == (Decimal(index), name)


@pytest.mark.django_db
def test_readers_are_told_what_lowers_a_class() -> None:
    said = class_words(set_rules_of(school().rules))
    assert said.vi.endswith(" Hạ một loại khi tiêu chí 1.2 là “Sai quy trình”.")
    assert said.en.endswith(" One class lower where criterion 1.2 is “Sai quy trình”.")
