"""A scale's picture shows the points that the scale itself gives: at each turn, beside it and between."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import translation

from criteria.scales import Scale, parse_scale
from criteria.scales.curves import Curve, curves_of
from criteria.workbench.picture import pictures_of
from tests.criteria.parts.made import ALL, DONE, scale_of
from tests.criteria.parts.test_cases import EXAMPLES, LATE, WRONG
from tests.criteria.test_change_scale import examples

RATIO = {"ratio": ["done", "all"]}
SCALES = [
    *(parse_scale(data, most) for data, most in examples()),
    scale_of(
        {"part": "line", "of": RATIO, "through": [["0", "0"], ["80", "6"]], "floor": "50"},
        6,
        DONE,
        ALL,
    ),
]
CURVED = [scale for scale in SCALES if len(scale.parts) == 1 and scale.parts[0].turns]


def points(scale: Scale, curve: Curve, value: Fraction) -> Decimal:
    """The scale's own points where the measure has that value."""
    whole = value.denominator
    entry: dict[str, Any] = {curve.measure.figures[0].key: value.numerator}
    if curve.measure.is_ratio:
        # A value in percent: so many of a hundred times its denominator.
        over, under = (figure.key for figure in curve.measure.figures)
        entry = {over: value.numerator, under: whole * 100}
    else:
        assert whole == 1
    return scale.score(entry).points


def drawn(curve: Curve, value: Fraction) -> Fraction:
    """What the picture shows at a value."""
    exact = dict(curve.turns).get(value)
    if exact is not None:
        return exact
    piece = next(one for one in curve.stretches if one.start <= value <= one.end)
    share = (value - piece.start) / (piece.end - piece.start)
    return piece.first + (piece.last - piece.first) * share


def test_there_are_steps_lines_and_slopes_to_look_at() -> None:
    assert {scale.parts[0].name for scale in CURVED} == {"bands", "line"}
    assert len(CURVED) > 4


@pytest.mark.parametrize("scale", CURVED)
def test_it_agrees_with_the_scale(scale: Scale) -> None:
    [curve] = curves_of(scale)
    step = Fraction(1, 4) if curve.measure.is_ratio else Fraction(1)
    count = min(int((curve.high - curve.low) / step), 4000)
    values = {curve.low + step * n for n in range(count)} | {x for x, _y in curve.turns}
    for value in values:
        if curve.measure.is_ratio or value.denominator == 1:
            shown = drawn(curve, value)
            assert abs(Fraction(points(scale, curve, value)) - shown) <= Fraction(1, 20_000), value


def test_an_option_s_own_rule_has_its_picture() -> None:
    part = {
        "part": "choice",
        "options": [
            {
                "label": "Có",
                "part": {"part": "bands", "of": RATIO, "bands": [{"min": "80", "points": "2"}]},
            },
            {"label": "Không", "points": "0"},
        ],
    }
    [picture] = pictures_of(scale_of(part, 2, DONE, ALL))
    assert picture.name.vi.startswith("“Có”: ")
    assert [(at.vi, points) for at, points in picture.turns] == [("80%", Decimal(2))]


@pytest.mark.parametrize("scale", CURVED)
def test_it_is_drawn_with_its_words(scale: Scale) -> None:
    [picture] = pictures_of(scale)
    svg = picture.drawing.svg
    assert f'aria-label="Điểm theo {picture.name.vi}: ' in svg
    inside = re.findall(r'(?:x|y|cx|cy|x1|y1|x2|y2)="(-?[0-9.]+)"', svg)
    assert all(0 <= Decimal(one) <= picture.drawing.width for one in inside)


def test_a_tried_entry_is_a_dot_on_it() -> None:
    scale = scale_of(
        {"part": "bands", "of": RATIO, "bands": [{"min": "80", "points": "2"}]}, 2, DONE, ALL
    )
    [bare], [tried] = (
        pictures_of(scale),
        pictures_of(scale, scale.quantities({"done": 9, "all": 10})),
    )
    assert "f-claim" not in bare.drawing.svg
    assert tried.drawing.svg.count("f-claim") == 1
    assert scale.quantities({"done": 9}) is None


def test_a_long_staircase_is_drawn_as_a_line() -> None:
    slope = {"side": "above", "gain": "0.001", "to": "2", "whole": True}
    part = {"part": "line", "of": {"figure": "done"}, "from": ["0", "0"], "step": "1", **slope}
    [curve] = curves_of(scale_of(part, 2, DONE))
    assert [x for x, _y in curve.turns] == [0, 2000]


CASES = [scale_of(part, most, *figures) for part, most, figures in EXAMPLES]
MANY = scale_of(
    {"part": "cases", "from": "10", "cases": [{"figure": "late", "points": "-0.3"}]}, 10, LATE
)


@pytest.mark.parametrize("scale", [*CASES, MANY])
def test_each_kind_of_case_has_its_steps_alone(scale: Scale) -> None:
    curves = curves_of(scale)
    keys = [figure.key for figure in scale.figures]
    assert [curve.measure.figures[0].key for curve in curves] == keys
    for curve in curves:
        [own] = curve.measure.figures
        for count in range(int(curve.high) + 1):
            entry = {key: count if key == own.key else 0 for key in keys}
            shown = drawn(curve, Fraction(count))
            assert Fraction(scale.score(entry).points) == shown, (own.key, count)
        assert bool(curve.note.vi) == (len(keys) > 1)


def test_steps_end_where_further_cases_change_nothing() -> None:
    wrong, late = curves_of(CASES[0])
    # 2 − 10 × 0,2 and 2 − 8 × 0,25 are 0.
    assert [x for x, _y in wrong.turns] == [*range(11)]
    assert [x for x, _y in late.turns] == [*range(9)]
    assert [y for _x, y in late.turns][:3] == [2, Fraction(7, 4), Fraction(3, 2)]
    # Between two counts the points do not move.
    assert all(one.first == one.last for one in late.stretches)


def test_many_cases_are_drawn_as_the_line_on_which_they_lie() -> None:
    [curve] = curves_of(MANY)
    # 33 × 0,3 = 9,9, and the 34th takes the last 0,1.
    assert [x for x, _y in curve.turns] == [0, 33, 34]
    assert [y for _x, y in curve.turns] == [10, Fraction(1, 10), 0]


def test_the_picture_of_cases_says_itself_in_both_languages() -> None:
    wrong, late = pictures_of(CASES[0], CASES[0].quantities({"wrong": 2, "late": 1}))
    assert wrong.name.vi == "Số văn bản sai (không có trường hợp nào khác)"
    assert wrong.name.en == "Số văn bản sai (no other case)"
    assert f'aria-label="Điểm theo {late.name.vi}: 0 việc quá hạn: 2 điểm; ' in late.drawing.svg
    assert (str(late.turns[1][0].vi), late.turns[1][1]) == ("1 việc quá hạn", Decimal("1.75"))
    assert late.drawing.svg.count("f-claim") == 1
    with translation.override("en"):
        assert "Points by " in pictures_of(CASES[0])[0].drawing.svg


def test_an_option_s_cases_have_their_picture() -> None:
    part = {
        "part": "choice",
        "options": [
            {"label": "Có", "part": EXAMPLES[0][0]},
            {"label": "Không", "points": "0"},
        ],
    }
    names = [picture.name.vi for picture in pictures_of(scale_of(part, 2, WRONG, LATE))]
    assert len(names) == 2
    assert all(name.startswith("“Có”: ") for name in names)
