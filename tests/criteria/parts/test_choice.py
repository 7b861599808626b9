"""``choice``: options with points, with a part of their own, with a range in which points are typed."""

from decimal import Decimal
from typing import Any

import pytest

from tests.criteria.parts.made import faults_of, lines, refusals, scale_of

SHARE = {"key": "share", "label": "Tỷ lệ điều tiết", "type": "percent"}
INCOME = {"key": "income", "label": "Thu trên chi", "type": "percent"}
HELD: dict[str, Any] = {
    "part": "choice",
    "options": [
        {
            "label": "Có tỷ lệ điều tiết",
            "part": {
                "part": "line",
                "of": {"figure": "share"},
                "from": ["10", "8"],
                "side": "above",
                "step": "1",
                "gain": "0.25",
                "to": "10",
            },
        },
        {
            "label": "Không có tỷ lệ điều tiết",
            "part": {
                "part": "line",
                "of": {"figure": "income"},
                "from": ["50", "3"],
                "side": "above",
                "step": "5",
                "gain": "0.5",
                "to": "8",
            },
        },
        {"label": "Chấm theo khoảng", "part": {"part": "points", "min": "1", "max": "2"}},
        {"label": "Không có số liệu", "points": "0", "when": "chưa có báo cáo"},
    ],
}
PLAIN = {
    "part": "choice",
    "key": "level",
    "label": "Mức",
    "label_en": "Level",
    "options": [{"label": "Tốt", "points": "100%"}, {"label": "Khá", "points": "50%"}],
}
EXAMPLES: list[tuple[dict[str, Any], str, list[dict[str, Any]]]] = [
    (HELD, "10", [SHARE, INCOME]),
    (PLAIN, "3", []),
]


def test_each_option_gives_by_its_own_rule() -> None:
    scale = scale_of(HELD, 10, SHARE, INCOME)
    assert scale.score({"option": 0, "share": "14"}).points == 9
    assert scale.score({"option": 1, "income": "75"}).points == Decimal("5.5")
    assert scale.score({"option": 2, "points": "1,5"}).points == Decimal("1.5")
    assert scale.score({"option": 3}).points == 0
    assert scale.score({"option": 0, "share": "14"}).why.vi == (
        "“Có tỷ lệ điều tiết”: 14%: 8 + 4 ÷ 1 × 0,25 → 9 điểm"
    )


def test_only_the_chosen_rule_asks_for_its_figures() -> None:
    scale = scale_of(HELD, 10, SHARE, INCOME)
    assert [field.name for field in scale.fields] == ["option", "points", "share", "income"]
    hints = [field.hint.vi if field.hint else "" for field in scale.fields]
    assert hints[1:] == [
        "khi chọn “Chấm theo khoảng”",
        "khi chọn “Có tỷ lệ điều tiết”",
        "khi chọn “Không có tỷ lệ điều tiết”",
    ]
    assert refusals(scale, option=0) == ["Chưa nhập tỷ lệ điều tiết"]
    assert refusals(scale, option=2, points="3") == ["Điểm 3 vượt điểm tối đa 2"]
    assert refusals(scale, option=2, points="0,5") == ["Điểm 0,5 phải từ 1 đến 2"]
    # What belongs to another option is not kept.
    assert scale.score({"option": 3, "share": "14"}).entry == {"option": 3}
    assert refusals(scale) == ["Chưa chọn phương án"]


def test_describes_what_options_hold() -> None:
    first = "Từ 10% trở xuống: 8 điểm; Trên 10%: cứ thêm 1% thêm 0,25 điểm; Tối đa 10 điểm"
    second = "Từ 50% trở xuống: 3 điểm; Trên 50%: cứ thêm 5% thêm 0,5 điểm; Tối đa 8 điểm"
    assert lines(scale_of(HELD, 10, SHARE, INCOME)) == [
        f"Có tỷ lệ điều tiết: {first}",
        f"Không có tỷ lệ điều tiết: {second}",
        "Chấm theo khoảng: Nhập điểm từ 1 đến 2",
        "Không có số liệu: 0 điểm (đạt khi: chưa có báo cáo)",
    ]


def test_percent_of_the_maximum() -> None:
    scale = scale_of(PLAIN, 3)
    assert [scale.score({"level": n}).points for n in (0, 1)] == [3, Decimal("1.5")]
    assert refusals(scale, level=5) == ["Mức không có trong thang điểm"]
    assert scale.fields[0].label.en == "Level"


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ([{"label": "Đạt"}], "cần “points” hoặc “part”"),
        ([{"label": "Đạt", "points": "3", "part": {"part": "points"}}], "chỉ một trong hai"),
        ([{"label": "Đạt", "part": {"part": "none"}}], "“part” phải là một trong"),
        ([{"label": "Đạt", "points": "3"}, {"label": "Đạt", "points": "0"}], "bị trùng"),
        ([{"label": "Đạt", "points": "1"}], "cao nhất chỉ được 1 điểm"),
        ([{"label": f"Mức {n}", "points": "3"} for n in range(201)], "quá 200 phương án"),
    ],
)
def test_faults(options: list[dict[str, Any]], fault: str) -> None:
    assert any(fault in cause for cause in faults_of({"part": "choice", "options": options}, 3))
