"""Numbers as typed and as shown."""

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.numbers import (
    as_typed,
    canonical,
    for_input,
    parse,
    read_number,
    round_half_up,
    show,
    show_figure,
)
from criteria.common.text import Refused
from criteria.templatetags.par import num

VALUES = st.decimals(
    min_value=-(10**15) + 1, max_value=10**15 - 1, places=6, allow_nan=False, allow_infinity=False
) | st.decimals(min_value=-2000, max_value=2000, places=3)
LANGUAGES = st.sampled_from(["vi", "en"])


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0,75", "0.75"),
        ("0.75", "0.75"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234.5", "1234.5"),
        ("1\u202f234\u202f567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567.25", "1234567.25"),
        (" \u00a0 12 \u00a0\n", "12"),
        ("0.750", "0.75"),
        ("0.123", "0.123"),
        ("1234.567", "1234.567"),
        ("1,234", "1.234"),
        ("-1,5", "-1.5"),
        ("−1,5", "-1.5"),
        ("+3", "3"),
        ("-0", "0"),
        ("007", "7"),
        ("999999999999999,999999", "999999999999999.999999"),
    ],
)
def test_reads_what_people_type(typed: str, value: str) -> None:
    parsed = parse(typed)
    assert parsed == Decimal(value)
    assert not (parsed == 0 and parsed.is_signed())


@pytest.mark.parametrize(
    "typed",
    [
        "NaN",
        "Infinity",
        "-inf",
        "1e999",
        "1E3",
        "١٢",
        "１２",
        "²",
        "--1",
        "+-1",
        "-",
        "1.2.3,4,5",
        "1,23,456",
        "1.234.56",
        "1.234,567.8",
        "1 234.567.8",
        "12 34",
        "0.123,5",
        "1234.567,8",
        ".5",
        "5,",
        "1_000",
        "0x10",
        "50%",
        "1\x002",
        "một",
    ],
)
def test_refuses_what_is_not_a_number(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(typed)
    [cause] = refused.value.causes
    assert cause.vi.startswith(f"{as_typed(typed)} không phải là số")
    assert cause.en.startswith(f"{as_typed(typed)} is not a number")


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_refuses_nothing(typed: str) -> None:
    with pytest.raises(Refused, match="Chưa nhập số"):
        parse(typed)


@pytest.mark.parametrize(
    "typed",
    [
        str(10**40),
        str(10**15),
        "999999999999999,9999996",
        pytest.param("9" * 100_000, id="100000 digits"),
        "x" * 999,
    ],
)
def test_refuses_too_many_digits_in_a_short_message(typed: str) -> None:
    with pytest.raises(Refused, match="quá dài: nhiều nhất 15 chữ số") as refused:
        parse(typed)
    assert len(refused.value.causes[0].vi) < 140


@pytest.mark.parametrize(("typed", "sign"), [("1.234", ""), ("-1.234", "-")])
def test_refuses_a_point_that_may_group_or_divide(typed: str, sign: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(typed)
    [cause] = refused.value.causes
    assert f"“{sign}1234” hoặc “{sign}1,234”" in cause.vi
    assert f"“{sign}1234” or “{sign}1.2340”" in cause.en
    assert parse("1234") == 1234
    assert parse("1,234") == parse("1.2340") == Decimal("1.234")


def test_a_bound_settles_what_the_point_means() -> None:
    assert parse("93.751", most=Decimal(100)) == Decimal("93.751")
    with pytest.raises(Refused, match="có thể là"):
        parse("1.234", most=Decimal(1234))
    assert parse("1.234", most=Decimal("1233.9")) == Decimal("1.234")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("93,33333333333333", "93.333333"),
        ("66,66666666666667", "66.666667"),
        ("14.285714285714285714", "14.285714"),
        ("99,9999999", "100.000000"),
        ("93.33333350", "93.333334"),
        ("0,0000005", "0.000001"),
        ("0,0000004", "0"),
        ("-0,0000001", "-0.000001"),
        ("1.234,12345678", "1234.123457"),
        ("0.1234567", "0.123457"),
    ],
)
def test_further_decimals_are_rounded_half_up(typed: str, kept: str) -> None:
    assert str(parse(typed)) == str(Decimal(kept))
    if "." not in typed or "," not in typed:
        assert read_number(Decimal(typed.replace(",", "."))) == Decimal(kept)


