"""``line``: in proportion and in whole steps, rising and falling, from either end."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.scales import Scale
from tests.criteria.parts.made import (
    ABOVE_ZERO,
    ALL,
    DONE,
    WHOLE,
    assert_exact,
    faults_of,
    lines,
    scale_of,
    text,
)

RATIO = {"ratio": ["done", "all"]}
PEOPLE = {"key": "people", "label": "Số dân", "unit": "người", "type": "whole"}
EXAMPLES: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = [
    ({"part": "line", "of": RATIO, "through": [["0", "0"], ["80", "100%"]]}, "6", [DONE, ALL]),
    (
        {
            "part": "line",
            "of": {"figure": "people"},
            "from": ["2000000", "10"],
            "side": "above",
            "step": "60000",
            "gain": "0.5",
            "to": "25",
        },
        "25",
        [PEOPLE],
    ),
    (
        {
            "part": "line",
            "of": RATIO,
            "from": ["100", "100%"],
            "side": "below",
            "step": "1",
            "gain": "-2",
            "to": "0",
            "whole": True,
        },
        "40",
        [DONE, ALL],
    ),
]
Corners = list[tuple[Fraction, Fraction]]


@st.composite
def lined(draw: st.DrawFn) -> tuple[Scale, Corners, Fraction | None, Decimal]:
    """A line of a count through corners, as a slow count takes them, with its whole step if it has one."""
    size = draw(st.integers(2, 4))
    xs = sorted(draw(st.lists(st.integers(0, 5000), min_size=size, max_size=size, unique=True)))
    ys = draw(st.lists(st.integers(0, 90_000), min_size=size, max_size=size).filter(any))
    ys.sort(reverse=draw(st.booleans()))
    if draw(st.booleans()):
        xs.reverse()
        ys.reverse()
    most = Decimal(max(ys)) / 10_000
    part: dict[str, Any] = {
        "part": "line",
        "of": {"figure": "done"},
        "through": [[str(x), text(Decimal(y) / 10_000)] for x, y in zip(xs, ys, strict=True)],
    }
    corners = [(Fraction(x), Fraction(y, 10_000)) for x, y in zip(xs, ys, strict=True)]
    return scale_of(part, most, DONE), corners, None, most


@st.composite
def sloped(draw: st.DrawFn) -> tuple[Scale, Corners, Fraction | None, Decimal]:
    """A slope from a base on, up to the maximum or down to 0, in proportion or in whole steps."""
    base, step = draw(st.integers(0, 3000)), draw(st.integers(1, 300))
    units, gain = draw(st.integers(1, 90_000)), draw(st.integers(1, 20_000))
    above, whole = draw(st.booleans()), draw(st.booleans())
    rises = draw(st.booleans()) and gain <= units
    gain = min(gain, units)
    most = Decimal(units) / 10_000
    start = 0 if rises else units
    part: dict[str, Any] = {
        "part": "line",
        "of": {"figure": "done"},
        "from": [str(base), text(Decimal(start) / 10_000)],
        "side": "above" if above else "below",
        "step": str(step),
        "gain": text((1 if rises else -1) * Decimal(gain) / 10_000),
        "whole": whole,
    }
    steps = Fraction(units, gain)
    end = base + (1 if above else -1) * steps * step
    corners = [
        (Fraction(base), Fraction(start, 10_000)),
        (end, Fraction(units - start, 10_000)),
    ]
    return scale_of(part, most, DONE), corners, Fraction(step) if whole else None, most


def slow_points(corners: Corners, step: Fraction | None, value: Fraction) -> Fraction:
    """The line's points, found by walking along it from its base."""
    base, *others = corners
    sign = 1 if others[0][0] > base[0] else -1
    far = (value - base[0]) * sign
    if far <= 0:
        return base[1]
    if step is not None:
        (x0, y0), (x1, y1) = base, others[0]
        walked, steps = Fraction(0), 0
        while walked + step <= min(far, abs(x1 - x0)):
            walked, steps = walked + step, steps + 1
        return y1 if far >= abs(x1 - x0) else y0 + steps * step * (y1 - y0) / abs(x1 - x0)
    for near, end in zip(corners, others, strict=False):
        if (end[0] - value) * sign >= 0:
            share = (value - near[0]) / (end[0] - near[0])
            return near[1] * (1 - share) + end[1] * share
    return corners[-1][1]


@given(lined() | sloped(), st.integers(0, 6000))
def test_agrees_with_a_slow_count(
    made: tuple[Scale, Corners, Fraction | None, Decimal], done: int
) -> None:
    scale, corners, step, most = made
    outcome = scale.score({"done": done})
    assert_exact(outcome, slow_points(corners, step, Fraction(done)), most)
    assert scale.score(outcome.entry) == outcome


@given(lined())
def test_exact_at_every_corner_and_flat_beyond(
    made: tuple[Scale, Corners, Fraction | None, Decimal],
) -> None:
    scale, corners, _step, most = made
    for x, y in corners:
        assert_exact(scale.score({"done": int(x)}), y, most)
    low, high = min(corners), max(corners)
    assert_exact(scale.score({"done": 10**9}), high[1], most)
    assert_exact(scale.score({"done": 0}), low[1], most)


@given(lined() | sloped(), st.integers(0, 6000), st.integers(0, 6000))
def test_goes_one_way(
    made: tuple[Scale, Corners, Fraction | None, Decimal], one: int, other: int
) -> None:
    scale, corners, _step, _most = made
    low, high = (scale.score({"done": n}).points for n in sorted([one, other]))
    rises = min(corners)[1] <= max(corners)[1]
    assert low <= high if rises else low >= high


