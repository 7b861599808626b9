"""What holds at the edges of a scale: a denominator of 0, "not applicable", rounding, references, several parts."""

from decimal import Decimal
from typing import Any

import pytest

from criteria.common.text import Refused
from criteria.scales import parse_scale
from tests.criteria.parts.made import ALL, DONE, lines, refusals, scale_of

SHARE: dict[str, Any] = {
    "part": "line",
    "of": {"ratio": ["done", "all"]},
    "through": [["0", "0"], ["100", "100%"]],
}
NOTHING = {"done": 0, "all": 0}


@pytest.mark.parametrize(
    ("zero", "points", "words"),
    [("zero", "0", "tính 0 điểm → 0 điểm"), ("full", "6", "tính đủ điểm → 6 điểm")],
)
def test_a_denominator_of_0_may_give_nothing_or_all(zero: str, points: str, words: str) -> None:
    scale = scale_of(SHARE, 6, DONE, ALL, zero=zero)
    outcome = scale.score(NOTHING)
    assert outcome.points == Decimal(points)
    assert outcome.entry == {"done": "0", "all": "0"}
    assert outcome.why.vi == (
        f"0 hồ sơ đúng hạn / 0 hồ sơ đã giải quyết: Số hồ sơ đã giải quyết bằng 0, {words}"
    )
    assert not outcome.not_applicable
    assert scale.score({"done": 1, "all": 2}).points == 3


def test_a_denominator_of_0_may_take_the_leaf_out() -> None:
    outcome = scale_of(SHARE, 6, DONE, ALL, zero="na").score(NOTHING)
    assert outcome.not_applicable
    assert outcome.points == 0
    assert outcome.why.vi.endswith("Số hồ sơ đã giải quyết bằng 0, không áp dụng")


@pytest.mark.parametrize(
    ("zero", "said"),
    [
        ("zero", "“Số hồ sơ đã giải quyết” bằng 0: 0 điểm"),
        ("full", "Không phát sinh thì ghi 0 ở “Số hồ sơ đã giải quyết”: đủ điểm"),
        ("na", "Không phát sinh thì ghi 0 ở “Số hồ sơ đã giải quyết”: không áp dụng"),
    ],
)
def test_the_scale_says_how_nothing_is_declared(zero: str, said: str) -> None:
    assert said in [line.vi for line in scale_of(SHARE, 6, DONE, ALL, zero=zero).describe()]


def test_a_denominator_without_a_name_is_called_one() -> None:
    unnamed = [
        {"key": "numerator", "label": "Tử số", "label_en": "Numerator"},
        {"key": "denominator", "label": "Mẫu số", "label_en": "Denominator"},
    ]
    part = SHARE | {"of": {"ratio": ["numerator", "denominator"]}}
    scale = scale_of(part, 6, *unnamed, zero="na")
    assert "Mẫu số bằng 0: không áp dụng" in [line.vi for line in scale.describe()]
    outcome = scale.score({"numerator": "0", "denominator": "0"})
    assert outcome.why.vi == "0/0: mẫu số bằng 0, không áp dụng"


def test_a_denominator_of_0_is_refused_where_the_set_says_nothing() -> None:
    assert refusals(scale_of(SHARE, 6, DONE, ALL), **NOTHING) == [
        (
            "Số hồ sơ đã giải quyết phải lớn hơn 0; bộ tiêu chí không quy định cách tính khi bằng 0. Hãy xem lại "
            "số liệu; nếu trong năm không phát sinh, hãy nêu ở ghi chú và báo điều phối viên của kỳ đánh giá"
        )
    ]
    assert refusals(scale_of(SHARE, 6, DONE, ALL, na="leaves"), **NOTHING) == [
        "Số hồ sơ đã giải quyết phải lớn hơn 0; nếu không phát sinh, hãy chọn “Không áp dụng”"
    ]


def test_a_formula_divided_by_0_names_itself() -> None:
    part = SHARE | {"of": {"formula": "done / (all - 5)", "percent": True}}
    assert refusals(scale_of(part, 6, DONE, ALL), done=3, all=5) == [
        (
            "Mẫu số của “3 hồ sơ đúng hạn ÷ (5 hồ sơ đã giải quyết − 5)” bằng 0; bộ tiêu chí không quy định cách "
            "tính khi bằng 0. Hãy xem lại số liệu; nếu trong năm không phát sinh, hãy nêu ở ghi chú và báo điều "
            "phối viên của kỳ đánh giá"
        )
    ]
    assert scale_of(part, 6, DONE, ALL, zero="full").score({"done": 3, "all": 5}).points == 6


def test_whom_a_leaf_does_not_concern_may_get_it_in_full() -> None:
    scale = scale_of(SHARE, 2, DONE, ALL, na="full")
    outcome = scale.score({"exempt": "on"})
    assert outcome.points == 2
    assert outcome.entry == {"exempt": True}
    assert outcome.why.vi == "Không thuộc diện chấm (tính đủ điểm) → 2 điểm"
    assert scale.score(outcome.entry) == outcome
    assert scale.score({"exempt": "", "done": 1, "all": 2}).entry == {"done": "1", "all": "2"}
    assert not scale.allow_na


def test_not_applicable_leaves_the_denominator() -> None:
    assert scale_of(SHARE, 2, DONE, ALL, na="leaves").allow_na
    assert not scale_of(SHARE, 2, DONE, ALL).allow_na


