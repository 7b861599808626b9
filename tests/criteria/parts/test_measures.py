"""Measures: formulas of named figures, exact, in words, and as a spreadsheet writes them."""

import datetime
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.text import Refused
from criteria.scales.expressions import DividesByZero, Expression, read_expression
from tests.criteria.parts.made import lines, refusals, scale_of

NUMBERS = st.integers(0, 10**6).map(lambda units: Decimal(units) / 1000)
LEAVES = NUMBERS.map(lambda number: Expression(number=number)) | st.sampled_from("abc").map(
    Expression
)


def combined(inside: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    pairs = st.tuples(inside, inside)
    signs = st.sampled_from(["+", "-", "*", "/", "min", "max"])
    return st.tuples(signs, pairs).map(lambda made: Expression(made[0], args=made[1]))


FORMULAS = st.recursive(LEAVES, combined, max_leaves=8)


def slow(expression: Expression, quantities: dict[str, Fraction]) -> Fraction:
    """What Python itself counts from the formula's text."""
    text = expression.as_text()
    names = {**quantities, "min": min, "max": max, "Fraction": Fraction}
    exact = re.sub(r"(?<![a-z0-9_.])([0-9]+(?:\.[0-9]+)?)", r'Fraction("\1")', text)
    return Fraction(eval(exact, {"__builtins__": {}}, names))  # noqa: S307  # a formula made here


@given(FORMULAS, st.tuples(NUMBERS, NUMBERS, NUMBERS))
def test_agrees_with_a_slow_count(formula: Expression, values: tuple[Decimal, ...]) -> None:
    quantities = dict(zip("abc", values, strict=True))
    fractions = {key: Fraction(value) for key, value in quantities.items()}
    try:
        expected = slow(formula, fractions)
    except ZeroDivisionError:
        with pytest.raises(DividesByZero):
            formula.value(quantities)
        return
    assert formula.value(quantities) == expected


@given(FORMULAS)
def test_what_is_written_reads_back(formula: Expression) -> None:
    assert read_expression(formula.as_text()).as_text() == formula.as_text()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("a−b×2", "a - b * 2"),
        ("(a - b) ÷ max(c, 1)", "(a - b) / max(c, 1)"),
        ("a - (b - c)", "a - (b - c)"),
        ("a - b - c", "a - b - c"),
        ("days( from_day , to_day )", "days(from_day, to_day)"),
        ("a*(b+0.5)/c", "a * (b + 0.5) / c"),
    ],
)
def test_formulas_are_read_as_people_type_them(typed: str, text: str) -> None:
    assert read_expression(typed).as_text() == text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a +",
        "(a",
        "a)",
        "a b",
        "sum(a, b)",
        "days(a)",
        "days(a + 1, b)",
        "min(a)",
        "a ** b",
        "a = b",
    ],
)
def test_what_is_no_formula_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="không đọc được"):
        read_expression(typed)


def test_a_spreadsheet_counts_the_same() -> None:
    cells = {"a": "C5", "b": "C6", "c": "C7"}
    written = {
        "(a - b) / max(c, 1)": "(C5-C6)/MAX(C7,1)",
        "a - (b - c)": "C5-(C6-C7)",
        "days(a, b) / 30": "(C6-C5)/30",
    }
    assert {text: read_expression(text).as_formula(cells) for text in written} == written


PETITIONS: list[dict[str, Any]] = [
    {"key": "all", "label": "Tổng số phản ánh", "unit": "phản ánh", "type": "whole"},
    {"key": "bad", "label": "Số không hài lòng", "unit": "không hài lòng", "type": "whole"},
    {"key": "late", "label": "Số quá hạn", "unit": "quá hạn", "type": "whole"},
]


def test_a_formula_in_percent_says_how_it_comes_about() -> None:
    part = {
        "part": "line",
        "of": {"formula": "(all - bad - late) / all", "percent": True},
        "through": [["0", "0"], ["90", "100%"]],
    }
    scale = scale_of(part, 6, *PETITIONS)
    outcome = scale.score({"all": 570, "bad": 100, "late": 14})
    assert outcome.points == Decimal("5.3333")
    assert outcome.why.vi == (
        "(570 phản ánh − 100 không hài lòng − 14 quá hạn) ÷ 570 phản ánh = 80% ÷ 90% × 6 điểm "
        "→ 5,3333 điểm"
    )
    # A formula may go below 0, its points may not.
    assert scale.score({"all": 5, "bad": 5, "late": 5}).points == 0


DAYS: list[dict[str, Any]] = [
    {"key": "due", "label": "Hạn", "type": "date"},
    {"key": "sent", "label": "Ngày gửi", "type": "date"},
]


def test_days_between_dates() -> None:
    part = {
        "part": "bands",
        "of": {"formula": "days(due, sent)"},
        "bands": [{"max": "0", "points": "2"}, {"max": "5", "points": "1"}],
    }
    scale = scale_of(part, 2, *DAYS)
    assert [field.type for field in scale.fields] == ["date", "date"]
    outcome = scale.score({"due": "28/02/2026", "sent": "3/3/2026"})
    assert outcome.points == 1
    assert outcome.entry == {"due": "2026-02-28", "sent": "2026-03-03"}
    assert outcome.why.vi == "số ngày từ 28/02/2026 đến 03/03/2026 = 3 → 1 điểm"
    assert scale.score(outcome.entry) == outcome
    assert scale.score({"due": datetime.date(2026, 3, 1), "sent": "2026-02-28"}).points == 2
    assert scale.fields[0].in_input("2026-02-28", "vi") == "28/02/2026"


@pytest.mark.parametrize("typed", ["31/02/2026", "2026", "3.5", "12/31/2026", 7, True, "hôm nay"])
def test_what_is_no_day_is_refused(typed: object) -> None:
    part = {
        "part": "bands",
        "of": {"formula": "days(due, sent)"},
        "bands": [{"max": "0", "points": "2"}],
    }
    [cause] = refusals(scale_of(part, 2, *DAYS), due=typed, sent="01/03/2026")
    assert cause.startswith("Hạn: ")
    assert cause.endswith("hãy viết ngày/tháng/năm, ví dụ 23/11/2026")


def test_a_measure_without_percent_is_said_by_its_figures() -> None:
    part = {
        "part": "line",
        "of": {"formula": "all - late"},
        "through": [["0", "0"], ["100", "100%"]],
    }
    scale = scale_of(part, 2, PETITIONS[0], PETITIONS[2])
    assert lines(scale) == ["Điểm = Tổng số phản ánh − Số quá hạn ÷ 100 × 2, tối đa 2 điểm"]
