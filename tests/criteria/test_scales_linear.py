"""``linear`` of a ratio or a percentage, and ``percent``."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.text import Refused
from criteria.scales import Outcome, parse_scale

FIGURES = st.decimals(min_value=0, max_value=10**9, places=4)
ABOVE_ZERO = st.decimals(min_value="0.0001", max_value=10**9, places=4)
PERCENTAGES = st.decimals(min_value=0, max_value=100, places=6)
MAXIMA = st.decimals(min_value="0.0001", max_value=100, places=4)
FLOORS = st.none() | st.decimals(min_value=0, max_value=100, places=2)
FLOOR_50: dict[str, object] = {"kind": "linear", "floor": "50"}
OF_PERCENT: dict[str, object] = {"kind": "linear", "of": "percent", "floor": "50"}
PERCENT: dict[str, object] = {"kind": "percent"}


def linear(floor: Decimal | None) -> dict[str, object]:
    return {"kind": "linear"} if floor is None else {"kind": "linear", "floor": f"{floor:f}"}


def ratio(data: dict[str, object], most: object, numerator: object, denominator: object) -> Outcome:
    scale = parse_scale(data, Decimal(str(most)))
    return scale.score({"numerator": numerator, "denominator": denominator})


def percent(data: dict[str, object], most: object, value: object) -> Outcome:
    return parse_scale(data, Decimal(str(most))).score({"percent": value})


def causes(data: dict[str, object], entry: dict[str, object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        parse_scale(data, Decimal(2)).score(entry)
    assert all(cause.en and cause.en != cause.vi for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


def assert_rounded_half_up(points: Decimal, exact: Fraction) -> None:
    """``points`` is the multiple of 0.0001 nearest to ``exact``, the upper one of two."""
    steps = Fraction(points) * 10000
    assert steps.denominator == 1
    assert Fraction(-1, 2) < steps - exact * 10000 <= Fraction(1, 2)
    assert points.as_tuple().exponent == -4


def test_the_points_follow_the_ratio() -> None:
    outcome = ratio(FLOOR_50, 2, "75", "80")
    assert str(outcome.points) == "1.8750"
    assert outcome.entry == {"numerator": "75", "denominator": "80"}
    assert outcome.why.vi == "75/80 = 93,75% của 2 điểm → 1,875 điểm"
    assert outcome.why.en == "75/80 = 93.75% of 2 points → 1.875 points"


def test_below_the_floor_gives_nothing_and_says_so() -> None:
    outcome = ratio(FLOOR_50, 2, 40, 100)
    assert outcome.points == 0
    assert outcome.why.vi == "40/100 = 40%, dưới mức sàn 50% → 0 điểm"
    assert outcome.why.en == "40/100 = 40%, below the floor of 50% → 0 points"


def test_above_100_percent_is_capped_and_says_so() -> None:
    outcome = ratio(FLOOR_50, 2, 105, 100)
    assert outcome.points == 2
    assert outcome.why.vi == "105/100 = 105%, tính tối đa 100% → 2 điểm"
    assert outcome.why.en == "105/100 = 105%, capped at 100% → 2 points"


@pytest.mark.parametrize(
    ("numerator", "denominator", "points", "shown"),
    [
        ("50", "100", "1", "50%"),
        ("49999999999999", "100000000000000", "0", "49,999999999999%"),
        ("79,99", "100", "1.5998", "79,99%"),
        ("80", "100", "1.6", "80%"),
        ("99,99", "100", "1.9998", "99,99%"),
        ("99999999999999", "100000000000000", "2", "99,999999999999%"),
        ("100", "100", "2", "100%"),
        ("100000001", "100000000", "2", "100,000001%"),
        ("2", "3", "1.3333", "66,67%"),
        ("0", "3", "0", "0%"),
    ],
)
def test_bounds_of_a_ratio(numerator: str, denominator: str, points: str, shown: str) -> None:
    outcome = ratio(FLOOR_50, 2, numerator, denominator)
    assert outcome.points == Decimal(points)
    assert f"= {shown}" in outcome.why.vi


@pytest.mark.parametrize(
    ("value", "points"),
    [("49.999999", "0"), ("50", "1"), ("79,99", "1.5998"), ("80", "1.6"), (100, "2")],
)
def test_bounds_of_a_linear_percentage(value: object, points: str) -> None:
    assert percent(OF_PERCENT, 2, value).points == Decimal(points)


@pytest.mark.parametrize(
    ("value", "points"),
    [("0", "0"), ("79.99", "0.7999"), (80, "0.8"), ("99,99", "0.9999"), (100, "1")],
)
def test_bounds_of_a_percentage(value: object, points: str) -> None:
    assert percent(PERCENT, 1, value).points == Decimal(points)


def test_percentages_say_why() -> None:
    outcome = percent(PERCENT, "1.5", "93,75")
    assert outcome.entry == {"percent": "93.75"}
    assert outcome.why.vi == "93,75% của 1,5 điểm → 1,4063 điểm"
    assert outcome.why.en == "93.75% of 1.5 points → 1.4063 points"
    assert percent(OF_PERCENT, 2, "49.9").why.vi == "49,9%, dưới mức sàn 50% → 0 điểm"


def test_a_percentage_with_three_decimals_is_not_taken_for_thousands() -> None:
    assert percent(PERCENT, 1, "93.751").entry == {"percent": "93.7510"}


def test_describe() -> None:
    assert [line.vi for line in parse_scale(FLOOR_50, Decimal(2)).describe()] == [
        "Điểm = tỷ lệ % ÷ 100 × 2, tối đa 2 điểm",
        "Dưới 50%: 0 điểm",
    ]
    assert len(parse_scale({"kind": "linear"}, Decimal(2)).describe()) == 1
    [line] = parse_scale(PERCENT, Decimal("1.5")).describe()
    assert line.vi == "Điểm = tỷ lệ % ÷ 100 × 1,5"
    assert line.en == "Points = percentage ÷ 100 × 1.5"


@pytest.mark.parametrize("data", [OF_PERCENT, PERCENT])
@pytest.mark.parametrize("value", ["100,000001", "101", Decimal(1000)])
def test_refuses_a_percentage_above_100(data: dict[str, object], value: object) -> None:
    [cause] = causes(data, {"percent": value})
    assert cause.startswith("Tỷ lệ (%) 1")
    assert cause.endswith(" phải từ 0 đến 100")


@pytest.mark.parametrize("data", [OF_PERCENT, PERCENT])
def test_refuses_a_negative_percentage(data: dict[str, object]) -> None:
    assert causes(data, {"percent": "-0,1"}) == ["Tỷ lệ (%) -0,1 không được là số âm"]


@pytest.mark.parametrize("data", [OF_PERCENT, PERCENT])
def test_refuses_a_missing_percentage_and_unknown_keys(data: dict[str, object]) -> None:
    assert causes(data, {"numerator": 1}) == [
        "Không có mục “numerator” để nhập",
        "Chưa nhập tỷ lệ (%)",
    ]


@pytest.mark.parametrize("data", [OF_PERCENT, PERCENT])
@pytest.mark.parametrize("value", ["93.75%", "93,75 %", "93,75", "93.750"])
def test_a_percentage_may_carry_its_sign(data: dict[str, object], value: str) -> None:
    scale = parse_scale(data, Decimal(2))
    assert scale.score({"percent": value}).entry == {"percent": "93.75"}


@pytest.mark.parametrize("data", [OF_PERCENT, PERCENT])
@pytest.mark.parametrize("value", ["93.75%%", "NaN", "1e999", "١٢", True, 0.5, str(10**40)])
def test_refuses_what_is_no_percentage(data: dict[str, object], value: object) -> None:
    [cause] = causes(data, {"percent": value})
    assert cause.startswith("Tỷ lệ (%): ")


def test_says_what_to_do_about_a_denominator_of_zero_where_the_figures_are_named() -> None:
    figures = [
        {"key": "over", "label": "Hồ sơ đúng hạn", "unit": "hồ sơ", "type": "whole"},
        {"key": "under", "label": "Hồ sơ đã giải quyết", "unit": "hồ sơ", "type": "whole"},
    ]
    line = {
        "part": "line",
        "of": {"ratio": ["over", "under"]},
        "through": [["0", "0"], ["2", "100%"]],
    }
    [cause] = causes({"figures": figures, "parts": [line]}, {"over": 0, "under": 0})
    assert cause.startswith("Hồ sơ đã giải quyết phải lớn hơn 0; bộ tiêu chí không quy định")
    assert "báo điều phối viên" in cause


def test_refuses_a_denominator_of_zero() -> None:
    assert causes(FLOOR_50, {"numerator": 1, "denominator": 0}) == ["Mẫu số phải lớn hơn 0"]


def test_refuses_all_faults_of_a_ratio_at_once() -> None:
    assert causes(FLOOR_50, {"numerator": "-1", "denominator": "", "x": 1}) == [
        "Không có mục “x” để nhập",
        "Tử số -1 không được là số âm",
        "Chưa nhập mẫu số",
    ]


@given(FLOORS, MAXIMA, FIGURES, ABOVE_ZERO)
def test_linear_agrees_with_fractions(
    floor: Decimal | None, most: Decimal, numerator: Decimal, denominator: Decimal
) -> None:
    outcome = ratio(linear(floor), most, numerator, denominator)
    share = Fraction(numerator) / Fraction(denominator)
    if floor is not None and share * 100 < Fraction(floor):
        assert outcome.points == 0
    else:
        assert_rounded_half_up(outcome.points, min(share, Fraction(1)) * Fraction(most))
    assert 0 <= outcome.points <= most
    scale = parse_scale(linear(floor), most)
    assert scale.score(outcome.entry) == outcome


@given(MAXIMA, PERCENTAGES)
def test_percent_agrees_with_fractions(most: Decimal, value: Decimal) -> None:
    outcome = percent(PERCENT, most, value)
    assert_rounded_half_up(outcome.points, Fraction(value) * Fraction(most) / 100)
    assert 0 <= outcome.points <= most
    assert parse_scale(PERCENT, most).score(outcome.entry) == outcome
    assert percent({"kind": "linear", "of": "percent"}, most, value).points == outcome.points


@given(FLOORS, MAXIMA, FIGURES, FIGURES, ABOVE_ZERO)
def test_linear_more_never_gives_less(
    floor: Decimal | None, most: Decimal, one: Decimal, other: Decimal, denominator: Decimal
) -> None:
    low, high = sorted([one, other])
    assert (
        ratio(linear(floor), most, low, denominator).points
        <= ratio(linear(floor), most, high, denominator).points
    )


@given(MAXIMA, PERCENTAGES, PERCENTAGES)
def test_percent_more_never_gives_less(most: Decimal, one: Decimal, other: Decimal) -> None:
    low, high = sorted([one, other])
    for data in (PERCENT, OF_PERCENT):
        assert percent(data, most, low).points <= percent(data, most, high).points


@given(FLOORS, MAXIMA, ABOVE_ZERO)
def test_the_maximum_is_reachable(
    floor: Decimal | None, most: Decimal, denominator: Decimal
) -> None:
    assert ratio(linear(floor), most, denominator, denominator).points == most
    assert percent(PERCENT, most, 100).points == most


@given(st.decimals(min_value="0.01", max_value=100, places=2), st.integers(1, 10**6))
def test_exactly_at_the_floor_counts_and_a_hair_below_does_not(
    floor: Decimal, denominator: int
) -> None:
    at = floor * denominator / 100
    assert ratio(linear(floor), 100, at, denominator).points > 0
    below = ratio(linear(floor), 100, at - Decimal("0.000001"), denominator)
    assert below.points == 0
    assert "dưới mức sàn" in below.why.vi
