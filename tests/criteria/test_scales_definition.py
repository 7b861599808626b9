"""Reading the JSON of a scale: every fault at once, whatever the kind."""

import unicodedata
from decimal import Decimal

import pytest

from criteria.common.text import Refused, Text
from criteria.scales import KINDS, Scale, max_points_faults, parse_scale
from criteria.scales.parts.choice import Choice

CHOICE = {
    "kind": "choice",
    "options": [{"label": "Đạt", "points": "1"}, {"label": "Không đạt", "points": "0"}],
}
CHECKLIST = {
    "kind": "checklist",
    "lines": [{"label": "Ban hành", "points": "0.75"}, {"label": "Đúng hạn", "points": "0.5"}],
}
BANDS = {
    "kind": "bands",
    "of": "ratio",
    "bands": [{"min": "100", "points": "1"}, {"min": "80", "points": "0.5"}],
}
COUNTS = {
    "kind": "bands",
    "of": "count",
    "bands": [{"min": "3", "points": 1}, {"min": 1, "points": "0.5"}],
}
EVERY_KIND = [
    CHOICE,
    CHECKLIST,
    BANDS,
    COUNTS,
    {"kind": "linear"},
    {"kind": "linear", "floor": "50"},
    {"kind": "linear", "of": "percent", "floor": 0},
    {"kind": "percent"},
    {"kind": "points"},
]


def scale_of(data: object, most: str = "1") -> Scale:
    return parse_scale(data, Decimal(most))


def causes(data: object, most: str = "1") -> list[str]:
    with pytest.raises(Refused) as refused:
        scale_of(data, most)
    assert all(cause.vi and cause.en and cause.vi != cause.en for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


def with_band(least: object, points: object) -> dict[str, object]:
    bands = [{"min": "100", "points": "1"}, {"min": least, "points": points}]
    return {"kind": "bands", "of": "ratio", "bands": bands}


def test_there_is_a_scale_of_every_kind() -> None:
    assert {scale_of(data).kind for data in EVERY_KIND} == set(KINDS)


@pytest.mark.parametrize("data", EVERY_KIND)
@pytest.mark.parametrize("allow_na", [True, False])
def test_reads_every_kind_and_stores_it_so_that_it_reads_back(
    data: dict[str, object], allow_na: bool
) -> None:
    scale = scale_of({**data, "allow_na": allow_na})
    assert scale.kind == data["kind"]
    assert scale.allow_na is allow_na
    assert scale.max_points == 1
    assert scale_of(scale.as_json()) == scale
    assert scale.as_json().get("allow_na", False) is allow_na


def test_each_kind_tells_its_fields() -> None:
    fields = [[(f.name, f.type) for f in scale_of(data).fields] for data in EVERY_KIND]
    ratio = [("numerator", "number"), ("denominator", "number")]
    assert fields == [
        [("option", "option")],
        [("lines", "lines")],
        ratio,
        [("count", "whole")],
        ratio,
        ratio,
        [("percent", "number")],
        [("percent", "number")],
        [("points", "number")],
    ]


def test_a_scale_may_be_stored_with_defaults_left_out() -> None:
    assert scale_of({"kind": "linear"}) == scale_of({"kind": "linear", "of": "ratio"})
    assert scale_of({"kind": "percent"}) == scale_of({"kind": "percent", "allow_na": False})
    assert scale_of({"kind": "points", "allow_na": True}).as_json() == {
        "kind": "points",
        "allow_na": True,
    }


def test_labels_become_nfc_on_one_line() -> None:
    label = unicodedata.normalize("NFD", "  Đạt\n yêu cầu ")
    scale = scale_of({"kind": "choice", "options": [{"label": label, "points": "1"}]})
    [part] = scale.parts
    assert isinstance(part, Choice)
    assert part.options[0].label == Text("Đạt yêu cầu", "Đạt yêu cầu")
    assert scale.as_json()["options"] == [{"label": "Đạt yêu cầu", "points": "1"}]


@pytest.mark.parametrize("data", [None, "percent", ["percent"], 7])
def test_refuses_what_is_no_object(data: object) -> None:
    assert causes(data) == ["Thang điểm: phải là một đối tượng JSON"]


@pytest.mark.parametrize("kind", ["ladder", "", None, 7, ["choice"]])
def test_refuses_an_unknown_kind(kind: object) -> None:
    [cause] = causes({"kind": kind})
    assert "không có loại" in cause
    assert "choice, checklist, bands, linear, percent, points" in cause


def test_refuses_a_missing_kind() -> None:
    assert causes({}) == ["Thang điểm: thiếu “kind”"]


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("choice", ["options"]), ("checklist", ["lines"]), ("bands", ["of", "bands"])],
)
def test_refuses_missing_keys(kind: str, missing: list[str]) -> None:
    assert causes({"kind": kind}) == [f"Thang điểm: thiếu “{key}”" for key in missing]