def test_points_may_be_rounded_to_2_decimals() -> None:
    entry = {"done": 528_684, "all": 597_918}
    assert str(scale_of(SHARE, 20, DONE, ALL).score(entry).points) == "17.6842"
    assert str(scale_of(SHARE, 20, DONE, ALL, places=2).score(entry).points) == "17.6800"


@pytest.mark.parametrize(("done", "points"), [(1, "0.3350"), (3, "1.0050")])
def test_halves_are_rounded_up_once(done: int, points: str) -> None:
    scale = scale_of(SHARE, "1.34", DONE, ALL, places=2)
    assert (
        str(scale.score({"done": done, "all": 4}).points)
        == f"{Decimal(points) + Decimal('0.005'):.2f}00"
    )


def test_a_reference_value_is_waited_for() -> None:
    mean = {"key": "mean", "label": "Mức bình quân cả nước", "reference": True}
    own = {"key": "own", "label": "Thu nhập bình quân", "unit": "triệu đồng"}
    part = {
        "part": "bands",
        "of": {"formula": "own / mean", "percent": True},
        "bands": [{"min": "100", "points": "2"}],
    }
    scale = scale_of(part, 2, own, mean)
    assert [field.name for field in scale.fields] == ["own"]
    assert refusals(scale, own=60) == ["Đang chờ “Mức bình quân cả nước” của kỳ đánh giá"]
    outcome = scale.score({"own": 60}, {"mean": Decimal("59.5")})
    assert outcome.points == 2
    assert outcome.entry == {"own": "60"}
    assert outcome.why.vi == "60 triệu đồng / 59,5 = 100,84% → 2 điểm"


WRONG = {"key": "wrong", "label": "Số văn bản sai", "unit": "văn bản sai", "type": "whole"}
FILED = {"key": "filed", "label": "Tỷ lệ lập hồ sơ", "type": "percent"}
SEVERAL: dict[str, Any] = {
    "figures": [WRONG, FILED],
    "parts": [
        {"part": "cases", "from": "100%", "cases": [{"figure": "wrong", "points": "-0.2"}]},
        {
            "part": "bands",
            "of": {"figure": "filed"},
            "bands": [{"min": "98", "points": "0"}, {"min": "95", "points": "-0.5"}],
            "rest": "-1",
        },
    ],
}


@pytest.mark.parametrize(
    ("wrong", "filed", "points"),
    [(0, "98", "3"), (3, "98", "2.4"), (3, "95", "1.9"), (3, "94,99", "1.4"), (14, "0", "0")],
)
def test_parts_add_up_within_0_and_the_maximum(wrong: int, filed: str, points: str) -> None:
    scale = parse_scale(SEVERAL, Decimal(3))
    assert scale.score({"wrong": wrong, "filed": filed}).points == Decimal(points)


def test_several_parts_say_how_they_add_up() -> None:
    scale = parse_scale(SEVERAL, Decimal(3))
    assert scale.score({"wrong": 3, "filed": "95"}).why.vi == (
        "3 văn bản sai × 0,2 = trừ 0,6 → 2,4 điểm; 95% → trừ 0,5 điểm; cộng lại → 1,9 điểm"
    )
    assert scale.score({"wrong": 14, "filed": "0"}).why.vi == (
        "14 văn bản sai × 0,2 = trừ 2,8 → 0,2 điểm; 0%, dưới mức 95% → trừ 1 điểm; "
        "cộng lại, không dưới 0 → 0 điểm"
    )
    assert lines(scale) == [
        "Không có trường hợp nào: 3 điểm",
        "Mỗi văn bản sai: trừ 0,2 điểm",
        "Thấp nhất 0 điểm",
        "Từ 98% trở lên: 0 điểm",
        "Từ 95% đến dưới 98%: trừ 0,5 điểm",
        "Dưới 95%: trừ 1 điểm",
        "Cộng các phần, từ 0 đến 3 điểm",
    ]


def test_a_sentence_tells_how_it_is_counted() -> None:
    scale = scale_of(SHARE, 2, DONE, ALL, how="tính tại thời điểm xem")
    assert lines(scale)[-1] == "Cách tính: tính tại thời điểm xem"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"zero": "half"}, "“zero” phải là một trong"),
        ({"na": "maybe"}, "“na” phải là một trong"),
        ({"places": 3}, "“places” phải là 2 hoặc 4"),
        ({"places": True}, "“places” phải là 2 hoặc 4"),
        ({"how": 7}, "“how” phải là chuỗi"),
        ({"colour": "red"}, "không có mục “colour”"),
        ({"parts": []}, "ít nhất một phần"),
        ({"parts": [{"of": "x"}]}, "thiếu “part”"),
        (
            {"parts": [SHARE, {"part": "points"}, {"part": "points"}]},
            "khóa “points” dùng hơn một lần",
        ),
        ({"figures": [DONE, DONE, ALL]}, "khóa “done” bị trùng"),
        ({"figures": [DONE, ALL, WRONG]}, "không phần nào dùng số liệu “wrong”"),
        ({"figures": [DONE, ALL | {"type": "text"}]}, "“type” phải là một trong"),
        ({"figures": [DONE, ALL | {"type": "date"}]}, "ngày chỉ dùng trong days"),
        ({"figures": [DONE, {"key": "all"}]}, "thiếu “label”"),
    ],
)
def test_faults(change: dict[str, Any], fault: str) -> None:
    data = {"figures": [DONE, ALL], "parts": [SHARE]} | change
    with pytest.raises(Refused) as refused:
        parse_scale(data, Decimal(2))
    assert any(fault in cause.vi for cause in refused.value.causes)
    assert all(cause.en for cause in refused.value.causes)
