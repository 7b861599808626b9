"""The rules stated in Decimal, and what they tell the reader."""

from decimal import Decimal

import pytest

from criteria.set_rules import TODAY
from rankings.rules import GROUP_RULE, RANK_RULE, RulesAround, as_kept, group_of, index_of


@pytest.mark.parametrize(
    ("points", "maximum", "expected"),
    [("12.38", "13", "95.23"), ("68.32", "84", "81.33"), ("0", "1", "0.00"), ("1", "1", "100.00")],
)
def test_index_of(points: str, maximum: str, expected: str) -> None:
    assert str(index_of(Decimal(points), Decimal(maximum))) == expected


def test_nothing_applicable_gives_no_index() -> None:
    assert index_of(Decimal(0), Decimal(0)) is None


@pytest.mark.parametrize(
    ("index", "group"),
    [("100", "A"), ("90.00", "A"), ("89.99", "B"), ("80", "B"), ("79.99", "C"), ("69.99", "D")],
)
def test_group_of(index: str, group: str) -> None:
    assert group_of(Decimal(index)) == group


def test_every_group_has_a_bound_and_a_name() -> None:
    assert [one.name for one in TODAY.classes] == ["A", "B", "C", "D"]
    for one in TODAY.classes[:-1]:
        assert f"{one.name}: từ {one.least}%" in GROUP_RULE.vi


def test_a_set_without_rules_of_its_own_has_the_words_of_before() -> None:
    assert as_kept("awarded", RulesAround()) == as_kept("awarded")
    assert as_kept("awarded")["group"]["vi"] == (
        "Nhóm A: từ 90%; nhóm B: từ 80% đến dưới 90%; nhóm C: từ 70% đến dưới 80%; nhóm D: dưới 70%."
    )
    assert as_kept("awarded")["rank"]["vi"] == (
        "Xếp hạng theo chỉ số đã làm tròn 2 chữ số thập phân, từ cao xuống thấp. "
        "Đơn vị bằng chỉ số thì đồng hạng và bỏ hạng kế tiếp (1, 2, 2, 4). "
        "Đơn vị chưa gửi phiếu không được đánh giá và không xếp hạng."
    )


def test_what_is_around_the_tree_is_said() -> None:
    around = RulesAround(bonuses=["3"], penalties=["4"], gates=[("1.2", "1.1")])
    told = as_kept("awarded", around)["index"]
    assert "Điểm cộng ngoài tổng điểm: lĩnh vực 3" in told["vi"]
    assert "Điểm trừ ngoài tổng điểm: lĩnh vực 4" in told["vi"]
    assert "Tiêu chí 1.2 tính 0 điểm khi tiêu chí 1.1 không có điểm." in told["vi"]
    assert "Criterion 1.2 counts 0" in told["en"]


def test_the_tie_rule_is_told_with_its_example() -> None:
    assert "1, 2, 2, 4" in RANK_RULE.vi
    assert "1, 2, 2, 4" in RANK_RULE.en
