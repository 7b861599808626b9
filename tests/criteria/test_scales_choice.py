"""``choice``, ``checklist`` and ``points``: what is picked or typed by hand."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.text import Refused
from criteria.scales import Outcome, Scale, parse_scale

CHOICE: dict[str, object] = {
    "kind": "choice",
    "options": [
        {"label": "Đạt", "points": "1"},
        {"label": "Đạt một phần", "points": "0.5"},
        {"label": "Không đạt", "points": "0"},
    ],
}
CHECKLIST: dict[str, object] = {
    "kind": "checklist",
    "lines": [
        {"label": "Ban hành kế hoạch", "points": "0.5"},
        {"label": "Có phân công", "points": "0.25"},
        {"label": "Đúng hạn", "points": "0.5"},
    ],
}
POINTS: dict[str, object] = {"kind": "points"}
STEPS = st.integers(0, 50000)


def score(data: dict[str, object], **entry: object) -> Outcome:
    return parse_scale(data, Decimal(1)).score(entry)


def causes(data: dict[str, object], **entry: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        score(data, **entry)
    assert all(cause.en and cause.en != cause.vi for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


def labelled(kind: str, key: str, steps: list[int], most: int) -> Scale:
    rows = [
        {"label": f"Dòng {number}", "points": f"{Decimal(step) / 10000:f}"}
        for number, step in enumerate(steps)
    ]
    return parse_scale({"kind": kind, key: rows}, Decimal(most) / 10000)


@st.composite
def checklists(draw: st.DrawFn) -> tuple[Scale, list[int]]:
    steps = draw(st.lists(STEPS, min_size=1, max_size=6).filter(any))
    # From the dearest line to the sum: beyond that the scale cannot reach its maximum.
    return labelled("checklist", "lines", steps, draw(st.integers(max(steps), sum(steps)))), steps


@pytest.mark.parametrize(("option", "points"), [(0, "1"), ("1", "0.5"), (2, "0")])
def test_the_option_gives_its_points(option: object, points: str) -> None:
    outcome = score(CHOICE, option=option)
    assert outcome.points == Decimal(points)
    assert outcome.points.as_tuple().exponent == -4
    assert outcome.entry == {"option": int(str(option))}


def test_a_choice_says_why() -> None:
    assert score(CHOICE, option=1).why.vi == "“Đạt một phần” → 0,5 điểm"
    assert score(CHOICE, option=0).why.en == "“Đạt” → 1 point"


def test_describes_options_in_their_order() -> None:
    lines = parse_scale(CHOICE, Decimal(1)).describe()
    assert [line.vi for line in lines] == [
        "Đạt: 1 điểm",
        "Đạt một phần: 0,5 điểm",
        "Không đạt: 0 điểm",
    ]


@pytest.mark.parametrize(
    "option",
    [3, -1, "3", "-1", "x", "٠", True, 0.0, [0], pytest.param("9" * 5000, id="5000 digits")],
)
def test_refuses_an_option_that_is_not_there(option: object) -> None:
    assert causes(CHOICE, option=option) == ["Phương án không có trong thang điểm"]


@pytest.mark.parametrize("entry", [{}, {"option": None}, {"option": ""}])
def test_refuses_no_option(entry: dict[str, object]) -> None:
    assert causes(CHOICE, **entry) == ["Chưa chọn phương án"]


def test_refuses_unknown_keys_beside_a_missing_option() -> None:
    assert causes(CHOICE, points="1") == ["Không có mục “points” để nhập", "Chưa chọn phương án"]


@given(st.lists(STEPS, min_size=1, max_size=6).filter(any), st.data())
def test_a_choice_stays_within_and_reaches_its_maximum(
    steps: list[int], data: st.DataObject
) -> None:
    scale = labelled("choice", "options", steps, max(steps))
    index = data.draw(st.integers(0, len(steps) - 1))
    outcome = scale.score({"option": index})
    assert Fraction(outcome.points) == Fraction(steps[index], 10000)
    assert 0 <= outcome.points <= scale.max_points
    assert scale.score({"option": steps.index(max(steps))}).points == scale.max_points
    assert scale.score(outcome.entry) == outcome


def test_ticked_lines_add_up() -> None:
    outcome = score(CHECKLIST, lines=["1", 0])
    assert outcome.points == Decimal("0.75")
    assert outcome.entry == {"lines": [0, 1]}
    assert outcome.why.vi == "Đạt 2/3 dòng: 0,5 + 0,25 = 0,75 → 0,75 điểm"
    assert outcome.why.en == "2/3 lines met: 0.5 + 0.25 = 0.75 → 0.75 points"


def test_the_sum_is_capped_and_says_so() -> None:
    outcome = score(CHECKLIST, lines=[0, 1, 2])
    assert outcome.points == 1
    assert outcome.why.vi == "Đạt 3/3 dòng: 0,5 + 0,25 + 0,5 = 1,25, tính tối đa 1 → 1 điểm"
    assert outcome.why.en == "3/3 lines met: 0.5 + 0.25 + 0.5 = 1.25, capped at 1 → 1 point"


def test_one_line_and_none() -> None:
    assert score(CHECKLIST, lines=[2]).why.vi == "Đạt 1/3 dòng: 0,5 → 0,5 điểm"
    outcome = score(CHECKLIST, lines=[])
    assert outcome.points == 0
    assert outcome.entry == {"lines": []}
    assert outcome.why.vi == "Không đạt dòng nào → 0 điểm"


def test_describes_the_lines_and_the_cap() -> None:
    assert [line.vi for line in parse_scale(CHECKLIST, Decimal(1)).describe()] == [
        "Ban hành kế hoạch: 0,5 điểm",
        "Có phân công: 0,25 điểm",
        "Đúng hạn: 0,5 điểm",
        "Tổng cộng tối đa 1 điểm",
    ]
    assert len(parse_scale(CHECKLIST, Decimal("1.25")).describe()) == 3


def test_refuses_a_checklist_that_was_not_entered() -> None:
    [cause] = causes(CHECKLIST)
    assert cause.startswith("Chưa nhập các dòng đạt được")


@pytest.mark.parametrize("lines", ["0", 0, {"0": True}])
def test_refuses_lines_that_are_no_list(lines: object) -> None:
    assert causes(CHECKLIST, lines=lines) == ["Các dòng đạt được phải là một danh sách số thứ tự"]


@pytest.mark.parametrize("line", [3, -1, True, "x", 0.0, None])
def test_refuses_a_line_that_is_not_there(line: object) -> None:
    assert causes(CHECKLIST, lines=[0, line]) == [
        "Các dòng đạt được có dòng không có trong thang điểm"
    ]


def test_refuses_a_line_ticked_twice_beside_other_faults() -> None:
    assert causes(CHECKLIST, lines=[0, "0", 9], option=1) == [
        "Không có mục “option” để nhập",
        "Các dòng đạt được có dòng không có trong thang điểm",
        "Dòng “Ban hành kế hoạch” được chọn hơn một lần",
    ]


@given(checklists(), st.data())
def test_a_checklist_stays_within_its_maximum_and_a_tick_never_costs(
    made: tuple[Scale, list[int]], data: st.DataObject
) -> None:
    scale, steps = made
    ticked = data.draw(st.sets(st.integers(0, len(steps) - 1)))
    more = ticked | data.draw(st.sets(st.integers(0, len(steps) - 1)))
    outcome = scale.score({"lines": list(ticked)})
    exact = Fraction(sum(steps[index] for index in ticked), 10000)
    assert Fraction(outcome.points) == min(exact, Fraction(scale.max_points))
    assert 0 <= outcome.points <= scale.score({"lines": list(more)}).points <= scale.max_points
    assert scale.score({"lines": list(range(len(steps)))}).points == scale.max_points
    assert scale.score(outcome.entry) == outcome


@pytest.mark.parametrize(
    ("typed", "points"),
    [("0,5", "0.5"), ("0.5", "0.5"), (1, "1"), (Decimal("0.3"), "0.3"), ("0", "0")],
)
def test_points_as_typed(typed: object, points: str) -> None:
    assert score(POINTS, points=typed).points == Decimal(points)


def test_points_beyond_four_decimals_are_rounded_and_say_so() -> None:
    outcome = score(POINTS, points="0,33335")
    assert str(outcome.points) == "0.3334"
    assert outcome.entry == {"points": "0.33335"}
    assert outcome.why.vi == "Nhập 0,33335 → 0,3334 điểm"
    assert outcome.why.en == "Entered 0.33335 → 0.3334 points"


def test_describes_points() -> None:
    [line] = parse_scale(POINTS, Decimal("1.5")).describe()
    assert (line.vi, line.en) == ("Nhập điểm từ 0 đến 1,5", "Enter points from 0 to 1.5")


@pytest.mark.parametrize("typed", ["1,5", "1.000001", Decimal("1.5"), 2, "1.234"])
def test_refuses_points_above_the_maximum(typed: object) -> None:
    [cause] = causes(POINTS, points=typed)
    assert cause.startswith("Điểm ")
    assert cause.endswith(" vượt điểm tối đa 1")


def test_names_the_points_and_the_maximum() -> None:
    assert causes(POINTS, points="1.5") == ["Điểm 1,5 vượt điểm tối đa 1"]


def test_refuses_negative_points() -> None:
    assert causes(POINTS, points="-0,5") == ["Điểm -0,5 không được là số âm"]


def test_refuses_missing_points() -> None:
    assert causes(POINTS, points="") == ["Chưa nhập điểm"]


@pytest.mark.parametrize("typed", ["NaN", "1e999", "١٢", "--1", True, 0.5, str(10**40)])
def test_refuses_what_are_no_points(typed: object) -> None:
    [cause] = causes(POINTS, points=typed)
    assert cause.startswith("Điểm: ")


@given(STEPS.filter(bool), st.integers(0, 10**6), st.integers(0, 10**6))
def test_points_stay_within_their_maximum_and_more_never_gives_less(
    most: int, one: int, other: int
) -> None:
    scale = parse_scale(POINTS, Decimal(most) / 10000)
    # Parts of the maximum in millionths of a point, cut off: 6 decimals is what may be typed.
    low, high = (
        scale.score({"points": Decimal(most * part // 10**4) / 10**6})
        for part in sorted([one, other])
    )
    assert 0 <= low.points <= high.points <= scale.max_points
    assert scale.score({"points": scale.max_points}).points == scale.max_points
    assert scale.score(low.entry) == low
