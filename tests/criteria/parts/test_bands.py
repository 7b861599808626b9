"""``bands``: upwards and downwards, with bounds that belong to them or not, taking away where others give."""

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
EXAMPLES: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = [
    (
        {
            "part": "bands",
            "of": RATIO,
            "bands": [{"min": "100", "points": "2"}, {"above": "80", "points": "1"}],
        },
        "2",
        [DONE, ALL],
    ),
    (
        {
            "part": "bands",
            "of": {"figure": "done"},
            "bands": [{"max": "3", "points": "2"}, {"below": "10", "points": "50%"}],
            "rest": "0.5",
        },
        "2",
        [DONE],
    ),
]


@st.composite
def banded(draw: st.DrawFn) -> tuple[Scale, list[tuple[str, Fraction, Fraction]], bool]:
    """A scale of bands, its bands as a slow count takes them, and whether they go upwards."""
    size, upward = draw(st.integers(1, 5)), draw(st.booleans())
    bounds = draw(st.lists(st.integers(0, 12_000), min_size=size, max_size=size, unique=True))
    gains = draw(st.lists(st.integers(1, 50_000), min_size=size, max_size=size, unique=True))
    sides = draw(
        st.lists(
            st.sampled_from(["min", "above"] if upward else ["max", "below"]),
            min_size=size,
            max_size=size,
        )
    )
    rows = []
    for side, bound, gain in zip(
        sides, sorted(bounds, reverse=upward), sorted(gains, reverse=True), strict=True
    ):
        rows.append((side, Decimal(bound) / 100, Decimal(gain) / 10_000))
    part = {
        "part": "bands",
        "of": RATIO,
        "bands": [{side: text(bound), "points": text(gain)} for side, bound, gain in rows],
    }
    slow = [(side, Fraction(bound), Fraction(gain)) for side, bound, gain in rows]
    return scale_of(part, rows[0][2], DONE, ALL), slow, upward


def slow_points(bands: list[tuple[str, Fraction, Fraction]], value: Fraction) -> Fraction:
    """The most points of the bands on whose side the value lies."""
    holds = {
        "min": lambda bound: value >= bound,
        "above": lambda bound: value > bound,
        "max": lambda bound: value <= bound,
        "below": lambda bound: value < bound,
    }
    return max([Fraction(0), *(gain for side, bound, gain in bands if holds[side](bound))])


@given(banded(), WHOLE, ABOVE_ZERO)
def test_agrees_with_a_slow_count(
    made: tuple[Scale, list[tuple[str, Fraction, Fraction]], bool], done: int, all_: int
) -> None:
    scale, bands, _upward = made
    outcome = scale.score({"done": done, "all": all_})
    assert_exact(outcome, slow_points(bands, Fraction(done * 100, all_)), scale.max_points)
    assert scale.score(outcome.entry) == outcome


@given(banded(), st.integers(1, 10**5))
def test_exact_at_every_bound(
    made: tuple[Scale, list[tuple[str, Fraction, Fraction]], bool], hundreds: int
) -> None:
    scale, bands, _upward = made
    whole = hundreds * 10_000
    for _side, bound, _gain in bands:
        at = bound * whole / 100
        assert at.denominator == 1
        for done in (at - 1, at, at + 1):
            if done >= 0:
                outcome = scale.score({"done": int(done), "all": whole})
                assert_exact(outcome, slow_points(bands, done * 100 / whole), scale.max_points)


@given(banded(), WHOLE, WHOLE, ABOVE_ZERO)
def test_goes_one_way(
    made: tuple[Scale, list[tuple[str, Fraction, Fraction]], bool], one: int, other: int, all_: int
) -> None:
    scale, _bands, upward = made
    low, high = (scale.score({"done": n, "all": all_}).points for n in sorted([one, other]))
    assert low <= high if upward else low >= high


def test_says_how_it_comes_about() -> None:
    part, most, figures = EXAMPLES[0]
    scale = scale_of(part, most, *figures)
    assert scale.score({"done": 812, "all": 900}).why.vi == (
        "812 hồ sơ đúng hạn / 900 hồ sơ đã giải quyết = 90,22% → 1 điểm"
    )
    assert scale.score({"done": 720, "all": 900}).why.vi == (
        "720 hồ sơ đúng hạn / 900 hồ sơ đã giải quyết = 80%, không quá mức 80% → 0 điểm"
    )
    assert lines(scale) == [
        "Từ 100% trở lên: 2 điểm",
        "Trên 80% đến dưới 100%: 1 điểm",
        "Từ 80% trở xuống: 0 điểm",
    ]


def test_less_is_better() -> None:
    part, most, figures = EXAMPLES[1]
    scale = scale_of(part, most, *figures)
    assert [scale.score({"done": n}).points for n in (0, 3, 4, 9, 10)] == [
        *(Decimal(2), Decimal(2), Decimal(1), Decimal(1), Decimal("0.5"))
    ]
    assert lines(scale) == [
        "Từ 3 hồ sơ đúng hạn trở xuống: 2 điểm",
        "Trên 3 hồ sơ đúng hạn đến dưới 10 hồ sơ đúng hạn: 1 điểm",
        "Từ 10 hồ sơ đúng hạn trở lên: 0,5 điểm",
    ]
    assert scale.score({"done": 10}).why.vi == (
        "10 hồ sơ đúng hạn, không dưới mức 10 hồ sơ đúng hạn → 0,5 điểm"
    )


def test_bounds_by_the_kind_of_unit() -> None:
    part = {
        "part": "bands",
        "of": {"figure": "done"},
        "bands": [{"min": {"": "20", "miền núi": "15"}, "points": "2"}],
    }
    plain, mountain = (
        scale_of(part, 2, DONE, unit_kinds=kinds) for kinds in ((), ("miền núi", "biên giới"))
    )
    assert [scale.score({"done": 15}).points for scale in (plain, mountain)] == [0, 2]
    assert lines(plain)[0] == "Từ 20 hồ sơ đúng hạn (miền núi: 15 hồ sơ đúng hạn) trở lên: 2 điểm"
    assert lines(mountain)[0] == "Từ 15 hồ sơ đúng hạn (còn lại: 20 hồ sơ đúng hạn) trở lên: 2 điểm"
    assert plain.as_json() == mountain.as_json()
    assert faults_of({**part, "bands": [{"min": {"miền núi": "15"}, "points": "2"}]}, 2, DONE)


@pytest.mark.parametrize(
    ("bands", "fault"),
    [
        ([{"min": "80", "points": "2"}, {"max": "10", "points": "1"}], "cùng một chiều"),
        ([{"max": "10", "points": "2"}, {"max": "3", "points": "1"}], "ngưỡng tăng dần"),
        ([{"min": "80", "points": "2"}, {"min": "90", "points": "1"}], "ngưỡng giảm dần"),
        ([{"min": "80", "points": "2"}, {"above": "80", "points": "1"}], "bị trùng"),
        ([{"min": "80", "points": "1"}, {"min": "70", "points": "2"}], "thấp hơn mức trước"),
        ([{"min": "80", "points": "1"}], "cao nhất chỉ được 1 điểm"),
        ([{"min": "80", "points": "3"}], "vượt điểm tối đa"),
        ([{"min": "-1", "points": "2"}], "số âm"),
        ([], "ít nhất một mức"),
    ],
)
def test_faults(bands: list[dict[str, str]], fault: str) -> None:
    part = {"part": "bands", "of": RATIO, "bands": bands}
    assert any(fault in cause for cause in faults_of(part, 2, DONE, ALL))