@pytest.mark.parametrize(
    ("typed", "vi", "en"),
    [
        ("1.234", "1234", "1.234"),
        ("1,234", "1.234", "1234"),
        ("12.345", "12345", "12.345"),
        ("-1.234", "-1234", "-1.234"),
        ("1.234,5", "1234.5", "1234.5"),
        ("1,234.5", "1234.5", "1234.5"),
        ("1.234.567", "1234567", "1234567"),
        ("0,75", "0.75", "0.75"),
        ("0.75", "0.75", "0.75"),
        ("0.123", "0.123", "0.123"),
        ("1234.567", "1234.567", "1234.567"),
        ("1 234", "1234", "1234"),
        ("1.2340", "1.234", "1.234"),
        ("2899", "2899", "2899"),
    ],
)
def test_a_page_reads_as_its_readers_write(typed: str, vi: str, en: str) -> None:
    assert parse(typed, language="vi") == Decimal(vi)
    assert parse(typed, language="en-gb") == Decimal(en)


def test_a_bound_settles_it_for_readers_of_either_language() -> None:
    for language in ("vi", "en"):
        for typed in ("93.751", "93,751"):
            assert parse(typed, most=Decimal(100), language=language) == Decimal("93.751")
    assert parse("1.234", most=Decimal(2000), language="vi") == 1234


@given(VALUES, LANGUAGES)
def test_a_page_reads_back_whatever_it_shows(value: Decimal, language: str) -> None:
    for write in (show, for_input, show_figure):
        assert parse(write(value, language), language=language) == value


@pytest.mark.parametrize(
    "typed", ["87%", "87 %", "87\u00a0%", "87.0%\u200b", "+87%", "87\u202f%", "87,00 %", "087%"]
)
def test_a_percentage_may_say_so(typed: str) -> None:
    assert parse(typed, percent=True) == read_number(typed, percent=True) == 87
    with pytest.raises(Refused, match="không phải là số"):
        parse(typed)


@pytest.mark.parametrize(
    "typed", ["%", "87%%", "% 87", "8%7", "87 phần trăm", "87‰", "87%.", "87 / 100"]
)
def test_a_sign_elsewhere_is_no_percentage(typed: str) -> None:
    with pytest.raises(Refused):
        parse(typed, percent=True)


@pytest.mark.parametrize(
    "typed",
    [
        *("75\u202c", "\u202d75\u202c", "\u200b75", "\ufeff75", "7\u00ad5", " \u200e75\u00a0 "),
        *(
            "\u206675\u2069",
            "\u206075\u200f",
            "\u061c75",
            "75\u2009",
            "\u200775",
            "\u300075\t",
            "7\u200c5",
        ),
    ],
)
def test_what_nobody_sees_is_left_out(typed: str) -> None:
    assert parse(typed) == 75


def test_repeats_what_was_typed_without_what_cannot_be_seen() -> None:
    assert as_typed("a\u202eb\x00") == "“a�b�”"
    assert as_typed("x" * 31) == "“" + "x" * 29 + "…”"


@pytest.mark.parametrize("value", [True, 0.5, None, [1], Decimal("NaN"), Decimal("-Infinity")])
def test_read_refuses_other_types(value: object) -> None:
    with pytest.raises(Refused, match="không phải"):
        read_number(value)


@pytest.mark.parametrize(
    "value",
    [
        10**15,
        pytest.param(10**5000, id="10^5000"),
        Decimal("1e999"),
        Decimal("999999999999999.9999996"),
    ],
)
def test_read_refuses_too_many_digits(value: object) -> None:
    with pytest.raises(Refused, match="quá dài"):
        read_number(value)


