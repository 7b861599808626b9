"""Rules as decisions print them: each is read where it has one meaning, computes, and is written back."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.common.text import Refused, Text
from criteria.scales import Scale, parse_scale, read_scale
from criteria.scales.notation import ScaleCells, read_cells, read_notation, write_cells
from tests.criteria.parts.test_bands import banded
from tests.criteria.parts.test_cases import counted
from tests.criteria.parts.test_line import lined, sloped


def ratio(percent: str) -> dict[str, Any]:
    return {"numerator": percent, "denominator": "100"}


UNITS = (
    "Từ 80 đơn vị trở xuống: 2 điểm; trên 80 đơn vị thì cứ thêm 05 đơn vị thêm 0,25 điểm, tối đa 5; "
    "phần tăng thêm tính theo tỷ lệ của mức chênh lệch (Điều 4 khoản 3), làm tròn 2 chữ số"
)
COMPUTED: list[tuple[str, str, list[tuple[dict[str, Any], str]]]] = [
    (
        "Đạt 100% = 2; Từ 80% đến dưới 100% = 1; Dưới 80% = 0",
        "2",
        [(ratio("100"), "2"), (ratio("99,99"), "1"), (ratio("80"), "1"), (ratio("79,99"), "0")],
    ),
    (
        "Từ 100% trở lên = 1; Từ 70% - dưới 100% = 0,5; dưới 70% = 0",
        "1",
        [(ratio("100"), "1"), (ratio("70"), "0.5"), (ratio("69"), "0")],
    ),
    (
        "trên 80% = 1; từ 50% đến 80% = 0,5; dưới 50% = 0",
        "1",
        [(ratio("80"), "0.5"), (ratio("80,01"), "1"), (ratio("49"), "0")],
    ),
    ("từ 95% trở lên: 2,5", "2.5", [(ratio("95"), "2.5"), (ratio("94"), "0")]),
    ("Tỷ lệ đạt từ 80% trở lên = 2", "2", [(ratio("80"), "2"), (ratio("79"), "0")]),
    (
        "từ 80% trở lên = 6; dưới 80%: tỷ lệ × tối đa ÷ 80%",
        "6",
        [(ratio("90"), "6"), (ratio("40"), "3"), (ratio("0"), "0")],
    ),
    (
        "Từ 80% trở lên được điểm tối đa; dưới 80% thì điểm = tỷ lệ × điểm tối đa ÷ 80%",
        "2",
        [(ratio("80"), "2"), (ratio("60"), "1.5")],
    ),
    (
        "từ 2.000.000 trở xuống = 10; trên 2.000.000 cứ thêm 60.000 = +0,5; tối đa 25",
        "25",
        [
            ({"count": "2000000"}, "10"),
            ({"count": "2060000"}, "10.5"),
            ({"count": "9000000"}, "25"),
        ],
    ),
    (
        "100% = 40; cứ giảm 1% trừ 2",
        "40",
        [(ratio("100"), "40"), (ratio("99,5"), "39"), (ratio("70"), "0")],
    ),
    (
        "100% = 40; cứ giảm đủ 1% trừ 2",
        "40",
        [(ratio("99,5"), "40"), (ratio("99"), "38")],
    ),
    (
        "trừ 0,2/văn bản sai; trừ 0,25/việc quá hạn; lập hồ sơ dưới 95% trừ 1; trừ không quá điểm tối đa",
        "3",
        [
            ({"so_van_ban_sai": "3", "so_viec_qua_han": "1", "lap_ho_so": "95"}, "2.15"),
            ({"so_van_ban_sai": "0", "so_viec_qua_han": "0", "lap_ho_so": "94"}, "2"),
            ({"so_van_ban_sai": "9", "so_viec_qua_han": "9", "lap_ho_so": "0"}, "0"),
        ],
    ),
    (
        "mỗi sáng kiến = 0,5; tối đa 2",
        "2",
        [({"so_sang_kien": "3"}, "1.5"), ({"so_sang_kien": "9"}, "2")],
    ),
    (
        "cấp bộ = 3/sáng kiến; cấp tỉnh = 2/sáng kiến",
        "10",
        [({"so_sang_kien_cap_bo": "1", "so_sang_kien_cap_tinh": "2"}, "7")],
    ),
    (
        "Không vi phạm = 2; mỗi vi phạm trừ 0,5",
        "2",
        [({"so_vi_pham": "0"}, "2"), ({"so_vi_pham": "3"}, "0.5"), ({"so_vi_pham": "9"}, "0")],
    ),
    ("0–5 điểm, do người có thẩm quyền quyết định", "5", [({"points": "4,5"}, "4.5")]),
    # Of the same kinds, from the sets that we have.
    ("Không vi phạm: 2; vi phạm: trừ hết điểm", "2", [({"option": 0}, "2"), ({"option": 1}, "0")]),
    ("Mỗi vi phạm trừ 0,5, không quá điểm chuẩn", "2", [({"so_vi_pham": "5"}, "0")]),
    ("Trừ 50% điểm chuẩn/lỗi", "2", [({"so_loi": "1"}, "1"), ({"so_loi": "3"}, "0")]),
    (
        "Chết người: 0; nhẹ trừ 4/vụ; nặng trừ 8/vụ; không quá điểm chuẩn",
        "8",
        [
            ({"so_truong_hop_chet_nguoi": "0", "so_vu_nhe": "1", "so_vu_nang": "0"}, "4"),
            ({"so_truong_hop_chet_nguoi": "1", "so_vu_nhe": "0", "so_vu_nang": "0"}, "0"),
        ],
    ),
    (
        "Trừ 0,5/trường hợp; không đạt 100% người thi thì trừ 2",
        "2",
        [
            ({"so_truong_hop": "1", **ratio("100")}, "1.5"),
            ({"so_truong_hop": "0", **ratio("99")}, "0"),
        ],
    ),
    (
        "≥99,99%: 5; ≥99,96% và <99,99%: trừ 50%; <99,96%: 0",
        "5",
        [(ratio("99,99"), "5"), (ratio("99,98"), "2.5"), (ratio("99,95"), "0")],
    ),
    ("≥99,98%: 2; ≥99,96%: 1; còn lại 0", "2", [(ratio("99,97"), "1"), (ratio("90"), "0")]),
    ("Dưới 90%: 0; 90–95%: 1; từ 95%: 2", "2", [(ratio("90"), "1"), (ratio("95"), "2")]),
    (
        "Từ 5 trở lên: 2; từ 3 đến 4: 1; dưới 3: 0",
        "2",
        [({"count": "4"}, "1"), ({"count": "5"}, "2")],
    ),
    (
        UNITS,
        "5",
        [({"so_don_vi": "83"}, "2.15"), ({"so_don_vi": "80"}, "2"), ({"so_don_vi": "999"}, "5")],
    ),
    (
        "Từ 20% đến 30%: 1; trên 30% cứ thêm 5% thêm 0,25, tối đa 2; dưới 20%: 0",
        "2",
        [(ratio("19"), "0"), (ratio("25"), "1"), (ratio("40"), "1.5"), (ratio("90"), "2")],
    ),
    (
        "từ 15 trở lên: không trừ; từ 10 đến dưới 15: trừ 1; dưới 10: trừ hết",
        "3",
        [({"count": "15"}, "3"), ({"count": "12"}, "2"), ({"count": "9"}, "0")],
    ),
]


@pytest.mark.parametrize(("cell", "most", "entries"), COMPUTED, ids=[row[0] for row in COMPUTED])
def test_a_printed_rule_computes_as_printed(
    cell: str, most: str, entries: list[tuple[dict[str, Any], str]]
) -> None:
    scale = parse_scale(read_notation(cell), Decimal(most))
    for entry, points in entries:
        assert scale.score(entry).points == Decimal(points), entry
    for language in ("vi", "en"):
        written = write_cells(scale.as_json(), language)
        assert not written.scale.startswith('{"')
        assert read_cells(written) == scale.as_json()


def causes(cell: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        read_notation(cell)
    assert all(cause.en and cause.en != cause.vi for cause in refused.value.causes)
    return [cause.vi for cause in refused.value.causes]


RULES = [
    "cứ 5 văn bản",
    "Mỗi văn bản",
    "trừ điểm nếu chậm",
    "cộng thêm",
    "tối đa một lần",
    "1 điểm/lần",
    "Hoàn thành 100% kế hoạch",
    "each text",
    "at most one",
]


@pytest.mark.parametrize("label", RULES)
def test_a_label_that_speaks_like_a_rule_is_no_option_unless_it_is_quoted(label: str) -> None:
    assert any(
        "đọc như một quy tắc" in cause or "không hiểu được" in cause or "không phải là mức" in cause
        for cause in causes(f"Đúng = 1; {label} = 0")
    )
    options = [{"label": "Đúng", "points": "1"}, {"label": label, "points": "0"}]
    stored = {"kind": "choice", "options": options}
    assert read_notation(f'Đúng = 1; "{label}" = 0') == stored
    assert write_cells(stored).scale == f'Đúng = 1; "{label}" = 0'


@pytest.mark.parametrize(
    ("cell", "readings"),
    [
        (
            "Từ 95% trở lên = 2; từ 90% đến 95% = 1; dưới 90% = 0",
            ("mức này hoặc mức trên nó", "“dưới 95%”", "“trên 95%”"),
        ),
        ("88–90%: 2; 90–95%: 3; từ 95%: 4; dưới 88%: 0", ("mức này hoặc mức trên nó",)),
        (
            "Không phát sinh = 6; trung bình: trừ 2",
            ("hai cách hiểu", "trừ một lần", "theo số trường hợp"),
        ),
        ("từ 80% trở lên = 6; dưới 80%: tỷ lệ × tối đa ÷ 90%", ("hai cách hiểu", "90%", "80%")),
        ("từ 20 trở xuống = 1; trên 30 cứ thêm 5 = +0,5; tối đa 2", ("hai cách hiểu", "20", "30")),
        ("Hoàn thành 100% kế hoạch = 1; Chưa = 0", ("nếu là phương án", "nếu là quy tắc")),
    ],
)
def test_a_cell_of_two_readings_is_refused_with_both(cell: str, readings: tuple[str, ...]) -> None:
    told = "; ".join(causes(cell))
    assert all(reading in told for reading in readings)


@pytest.mark.parametrize(
    "cell",
    [
        "không đạt 80% = 2",
        "từ 20 trở xuống = 1; cứ thêm 5 = +0,5; cứ thêm 2 = +1; tối đa 9",
        "cứ thêm 5 = +0,5; tối đa 2",
        "tỷ lệ × tối đa; Đạt = 1",
        "trừ 1/lỗi; Đúng hạn = 2",
        "chọn nhiều: Có kế hoạch; Đúng hạn = 1",
        "theo a +: ≥80% = 1",
        "Có = [từ 80% trở lên = 1] [x]; Không = 0",
    ],
)
def test_what_is_not_understood_is_never_passed_over(cell: str) -> None:
    try:
        data = read_notation(cell)
    except Refused:
        return
    # “Not reaching 80 percent = 2” is a band below it, and nothing else.
    assert data["parts"] == [
        {
            "part": "bands",
            "of": {"ratio": ["numerator", "denominator"]},
            "bands": [{"below": "80", "points": "2"}],
        }
    ]


FIGURES = "Số hồ sơ đúng hạn (hồ sơ đúng hạn), số nguyên; Số hồ sơ đã giải quyết (hồ sơ), số nguyên"


def test_columns_beside_a_cell_say_the_rest() -> None:
    cells = ScaleCells(
        "≥90% = 2; <90% = 0",
        figures=FIGURES,
        how="Tính tại thời điểm xem",
        zero="điểm tối đa",
        na="trừ khỏi điểm tối đa",
    )
    data = read_cells(cells)
    scale = parse_scale(data, Decimal(2))
    outcome = scale.score({"so_ho_so_dung_han": "812", "so_ho_so_da_giai_quyet": "900"})
    assert outcome.why.vi == "812 hồ sơ đúng hạn / 900 hồ sơ = 90,22% → 2 điểm"
    assert scale.allow_na
    assert scale.score({"so_ho_so_dung_han": "0", "so_ho_so_da_giai_quyet": "0"}).points == 2
    assert write_cells(data) == cells


def test_a_condition_belongs_to_its_option() -> None:
    cells = ScaleCells(
        "Đạt = 1; Không đạt = 0", when="Đạt: ban hành trước 31/01\nKhông đạt: sau đó"
    )
    data: Any = read_cells(cells)
    assert [one["when"] for one in data["parts"][0]["options"]] == [
        "ban hành trước 31/01",
        "sau đó",
    ]
    assert write_cells(data) == cells


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (ScaleCells("≥90% = 2", zero="có lẽ"), "“có lẽ” phải là một trong: không nhận, 0 điểm"),
        (ScaleCells("≥90% = 2", na="có lẽ"), "“có lẽ” phải là một trong: không cho phép"),
        (ScaleCells("Đạt = 2", when="Tốt: x"), "phải bắt đầu bằng nhãn"),
        (ScaleCells("≥90% = 2", figures="Số hồ sơ, chữ"), "không phải là loại số liệu"),
        (ScaleCells("b/a × điểm chuẩn"), "không có trong cột Số liệu"),
        (ScaleCells("≥3 = 2; <3 = 0", figures="Số a; Số b"), "không rõ các mức nói về số liệu nào"),
        (ScaleCells("≥3% = 2", figures="Số a; Số b; Số c"), "không rõ các mức nói về số liệu nào"),
        (
            ScaleCells("trừ 1/lỗi", figures="Số vi phạm (vi phạm)"),
            "“lỗi” không có trong cột Số liệu",
        ),
        (ScaleCells('{"kind": "points"}', zero="0 điểm"), "hãy để trống ô này"),
    ],
)
def test_faults_of_columns(cells: ScaleCells, fault: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cells(cells)
    assert any(fault in cause.vi for cause in refused.value.causes)
    assert all(cause.en for cause in refused.value.causes)


@pytest.mark.parametrize(
    ("figures", "stored"),
    [
        ("Số dân (người)", {"key": "so_dan", "label": "Số dân", "unit": "người"}),
        ("a: Số dân", {"key": "a", "label": "Số dân"}),
        ("Ngày gửi, ngày", {"key": "ngay_gui", "label": "Ngày gửi", "type": "date"}),
        (
            "Số dân | Population (người | people), số nguyên, tối đa 1000",
            {
                "key": "so_dan",
                "label": "Số dân",
                "label_en": "Population",
                "unit": "người",
                "unit_en": "people",
                "type": "whole",
                "most": "1000",
            },
        ),
        (
            "Mức bình quân, giá trị tham chiếu",
            {"key": "muc_binh_quan", "label": "Mức bình quân", "reference": True},
        ),
        ('"Số, loại A"', {"key": "so_loai_a", "label": "Số, loại A"}),
    ],
)
def test_figures_of_a_column(figures: str, stored: dict[str, Any]) -> None:
    data = read_cells(ScaleCells(f"theo {stored['key']}: ≥3 = 1; <3 = 0", figures=figures))
    assert data["figures"] == [stored]
    assert read_cells(write_cells(data)) == data
    assert read_cells(write_cells(data, "en")) == data


@given(banded() | lined() | sloped() | counted(), st.sampled_from(["vi", "en"]))
def test_any_part_is_written_back(made: tuple[Scale, Any, Any], language: str) -> None:
    data = made[0].as_json()
    written = write_cells(data, language)
    assert not written.scale.startswith('{"')
    assert read_cells(written) == data


WORDS = st.sampled_from(
    [
        *(
            "từ",
            "dưới",
            "trên",
            "đạt",
            "không",
            "còn lại",
            "80%",
            "90%",
            "3",
            "2.000",
            "0,5",
            "đến",
        ),
        *(
            "trở lên",
            "trở xuống",
            "=",
            ":",
            ";",
            "trừ",
            "mỗi",
            "cứ thêm",
            "cứ giảm",
            "tối đa",
            "được",
        ),
        *("tỷ lệ", "×", "÷", "lỗi", "/lỗi", "+", "-", "–", "[", "]", "chọn nhiều:", "theo a:", '"'),
        *(
            "điểm tối đa",
            "trừ hết",
            "làm tròn 2 chữ số",
            "mẫu số 0 thì được",
            "≥",
            "<",
            ",",
            "{",
            "}",
        ),
    ]
)
COLUMNS = st.sampled_from(["", "a: Số a (lỗi), số nguyên", "a: Số a; b: Số b", ",;(", "x (y"])


def attempt(cells: ScaleCells) -> tuple[dict[str, Any] | None, tuple[Text, ...]]:
    """The JSON that cells make, or the causes of their refusal."""
    try:
        return dict(read_cells(cells)), ()
    except Refused as refused:
        return None, refused.causes


@given(st.lists(WORDS, max_size=9).map(" ".join), COLUMNS)
def test_whatever_stands_in_a_cell_is_read_or_refused(cell: str, figures: str) -> None:
    data, causes_of_refusal = attempt(ScaleCells(cell, figures=figures))
    assert all(cause.vi and cause.en for cause in causes_of_refusal)
    assert (data is None) == bool(causes_of_refusal)
    scale, faults = read_scale(data, Decimal(2)) if data else (None, causes_of_refusal)
    assert scale is not None or faults
    if scale:
        assert scale.describe()
        assert read_cells(write_cells(scale.as_json())) == scale.as_json()