@given(st.integers(1, 10_000), st.integers(1, 200_000), WHOLE, ABOVE_ZERO)
def test_full_at_a_target(target: int, units: int, done: int, all_: int) -> None:
    most, at = Decimal(units) / 10_000, Decimal(target) / 100
    part = {"part": "line", "of": RATIO, "through": [["0", "0"], [text(at), "100%"]]}
    outcome = scale_of(part, most, DONE, ALL).score({"done": done, "all": all_})
    share = Fraction(done * 100, all_) / Fraction(at)
    assert_exact(outcome, min(share, Fraction(1)) * Fraction(most), most)


def test_what_the_portal_shows() -> None:
    """Decision 766, line 3.1 of a province: 52 of 89 procedures, full from 80 percent on."""
    part = {"part": "line", "of": RATIO, "through": [["0", "0"], ["80", "100%"]]}
    scale = scale_of(part, 2, DONE, ALL, places=2)
    assert scale.score({"done": 52, "all": 89}).points == Decimal("1.46")
    assert lines(scale) == [
        "Điểm = Số hồ sơ đúng hạn ÷ Số hồ sơ đã giải quyết ÷ 80% × 2, tối đa 2 điểm",
        "Điểm làm tròn 2 chữ số thập phân",
    ]
    assert scale.score({"done": 52, "all": 89}).why.vi == (
        "52 hồ sơ đúng hạn / 89 hồ sơ đã giải quyết = 58,43% ÷ 80% × 2 điểm → 1,46 điểm"
    )
    assert scale.score({"done": 88, "all": 89}).why.vi.endswith(
        "= 98,88%, tính tối đa 80% → 2 điểm"
    )


def test_base_plus_slope() -> None:
    part, most, figures = EXAMPLES[1]
    scale = scale_of(part, most, *figures)
    points = [scale.score({"people": n}).points for n in (0, 2_000_000, 2_030_000, 3_800_000)]
    assert points == [10, 10, Decimal("10.25"), 25]
    assert scale.score({"people": 9_000_000}).points == 25
    assert scale.score({"people": 2_500_000}).why.vi == (
        "2.500.000 người: 10 + 500.000 ÷ 60.000 × 0,5 → 14,1667 điểm"
    )
    assert lines(scale) == [
        "Từ 2.000.000 người trở xuống: 10 điểm",
        "Trên 2.000.000 người: cứ thêm 60.000 người thêm 0,5 điểm",
        "Tối đa 25 điểm",
    ]


def test_falling_in_whole_steps() -> None:
    part, most, figures = EXAMPLES[2]
    scale = scale_of(part, most, *figures)
    shares = {1000: 40, 999: 40, 991: 40, 990: 38, 985: 38, 900: 20, 800: 0, 10: 0}
    assert {n: scale.score({"done": n, "all": 1000}).points for n in shares} == shares
    assert lines(scale) == [
        "Từ 100% trở lên: 40 điểm",
        "Dưới 100%: cứ giảm đủ 1% trừ 2 điểm",
        "Thấp nhất 0 điểm",
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"step": "0"}, "lớn hơn 0"),
        ({"gain": "0"}, "phải khác 0"),
        ({"side": "left"}, "“side” phải là một trong"),
        ({"to": "3"}, "vượt điểm tối đa"),
        ({"gain": "-0.5"}, "về phía mà đường đi tới"),
        ({"from": ["20"]}, "“at” phải là chuỗi số thập phân"),
    ],
)
def test_faults_of_a_slope(change: dict[str, Any], fault: str) -> None:
    part = {
        "part": "line",
        "of": {"figure": "done"},
        "from": ["20", "1"],
        "side": "above",
        "step": "5",
        "gain": "0.5",
        "to": "2",
    }
    assert any(fault in cause for cause in faults_of(part | change, 2, DONE))


def test_an_end_that_no_decimal_reaches() -> None:
    part = {
        "part": "line",
        "of": {"figure": "done"},
        "from": ["100", "2"],
        "side": "below",
        "step": "1",
        "gain": "-0.3",
    }
    scale = scale_of(part, 2, DONE)
    points = [scale.score({"done": n}).points for n in (100, 99, 94, 93, 0)]
    assert points == [2, Decimal("1.7"), Decimal("0.2"), 0, 0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"through": [["0", "0"]]}, "ít nhất hai điểm"),
        ({"through": "0-1"}, "ít nhất hai điểm"),
        ({"through": [["0", "0"], ["0", "2"]]}, "tăng dần hoặc giảm dần"),
        ({"through": [["0", "0"], ["80", "1"], ["70", "2"]]}, "tăng dần hoặc giảm dần"),
        ({"through": [["0", "0"], ["80", "1"]]}, "cao nhất chỉ được 1 điểm"),
        ({"step": "1"}, "không có mục “step”"),
        ({"of": {"ratio": ["done", "none"]}}, "không có số liệu “none”"),
        ({"of": {"formula": "done /"}}, "không đọc được"),
        ({"of": {"both": "done"}}, "phải là một trong"),
    ],
)
def test_faults(change: dict[str, Any], fault: str) -> None:
    part = {"part": "line", "of": RATIO, "through": [["0", "0"], ["80", "2"]]} | change
    assert any(fault in cause for cause in faults_of(part, 2, DONE, ALL))
