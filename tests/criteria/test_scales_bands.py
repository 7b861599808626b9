"""``bands``: of a ratio and of a count."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.text import Refused
from criteria.scales import Outcome, Scale, parse_scale

RATIO: dict[str, object] = {
    "kind": "bands",
    "of": "ratio",
    "bands": [{"min": "100", "points": "1"}, {"min": "80", "points": "0.5"}],
}
COUNT: dict[str, object] = {
    "kind": "bands",
    "of": "count",
    "bands": [
        {"min": "3", "points": "1.5"},
        {"min": "2", "points": "1"},
        {"min": "1", "points": "0.5"},
    ],
}
FIGURES = st.decimals(min_value=0, max_value=10**9, places=4)
ABOVE_ZERO = st.decimals(min_value="0.0001", max_value=10**9, places=4)


def ratio(numerator: object, denominator: object, **extra: object) -> Outcome:
    scale = parse_scale({**RATIO, **extra}, Decimal(1))
    return scale.score({"numerator": numerator, "denominator": denominator})


def count(value: object) -> Outcome:
    return parse_scale(COUNT, Decimal("1.5")).score({"count": value})


def causes(scale: dict[str, object], entry: dict[str, object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        parse_scale(scale, Decimal("1.5") if scale == COUNT else Decimal(1)).score(entry)
    assert all(cause.en and cause.en != cause.vi for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


@st.composite
def any_bands(draw: st.DrawFn) -> Scale:
    size = draw(st.integers(1, 5))
    mins = draw(st.sets(st.integers(0, 12000), min_size=size, max_size=size))
    points = draw(st.sets(st.integers(1, 50000), min_size=size, max_size=size))
    bands = [
        {"min": str(Decimal(least) / 100), "points": str(Decimal(gain) / 10000)}
        for least, gain in zip(sorted(mins)[::-1], sorted(points)[::-1], strict=True)
    ]
    data = {"kind": "bands", "of": "ratio", "bands": bands}
    return parse_scale(data, Decimal(max(points)) / 10000)


def test_the_first_band_reached_gives_the_points_and_the_reason() -> None:
    outcome = ratio("75", "80")
    assert str(outcome.points) == "0.5000"
    assert outcome.entry == {"numerator": "75", "denominator": "80"}
    assert outcome.why.vi == "75/80 = 93,75% → 0,5 điểm"
    assert outcome.why.en == "75/80 = 93.75% → 0.5 points"


@pytest.mark.parametrize(
    ("numerator", "denominator", "points", "shown"),
    [
        ("79,99", "100", "0", "79,99%"),
        ("80", "100", "0.5", "80%"),
        ("99,99", "100", "0.5", "99,99%"),
        ("100", "100", "1", "100%"),
        ("105", "100", "1", "105%"),
        ("0", "100", "0", "0%"),
        ("79996", "100000", "0", "79,996%"),
        ("800000000000000", "999999999999999", "0.5", "80,0000000000001%"),
        ("799999999999999", "999999999999999", "0", "79,99999999999998%"),
        ("79999999999999", "100000000000000", "0", "79,999999999999%"),
        ("99999999999999", "100000000000000", "0.5", "99,999999999999%"),
        ("2", "3", "0", "66,67%"),
    ],
)
def test_bounds_are_exact_and_never_blurred_by_what_is_shown(
    numerator: str, denominator: str, points: str, shown: str
) -> None:
    outcome = ratio(numerator, denominator)
    assert outcome.points == Decimal(points)
    assert f" = {shown}" in outcome.why.vi


def test_below_every_band_says_so() -> None:
    assert ratio(60, 80).why.vi == "60/80 = 75%, dưới mức 80% → 0 điểm"
    assert ratio(60, 80).why.en == "60/80 = 75%, below 80% → 0 points"


@pytest.mark.parametrize(
    ("value", "points"),
    [("0", "0"), (1, "0.5"), ("2", "1"), (3, "1.5"), ("3,0", "1.5"), (99, "1.5")],
)
def test_counts(value: object, points: str) -> None:
    assert count(value).points == Decimal(points)


def test_counts_say_why() -> None:
    assert count("2").why.vi == "Số lượng 2 → 1 điểm"
    assert count("2").why.en == "Count 2 → 1 point"
    assert count("0").why.vi == "Số lượng 0, dưới mức 1 → 0 điểm"
    assert count(Decimal("3.0")).entry == {"count": "3"}


def test_describes_a_ratio_line_by_line() -> None:
    lines = parse_scale(RATIO, Decimal(1)).describe()
    assert [line.vi for line in lines] == [
        "Từ 100% trở lên: 1 điểm",
        "Từ 80% đến dưới 100%: 0,5 điểm",
        "Dưới 80%: 0 điểm",
    ]
    assert [line.en for line in lines] == [
        "100% or more: 1 point",
        "From 80% to under 100%: 0.5 points",
        "Under 80%: 0 points",
    ]


def test_describes_counts_and_a_lowest_band_from_zero() -> None:
    data = {
        "kind": "bands",
        "of": "count",
        "bands": [{"min": "3", "points": "1"}, {"min": "0", "points": "0.5"}],
    }
    lines = [line.vi for line in parse_scale(data, Decimal(1)).describe()]
    assert lines == ["Từ 3 trở lên: 1 điểm", "Từ 0 đến dưới 3: 0,5 điểm"]


def test_takes_what_a_person_types() -> None:
    assert ratio("1 234,5", "1.543,125").entry == {
        "numerator": "1234.5",
        "denominator": "1543.125",
    }


def test_refuses_a_denominator_of_zero() -> None:
    entry: dict[str, object] = {"numerator": "0", "denominator": "0"}
    assert causes(RATIO, entry) == ["Mẫu số phải lớn hơn 0"]


def test_names_the_way_out_of_zero_where_there_is_one() -> None:
    entry: dict[str, object] = {"numerator": "0", "denominator": "0"}
    [cause] = causes({**RATIO, "allow_na": True}, entry)
    assert cause == "Mẫu số phải lớn hơn 0; nếu không phát sinh, hãy chọn “Không áp dụng”"


def test_refuses_negative_figures() -> None:
    assert causes(RATIO, {"numerator": "-1", "denominator": "-2,5"}) == [
        "Tử số -1 không được là số âm",
        "Mẫu số -2,5 không được là số âm",
    ]


@pytest.mark.parametrize("empty", [None, "", " \u00a0"])
def test_refuses_empty_figures(empty: object) -> None:
    assert causes(RATIO, {"numerator": empty}) == ["Chưa nhập tử số", "Chưa nhập mẫu số"]
    assert causes(COUNT, {"count": empty}) == ["Chưa nhập số lượng"]


def test_refuses_a_count_that_is_not_whole() -> None:
    assert causes(COUNT, {"count": "2,5"}) == ["Số lượng 2,5 phải là số nguyên"]


def test_refuses_a_negative_count() -> None:
    assert causes(COUNT, {"count": -1}) == ["Số lượng -1 không được là số âm"]


@pytest.mark.parametrize("value", [True, 0.5, "NaN", "1e999", "١٢", Decimal("NaN"), [1]])
def test_refuses_what_is_no_number_and_names_the_field(value: object) -> None:
    [cause] = causes(RATIO, {"numerator": 1, "denominator": value})
    assert cause.startswith("Mẫu số: ")
    assert "không phải" in cause


def test_refuses_an_ambiguous_point() -> None:
    [cause] = causes(RATIO, {"numerator": "1.234", "denominator": "2000"})
    assert cause.startswith("Tử số: “1.234” có thể là 1234 hoặc 1,234")


def test_refuses_unknown_keys_beside_other_faults() -> None:
    assert causes(RATIO, {"count": "3", "numerator": "x", "denominator": "0"}) == [
        "Không có mục “count” để nhập",
        "Tử số: “x” không phải là số: chỉ dùng chữ số 0–9, ví dụ 0,75 hoặc 1.234,5 hoặc 1234,5",
        "Mẫu số phải lớn hơn 0",
    ]


def test_refuses_an_entry_that_is_no_object() -> None:
    with pytest.raises(Refused, match="phải là một đối tượng JSON"):
        parse_scale(RATIO, Decimal(1)).score(["75", "80"])  # type: ignore[arg-type]


@given(any_bands(), FIGURES, ABOVE_ZERO)
def test_the_points_are_those_of_the_band_by_an_independent_count(
    scale: Scale, numerator: Decimal, denominator: Decimal
) -> None:
    outcome = scale.score({"numerator": numerator, "denominator": denominator})
    bands = scale.as_json()["bands"]
    assert isinstance(bands, list)
    reached = [Decimal(0)]
    for band in bands:
        assert isinstance(band, dict)
        if Fraction(numerator) * 100 >= Fraction(str(band["min"])) * Fraction(denominator):
            reached.append(Decimal(str(band["points"])))
    assert outcome.points == max(reached)
    assert 0 <= outcome.points <= scale.max_points
    assert outcome.points.as_tuple().exponent == -4
    assert scale.score(outcome.entry) == outcome


@given(any_bands(), FIGURES, FIGURES, ABOVE_ZERO)
def test_more_never_gives_less(
    scale: Scale, one: Decimal, other: Decimal, denominator: Decimal
) -> None:
    low, high = sorted([one, other])
    least = scale.score({"numerator": low, "denominator": denominator})
    most = scale.score({"numerator": high, "denominator": denominator})
    assert least.points <= most.points


@given(any_bands(), st.integers(1, 10**6))
def test_exactly_at_a_bound_counts_and_a_hair_below_does_not(
    scale: Scale, denominator: int
) -> None:
    bands = scale.as_json()["bands"]
    assert isinstance(bands, list)
    lower = [*bands[1:], {"points": "0"}]
    for band, under in zip(bands, lower, strict=True):
        assert isinstance(band, dict)
        assert isinstance(under, dict)
        numerator = Decimal(str(band["min"])) * denominator / 100
        at = scale.score({"numerator": numerator, "denominator": denominator})
        assert at.points == Decimal(str(band["points"]))
        if numerator > 0:
            hair = numerator - Decimal("0.000001")
            below = scale.score({"numerator": hair, "denominator": denominator})
            assert below.points == Decimal(str(under["points"]))
            shown = below.why.vi.split(" = ")[1].split("%")[0].replace(".", "")
            assert Decimal(shown.replace(",", ".")) < Decimal(str(band["min"]))


@given(any_bands())
def test_the_maximum_is_reachable(scale: Scale) -> None:
    assert scale.score({"numerator": 120, "denominator": 100}).points == scale.max_points


@given(st.integers(0, 10), st.integers(0, 10))
def test_more_counted_never_gives_less(one: int, other: int) -> None:
    low, high = sorted([one, other])
    assert 0 <= count(low).points <= count(high).points <= Decimal("1.5")
    assert count(3).points == Decimal("1.5")
