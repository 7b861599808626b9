"""``checklist``: the sum of ticked lines, or points by how many are ticked."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.criteria.parts.made import assert_exact, faults_of, lines, refusals, scale_of

NAMES = ["Có kế hoạch", "Có phân công", "Đúng hạn", "Công khai"]
COUNTED: dict[str, Any] = {
    "part": "checklist",
    "lines": [{"label": name} for name in NAMES],
    "thresholds": [{"min": "4", "points": "100%"}, {"min": "2", "points": "1"}],
}
SUMMED: dict[str, Any] = {
    "part": "checklist",
    "lines": [{"label": name, "points": "0.75"} for name in NAMES],
}
EXAMPLES: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = [
    (COUNTED, "2", []),
    (SUMMED, "2", []),
]
TICKED = st.lists(st.integers(0, 3), unique=True)


@given(TICKED)
def test_thresholds_count_what_is_ticked(ticked: list[int]) -> None:
    scale = scale_of(COUNTED, 2)
    points = Fraction(2 if len(ticked) == 4 else 1 if len(ticked) >= 2 else 0)
    assert_exact(scale.score({"lines": ticked}), points, 2)


@given(TICKED)
def test_sums_stay_within_the_maximum(ticked: list[int]) -> None:
    exact = sum((Fraction(3, 4) for _line in ticked), Fraction(0))
    assert_exact(scale_of(SUMMED, 2).score({"lines": ticked}), exact, 2)


@given(TICKED, st.integers(0, 3))
def test_one_line_more_never_gives_less(ticked: list[int], more: int) -> None:
    for part in (COUNTED, SUMMED):
        scale = scale_of(part, 2)
        after = scale.score({"lines": sorted({*ticked, more})})
        assert scale.score({"lines": ticked}).points <= after.points


def test_says_how_it_comes_about() -> None:
    scale = scale_of(COUNTED, 2)
    assert scale.score({"lines": [0, 2]}).why.vi == "Đạt 2/4 dòng → 1 điểm"
    assert lines(scale) == [
        *NAMES,
        "Từ 4 dòng trở lên: 2 điểm",
        "Từ 2 đến dưới 4 dòng: 1 điểm",
        "Dưới 2 dòng: 0 điểm",
    ]
    assert scale.score({"lines": []}).points == Decimal(0)
    assert refusals(scale) == ["Chưa nhập các dòng đạt được (không đạt dòng nào: danh sách rỗng)"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"thresholds": [{"min": "5", "points": "2"}]}, "từ 1 đến số dòng (4)"),
        ({"thresholds": [{"min": "1.5", "points": "2"}]}, "từ 1 đến số dòng (4)"),
        (
            {"thresholds": [{"min": "1", "points": "2"}, {"min": "2", "points": "1"}]},
            "cao xuống thấp",
        ),
        ({"thresholds": [{"min": "3", "points": "1"}]}, "cao nhất chỉ được 1 điểm"),
        ({"lines": [{"label": "Có", "points": "2"}]}, "các dòng không có “points”"),
    ],
)
def test_faults(change: dict[str, Any], fault: str) -> None:
    assert any(fault in cause for cause in faults_of(COUNTED | change, 2))