def test_read_takes_text_integers_and_decimals() -> None:
    assert read_number("1.234,5") == Decimal("1234.5")
    assert read_number(7) == 7
    assert read_number(Decimal("5E+3")) == 5000
    assert read_number(Decimal("0.50000000")) == Decimal("0.5")
    assert str(read_number(Decimal("-0"))) == "0"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("1234.50", "1.234,5", "1,234.5"),
        ("0.75", "0,75", "0.75"),
        ("100.000", "100", "100"),
        ("-1234567.8", "-1.234.567,8", "-1,234,567.8"),
        ("5E+3", "5.000", "5,000"),
        ("-0.00", "0", "0"),
    ],
)
def test_shows_in_both_languages(value: str, vi: str, en: str) -> None:
    assert show(Decimal(value)) == vi
    assert show(Decimal(value), "en") == show(Decimal(value), "en-gb") == en


def test_shows_with_fixed_places() -> None:
    assert show(Decimal("95.225"), places=2) == "95,23"
    assert show(Decimal(1234), "en", places=2) == "1,234.00"
    assert show(Decimal("-0.001"), places=2) == "0,00"


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.00005", 4, "0.0001"), ("0.00004999", 4, "0.0000")],
)
def test_rounds_half_up(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


@given(VALUES, st.integers(0, 6))
def test_rounds_as_decimal_does_whatever_the_context(value: Decimal, places: int) -> None:
    unit = Decimal(1).scaleb(-places)
    expected = value.quantize(unit, ROUND_HALF_UP, Context(prec=60))
    with localcontext() as context:
        context.prec = 3
        assert round_half_up(value, places) == expected
        assert round_half_up(Fraction(value), places) == expected


def test_rounds_a_fraction_from_its_exact_value() -> None:
    assert round_half_up(Fraction(1238, 13), 2) == Decimal("95.23")
    assert round_half_up(Fraction(6832, 84), 2) == Decimal("81.33")


@given(VALUES)
def test_canonical_reads_back_and_is_the_one_spelling(value: Decimal) -> None:
    text = canonical(value)
    assert parse(text) == Decimal(text) == value
    assert canonical(parse(text)) == text
    assert canonical(value * 1) == canonical(Decimal(f"{value:f}")) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.50", "0.5"), ("1E+2", "100"), ("-0", "0"), ("1.234", "1.2340"), ("0.125", "0.125")],
)
def test_canonical_has_no_exponent(value: str, text: str) -> None:
    assert canonical(Decimal(value)) == text


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_canonical_takes_no_nan(value: str) -> None:
    with pytest.raises(ValueError, match="canonical"):
        canonical(Decimal(value))


@given(VALUES, LANGUAGES)
def test_an_input_field_reads_back_what_it_shows(value: Decimal, language: str) -> None:
    assert parse(for_input(value, language)) == value


@given(VALUES, LANGUAGES)
def test_shown_numbers_read_back_where_one_sign_cannot_mean_two_things(
    value: Decimal, language: str
) -> None:
    shown = show(value, language)
    whole, _, last = shown.lstrip("-").replace(",", ".").partition(".")
    if len(last) != 3 or whole == "0" or len(whole) > 3:
        assert parse(shown) == value
    elif "." in shown:
        with pytest.raises(Refused, match="có thể là"):
            parse(shown)
    else:
        # A lone comma is the Vietnamese decimal sign, even where English grouped with it.
        assert parse(shown) == Decimal(shown.replace(",", "."))


@given(VALUES, LANGUAGES)
def test_a_declared_figure_is_taken_back_as_it_is_printed(value: Decimal, language: str) -> None:
    assert parse(show_figure(value, language)) == value


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("2899", "2899", "2899"),
        ("1234567", "1.234.567", "1,234,567"),
        ("2899.5", "2.899,5", "2,899.5"),
        ("75", "75", "75"),
    ],
)
def test_a_declared_figure_is_grouped_where_that_is_clear(value: str, vi: str, en: str) -> None:
    assert show_figure(Decimal(value)) == vi
    assert show_figure(Decimal(value), "en") == en


def test_pages_write_a_minus_and_fields_take_it_back() -> None:
    assert [num(value) for value in (Decimal("-0.5"), Decimal(-1234), None)] == [
        *("−0,5", "−1.234"),
        "–",
    ]
    assert parse(num(Decimal("-1234.5"))) == Decimal("-1234.5")
