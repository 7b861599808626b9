"""``points``: typed by hand, within bounds."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.parts.made import assert_exact, faults_of, lines, refusals, scale_of

EXAMPLES: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = [
    ({"part": "points"}, "5", []),
    ({"part": "points", "key": "given", "label": "Điểm thưởng", "min": "1", "max": "5"}, "5", []),
]


@given(st.decimals(0, 5, places=6))
def test_the_points_are_those_typed(typed: Decimal) -> None:
    outcome = scale_of({"part": "points"}, 5).score({"points": typed})
    assert_exact(outcome, Fraction(typed), 5)


def test_bounds() -> None:
    scale = scale_of(EXAMPLES[1][0], 5)
    assert scale.score({"given": "2,5"}).why.vi == "Nhập 2,5 → 2,5 điểm"
    assert refusals(scale, given="0,5") == ["Điểm thưởng 0,5 phải từ 1 đến 5"]
    assert refusals(scale, given="6") == ["Điểm thưởng 6 vượt điểm tối đa 5"]
    assert lines(scale) == ["Nhập Điểm thưởng từ 1 đến 5"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"min": "3", "max": "2"}, "lớn hơn “max”"),
        ({"max": "6"}, "vượt điểm tối đa"),
        ({"max": "4"}, "cao nhất chỉ được 4 điểm"),
        ({"key": "Điểm"}, "chữ thường không dấu"),
    ],
)
def test_faults(change: dict[str, Any], fault: str) -> None:
    assert any(fault in cause for cause in faults_of({"part": "points"} | change, 5))