@pytest.mark.parametrize("data", EVERY_KIND)
def test_refuses_extra_keys(data: dict[str, object]) -> None:
    assert causes({**data, "colour": "red"}) == ["Thang điểm: không có mục “colour”"]


def test_refuses_missing_and_extra_keys_inside() -> None:
    assert causes({"kind": "choice", "options": [{"points": "1", "label_en": "Met"}]}) == [
        "Thang điểm, phương án 1: thiếu “label”",
        "Thang điểm, phương án 1: không có mục “label_en”",
    ]


@pytest.mark.parametrize("value", [1, "true", None])
def test_refuses_allow_na_that_is_no_boolean(value: object) -> None:
    assert causes({"kind": "percent", "allow_na": value}) == [
        "Thang điểm: “allow_na” phải là true hoặc false"
    ]


@pytest.mark.parametrize("value", ["abc", "", "80%", "1e2", "NaN", "٨٠", "0,5", 0.5, True, None])
def test_refuses_a_minimum_that_is_no_decimal_string(value: object) -> None:
    [cause] = causes(with_band(value, "0.5"))
    assert cause.startswith("Thang điểm, mức 2: “min” phải là chuỗi số thập phân")


@pytest.mark.parametrize(
    "value", [10**15, pytest.param(10**5000, id="10^5000"), "1" * 41, "0.1234567"]
)
def test_refuses_a_minimum_with_too_many_digits(value: object) -> None:
    [cause] = causes(with_band(value, "0.5"))
    assert "“min” phải là chuỗi số thập phân" in cause
    assert len(cause) < 140


def test_refuses_a_float_for_points() -> None:
    [cause] = causes(with_band("80", 0.5))
    assert cause.startswith("Thang điểm, mức 2: “points” phải là chuỗi số thập phân")


@pytest.mark.parametrize("least", ["120", "100"])
def test_refuses_bands_out_of_order(least: str) -> None:
    [cause] = causes(with_band(least, "0.5"))
    assert (
        cause
        == {
            "120": "Thang điểm: các mức phải xếp theo ngưỡng giảm dần",
            "100": "Thang điểm: ngưỡng 100 bị trùng",
        }[least]
    )


def test_refuses_bands_that_give_as_much_for_less() -> None:
    assert causes(with_band("80", "1")) == ["Thang điểm: điểm của mức sau phải thấp hơn mức trước"]


def test_refuses_a_negative_minimum() -> None:
    assert causes(with_band("-1", "0.5")) == ["Thang điểm, mức 2: ngưỡng -1 là số âm"]


def test_refuses_a_count_that_is_not_whole() -> None:
    data = {"kind": "bands", "of": "count", "bands": [{"min": "2.5", "points": "1"}]}
    assert causes(data) == ["Thang điểm, mức 1: ngưỡng 2,5 phải là số nguyên"]


@pytest.mark.parametrize("kind", ["bands", "linear"])
def test_refuses_an_unknown_of(kind: str) -> None:
    [cause] = causes({**(BANDS if kind == "bands" else {"kind": "linear"}), "of": "sum"})
    assert cause.startswith("Thang điểm: “of” phải là ratio hoặc")


def test_refuses_negative_points() -> None:
    assert causes(with_band("80", "-0.5")) == ["Thang điểm, mức 2: điểm -0,5 là số âm"]


def test_refuses_points_above_the_maximum() -> None:
    assert causes(CHOICE, "0.5") == ["Thang điểm, phương án 1: điểm 1 vượt điểm tối đa 0,5"]


def test_refuses_points_with_more_than_four_decimals() -> None:
    assert causes(with_band("80", "0.12345")) == [
        "Thang điểm, mức 2: điểm 0,12345 có quá 4 chữ số thập phân"
    ]


