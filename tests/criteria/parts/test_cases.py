"""``cases``: taken from the maximum, or added up from 0, with caps."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.scales import Scale
from tests.criteria.parts.made import assert_exact, faults_of, lines, scale_of, text

WRONG = {"key": "wrong", "label": "Số văn bản sai", "unit": "văn bản sai", "type": "whole"}
LATE = {"key": "late", "label": "Số việc quá hạn", "unit": "việc quá hạn", "type": "whole"}
DEDUCTED = {
    "part": "cases",
    "from": "100%",
    "cases": [{"figure": "wrong", "points": "-0.2"}, {"figure": "late", "points": "-0.25"}],
}
ADDED = {
    "part": "cases",
    "cases": [
        {"figure": "wrong", "points": "3", "most": "6"},
        {"figure": "late", "points": "10%"},
    ],
}
EXAMPLES: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = [
    (DEDUCTED, "2", [WRONG, LATE]),
    (ADDED, "10", [WRONG, LATE]),
    ({"part": "cases", "cases": [{"figure": "late", "points": "0.5"}], "most": "2"}, "2", [LATE]),
]


@st.composite
def counted(draw: st.DrawFn) -> tuple[Scale, list[Fraction], Decimal, bool]:
    """A scale of cases, the points of each kind of case, the maximum, and whether they are taken away."""
    units, down = draw(st.integers(1, 200_000)), draw(st.booleans())
    each = draw(st.lists(st.integers(1, units), min_size=2, max_size=2))
    most, sign = Decimal(units) / 10_000, -1 if down else 1
    part = {
        "part": "cases",
        "cases": [
            {"figure": key, "points": text(sign * Decimal(points) / 10_000)}
            for key, points in zip(("wrong", "late"), each, strict=True)
        ],
    }
    if down:
        part["from"] = "100%"
    return scale_of(part, most, WRONG, LATE), [Fraction(n, 10_000) for n in each], most, down


@given(counted(), st.integers(0, 500), st.integers(0, 500))
def test_agrees_with_a_slow_count(
    made: tuple[Scale, list[Fraction], Decimal, bool], wrong: int, late: int
) -> None:
    scale, each, most, down = made
    exact = Fraction(most) if down else Fraction(0)
    for points in [each[0]] * wrong + [each[1]] * late:
        exact += -points if down else points
    outcome = scale.score({"wrong": wrong, "late": late})
    assert_exact(outcome, exact, most)
    assert scale.score(outcome.entry) == outcome


@given(counted(), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_more_cases_go_one_way(
    made: tuple[Scale, list[Fraction], Decimal, bool], one: int, other: int, late: int
) -> None:
    scale, _each, _most, down = made
    low, high = (scale.score({"wrong": n, "late": late}).points for n in sorted([one, other]))
    assert low >= high if down else low <= high


def test_says_how_it_comes_about() -> None:
    scale = scale_of(DEDUCTED, 2, WRONG, LATE)
    assert scale.score({"wrong": 3, "late": 1}).why.vi == (
        "3 văn bản sai × 0,2 + 1 việc quá hạn × 0,25 = trừ 0,85 → 1,15 điểm"
    )
    assert scale.score({"wrong": 0, "late": 0}).why.vi == "Không có trường hợp nào → 2 điểm"
    assert scale.score({"wrong": 90, "late": 0}).points == 0
    assert lines(scale) == [
        "Không có trường hợp nào: 2 điểm",
        "Mỗi văn bản sai: trừ 0,2 điểm",
        "Mỗi việc quá hạn: trừ 0,25 điểm",
        "Thấp nhất 0 điểm",
    ]


def test_caps() -> None:
    scale = scale_of(ADDED, 10, WRONG, LATE)
    points = [scale.score({"wrong": n, "late": 2}).points for n in range(4)]
    assert points == [2, 5, 8, 8]
    outcome = scale.score({"wrong": 9, "late": 9})
    assert outcome.points == 10
    assert outcome.why.vi == (
        "9 văn bản sai × 3 + 9 việc quá hạn × 1 = 15, tính tối đa 10 → 10 điểm"
    )
    assert lines(scale) == [
        "Mỗi văn bản sai: cộng 3 điểm, tối đa 6",
        "Mỗi việc quá hạn: cộng 1 điểm",
        "Tối đa 10 điểm",
    ]


def test_all_of_it_is_lost() -> None:
    part = {"part": "cases", "from": "100%", "cases": [{"figure": "wrong", "points": "-100%"}]}
    scale = scale_of(part, 2, WRONG)
    assert [scale.score({"wrong": n}).points for n in (0, 1, 7)] == [2, 0, 0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"cases": []}, "ít nhất một loại trường hợp"),
        ({"cases": [{"figure": "none", "points": "1"}]}, "không có số liệu “none”"),
        ({"cases": [{"figure": "wrong"}]}, "thiếu “points”"),
        ({"from": "1"}, "cao nhất chỉ được 1 điểm"),
        ({"from": "3"}, "vượt điểm tối đa"),
    ],
)
def test_faults(change: dict[str, Any], fault: str) -> None:
    assert any(fault in cause for cause in faults_of(DEDUCTED | change, 2, WRONG, LATE))