@pytest.mark.parametrize(("data", "best"), [(CHOICE, "1"), (CHECKLIST, "1,25"), (BANDS, "1")])
def test_refuses_a_scale_that_cannot_reach_its_maximum(data: object, best: str) -> None:
    assert causes(data, "1.5") == [
        f"Thang điểm: cao nhất chỉ được {best} điểm, không đạt điểm tối đa 1,5"
    ]


def test_a_checklist_may_exceed_its_maximum_because_it_is_capped() -> None:
    assert scale_of(CHECKLIST, "1").max_points == 1


@pytest.mark.parametrize("label", ["", "  ", "\u00a0"])
def test_refuses_an_empty_label(label: str) -> None:
    data = {"kind": "choice", "options": [{"label": label, "points": "1"}]}
    assert causes(data) == ["Thang điểm, phương án 1: nhãn để trống"]


def test_refuses_a_label_that_is_no_text() -> None:
    data = {"kind": "checklist", "lines": [{"label": 5, "points": "1"}]}
    assert causes(data) == ["Thang điểm, dòng 1: “label” phải là chuỗi ký tự"]


def test_refuses_a_label_with_nul() -> None:
    data = {"kind": "choice", "options": [{"label": "Đạt\x00", "points": "1"}]}
    assert causes(data) == ["Thang điểm, phương án 1: nhãn có ký tự điều khiển"]


def test_refuses_one_label_spelt_in_nfc_and_nfd() -> None:
    options = [
        {"label": unicodedata.normalize(form, "Đạt yêu cầu"), "points": "1"}
        for form in ("NFC", "NFD")
    ]
    assert causes({"kind": "choice", "options": options}) == [
        "Thang điểm, phương án 2: nhãn “Đạt yêu cầu” bị trùng"
    ]


@pytest.mark.parametrize("value", [[], {}, "Đạt", None])
def test_refuses_no_options(value: object) -> None:
    assert causes({"kind": "choice", "options": value}) == [
        "Thang điểm: “options” phải là danh sách có ít nhất một phương án"
    ]


def test_refuses_an_option_that_is_no_object() -> None:
    assert causes({"kind": "choice", "options": ["Đạt"]}) == [
        "Thang điểm, phương án 1: phải là một đối tượng JSON"
    ]


@pytest.mark.parametrize("floor", ["-1", "100.01", 101])
def test_refuses_a_floor_outside_0_to_100(floor: object) -> None:
    [cause] = causes({"kind": "linear", "floor": floor})
    assert cause.endswith("phải từ 0% đến 100%")


@pytest.mark.parametrize(
    ("most", "cause"),
    [
        ("-1", "Điểm tối đa -1 phải lớn hơn 0"),
        ("0.33335", "Điểm tối đa 0,33335 có quá 4 chữ số thập phân"),
        ("NaN", "Điểm tối đa không phải là số"),
    ],
)
def test_refuses_an_impossible_maximum(most: str, cause: str) -> None:
    assert causes({"kind": "percent"}, most) == [cause]


def test_a_maximum_of_0_is_for_lines_that_only_inform() -> None:
    assert scale_of({"kind": "percent"}, "0").max_points == 0
    [fault] = max_points_faults(Decimal(0))
    assert fault.vi == "Điểm tối đa 0 phải lớn hơn 0"


def test_lists_all_faults_at_once() -> None:
    bands: list[object] = [{"min": "80", "points": "3"}, {"min": "x"}, 7, {"min": 90, "points": 0}]
    assert causes({"kind": "bands", "of": "ratio", "bands": bands, "top": 1, "allow_na": 0}) == [
        "Thang điểm: “allow_na” phải là true hoặc false",
        "Thang điểm: không có mục “top”",
        "Thang điểm, mức 3: phải là một đối tượng JSON",
        "Thang điểm, mức 1: điểm 3 vượt điểm tối đa 1",
        "Thang điểm, mức 2: thiếu “points”",
        'Thang điểm, mức 2: “min” phải là chuỗi số thập phân như "0.5", không phải “x”',
        "Thang điểm: các mức phải xếp theo ngưỡng giảm dần",
    ]


def test_scales_are_values() -> None:
    assert scale_of(BANDS) == scale_of(dict(BANDS))
    assert hash(scale_of(BANDS)) == hash(scale_of(BANDS))
    assert scale_of(BANDS).parts[0].name == "bands"
    with pytest.raises(AttributeError):
        scale_of(BANDS).max_points = Decimal(2)  # type: ignore[misc]
