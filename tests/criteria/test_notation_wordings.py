"""Wordings of printed decisions: each is read without being rewritten, and gives the points that it says."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from criteria.common.text import Refused
from criteria.scales import parse_scale
from criteria.scales.notation import ScaleCells, read_cells, read_notation, write_cells

Entry = dict[str, Any]


def ratio(percent: str) -> Entry:
    return {"numerator": percent, "denominator": "100"}


WORDINGS: list[tuple[str, str, list[tuple[Entry, str]]]] = [
    (
        "Hoàn thành 100% kế hoạch: 1; Hoàn thành từ 80% đến dưới 100% kế hoạch: 0,5; Hoàn thành dưới 80% kế hoạch: 0",
        "1",
        [
            ({"hoan_thanh_ke_hoach": value}, points)
            for value, points in (("100", "1"), ("80", "0.5"), ("79,9", "0"))
        ],
    ),
    (
        "100% số cơ quan thực hiện: 1; Từ 70% - dưới 100% số cơ quan thực hiện: 0,5; Dưới 70% số cơ quan thực hiện: 0",
        "1",
        [
            ({"ty_le_so_co_quan_thuc_hien": "99"}, "0.5"),
            ({"ty_le_so_co_quan_thuc_hien": "69"}, "0"),
        ],
    ),
    (
        "Thực hiện từ 30% số cơ quan, đơn vị trở lên: 1; Từ 20% - dưới 30% số cơ quan, đơn vị: 0,5; Dưới 20% số cơ quan, đơn vị: 0",
        "1",
        [
            ({"thuc_hien_so_co_quan_don_vi": "30"}, "1"),
            ({"thuc_hien_so_co_quan_don_vi": "20"}, "0.5"),
        ],
    ),
    (
        "Từ 95% - 100% số hồ sơ được giải quyết đúng hạn: 1; Dưới 95% số hồ sơ giải quyết đúng hạn: 0",
        "1",
        [({"ty_le_so_ho_so_duoc_giai_quyet_dung": "95"}, "1")],
    ),
    (
        "- Đạt 100%: 1 điểm\n- Đạt từ 80% đến dưới 100%: 0,5 điểm\n- Đạt dưới 80%: 0 điểm",
        "1",
        [(ratio("100"), "1"), (ratio("80"), "0.5"), (ratio("79"), "0")],
    ),
    (
        "Đạt 100%: 1,5 điểm. Đạt từ 80% đến dưới 100%: 1 điểm. Dưới 80%: 0 điểm",
        "1.5",
        [(ratio("100"), "1.5"), (ratio("99"), "1"), (ratio("1"), "0")],
    ),
    (
        "Nếu tỷ lệ từ 70% trở lên thì được 1 điểm, từ 50% đến dưới 70% được 0,5 điểm, dưới 50% được 0 điểm",
        "1",
        [(ratio("70"), "1"), (ratio("50"), "0.5"), (ratio("49"), "0")],
    ),
    (
        "50% ≤ tỷ lệ < 80% = 0,5; tỷ lệ >= 80% = 1; tỷ lệ < 50% = 0",
        "1",
        [(ratio("80"), "1"), (ratio("50"), "0.5"), (ratio("49"), "0")],
    ),
    (
        "Trên 80 %: 1đ; Từ 50 % đến 80 %: 0,5đ; Dưới 50 %: 0đ",
        "1",
        [(ratio("80"), "0.5"), (ratio("81"), "1")],
    ),
    (
        "Giảm 10% trở lên so với năm trước: 1; Giảm dưới 10%: 0,5; Không giảm: 0",
        "1",
        [
            ({"giam_so_voi_nam_truoc": value}, points)
            for value, points in (("10", "1"), ("0,1", "0.5"), ("0", "0"))
        ],
    ),
    (
        "Từ 02 sáng kiến trở lên: 2; 01 sáng kiến: 1; Không có sáng kiến: 0",
        "2",
        [
            ({"so_sang_kien": value}, points)
            for value, points in (("3", "2"), ("2", "2"), ("1", "1"), ("0", "0"))
        ],
    ),
    (
        "Không có đơn vị vi phạm: 1; Có từ 1 đến 2 đơn vị vi phạm: 0,5; Có từ 3 đơn vị vi phạm trở lên: 0",
        "1",
        [
            ({"so_don_vi_vi_pham": value}, points)
            for value, points in (("0", "1"), ("2", "0.5"), ("3", "0"))
        ],
    ),
    (
        "Đúng hạn: 1; Trễ hạn từ 1 đến 5 ngày: 0,5; Trễ hạn trên 5 ngày: 0",
        "1",
        [
            ({"so_ngay_tre_han": value}, points)
            for value, points in (("0", "1"), ("5", "0.5"), ("6", "0"))
        ],
    ),
    (
        "Đủ 4 báo cáo: 1; thiếu 1 báo cáo: 0,5; thiếu 2 báo cáo trở lên: 0",
        "1",
        [
            ({"so_bao_cao_thieu": value}, points)
            for value, points in (("0", "1"), ("1", "0.5"), ("2", "0"))
        ],
    ),
    (
        "0 = 1; 1 = 0,5; 2 trở lên = 0",
        "1",
        [({"count": value}, points) for value, points in (("0", "1"), ("1", "0.5"), ("2", "0"))],
    ),
    (
        "Từ hạng 1 đến hạng 10: 1; từ hạng 11 đến hạng 30: 0,5; sau hạng 30: 0",
        "1",
        [({"hang": value}, points) for value, points in (("1", "1"), ("11", "0.5"), ("31", "0"))],
    ),
    (
        "Trong vòng 5 ngày làm việc = 1; sau 5 ngày đến 10 ngày = 0,5; quá 10 ngày = 0",
        "1",
        [
            ({"so_ngay_lam_viec": value}, points)
            for value, points in (("5", "1"), ("6", "0.5"), ("11", "0"))
        ],
    ),
    (
        "Mỗi cách làm mới được 0,5 điểm, tối đa 2 điểm",
        "2",
        [({"so_cach_lam_moi": "3"}, "1.5"), ({"so_cach_lam_moi": "9"}, "2")],
    ),
    (
        "Thưởng 0,5 điểm cho mỗi mô hình, nhưng không quá 1 điểm",
        "1",
        [({"so_mo_hinh": "1"}, "0.5"), ({"so_mo_hinh": "5"}, "1")],
    ),
    (
        "Chậm mỗi ngày trừ 0,1 điểm, tối đa trừ 0,5 điểm",
        "1",
        [({"so_ngay_cham": "3"}, "0.7"), ({"so_ngay_cham": "30"}, "0.5")],
    ),
    (
        "Báo cáo đầy đủ, đúng hạn = 1; mỗi báo cáo chậm trừ 0,1; mỗi báo cáo thiếu trừ 0,25",
        "1",
        [({"so_bao_cao_cham": "2", "so_bao_cao_thieu": "1"}, "0.55")],
    ),
    (
        "Cứ 1% hồ sơ trễ hạn trừ 0,1 điểm",
        "1",
        [({"ty_le_ho_so_tre_han": "0"}, "1"), ({"ty_le_ho_so_tre_han": "2,5"}, "0.75")],
    ),
    ("Tính điểm theo công thức: (Tỷ lệ % x Điểm tối đa)/100%", "2", [({"percent": "75"}, "1.5")]),
    ("Điểm tối đa × tỷ lệ", "2", [(ratio("75"), "1.5")]),
    (
        (
            "Từ 95% - 100% số hồ sơ trong năm được giải quyết đúng hạn thì điểm đánh giá được tính theo công thức: "
            "(Tỷ lệ % hồ sơ đúng hạn x điểm tối đa)/100%; Dưới 95%: 0"
        ),
        "2",
        [
            ({"ty_le_ho_so_dung_han": value}, points)
            for value, points in (("100", "2"), ("95", "1.9"), ("94,9", "0"))
        ],
    ),
    (
        "Từ 60% trở lên: 2\nDưới 60% thì điểm đánh giá được tính theo công thức: (Tỷ lệ % hồ sơ trực tuyến × 2)/60%",
        "2",
        [
            ({"ty_le_ho_so_truc_tuyen": value}, points)
            for value, points in (("80", "2"), ("30", "1"))
        ],
    ),
    (
        "(Số đơn vị thực hiện/Tổng số đơn vị) x 1,5",
        "1.5",
        [({"so_don_vi_thuc_hien": "1", "tong_so_don_vi": "3"}, "0.5")],
    ),
    ("Chỉ số hài lòng (%) × điểm tối đa", "10", [({"chi_so_hai_long": "87,5"}, "8.75")]),
    (
        "Điểm trung bình của các phiếu ÷ 5 × điểm tối đa",
        "10",
        [({"diem_trung_binh_cua_cac_phieu": "4,5"}, "9")],
    ),
]


@pytest.mark.parametrize(
    ("cell", "most", "entries"), WORDINGS, ids=[cell[:40] for cell, _, _ in WORDINGS]
)
def test_a_printed_wording_is_read_as_it_stands(
    cell: str, most: str, entries: list[tuple[Entry, str]]
) -> None:
    scale = parse_scale(read_notation(cell), Decimal(most))
    for entry, points in entries:
        assert scale.score(entry).points == Decimal(points), entry
    assert read_cells(write_cells(scale.as_json())) == scale.as_json()


@pytest.mark.parametrize(
    ("cell", "options"),
    [
        ("Có: 1 điểm, Không: 0 điểm", ["Có", "Không"]),
        ("Thực hiện = 1, không thực hiện = 0", ["Thực hiện", "không thực hiện"]),
        ("Đạt: 1/ Không đạt: 0", ["Đạt", "Không đạt"]),
        ("+ Tốt: 2 + Khá: 1 + Trung bình: 0", ["Tốt", "Khá", "Trung bình"]),
        ("a) Có = 1; b) Không = 0", ["Có", "Không"]),
        (
            "Ban hành trước ngày 31/12/2021 = 1; Ban hành sau ngày 31/12/2021 = 0",
            ["Ban hành trước ngày 31/12/2021", "Ban hành sau ngày 31/12/2021"],
        ),
        (
            "Theo Nghị định 61/2018/NĐ-CP = 1; Không theo = 0",
            ["Theo Nghị định 61/2018/NĐ-CP", "Không theo"],
        ),
    ],
)
def test_options_in_a_row_are_parted(cell: str, options: list[str]) -> None:
    data: Any = read_notation(cell)
    assert [option["label"] for option in data["options"]] == options


@pytest.mark.parametrize(
    ("cell", "options"),
    [
        ("Có: 1", [("Có", "1"), ("Còn lại", "0")]),
        ("Met = 1", [("Met", "1"), ("Otherwise", "0")]),
        ("Đạt = 1; không áp dụng", [("Đạt", "1"), ("Còn lại", "0")]),
        ('"Có" = 1', [("Có", "1")]),
        ("chọn một: Có = 0", [("Có", "0")]),
    ],
)
def test_one_option_alone_leaves_the_rest_at_nothing(
    cell: str, options: list[tuple[str, str]]
) -> None:
    data: Any = read_notation(cell)
    [part] = data.get("parts", [data])
    assert [(option["label"], option["points"]) for option in part["options"]] == options
    assert read_cells(write_cells(data)) == data


def test_one_option_that_holds_a_rule_leaves_the_rest_at_nothing() -> None:
    data: Any = read_notation("Có kế hoạch = [từ 80% trở lên = 1; dưới 80% = 0,5]")
    assert data["parts"][0]["options"][1] == {"label": "Còn lại", "points": "0"}
    assert read_cells(write_cells(data)) == data


@pytest.mark.parametrize(
    "label",
    [
        "a) Có",
        "- Có",
        "Tốt: 2 + Khá",
        "Có = 1, không",
        "từ hạng nhất",
        "Nếu có thì được 1",
        "1. Đạt",
    ],
)
def test_a_label_that_would_be_put_into_other_words_is_written_in_quotes(label: str) -> None:
    data: Any = {
        "kind": "choice",
        "options": [{"label": label, "points": "1"}, {"label": "Khác", "points": "0"}],
    }
    assert read_cells(write_cells(data)) == data


@pytest.mark.parametrize(
    "cell",
    [
        # Nothing says what “not reported” is among days of delay.
        "Chậm từ 1 đến 5 ngày = 0,5; chậm trên 5 ngày = 0; Không báo cáo = 0",
        "Từ 95% hồ sơ đúng hạn = 1; dưới 95% phản ánh được xử lý = 0",
        "trừ 1/lỗi; Đúng hạn = 2",
        "tỷ lệ b/a ≥ 80% = 1; tỷ lệ b/a < 80% = 0",
        "80-100%: 1; 50-79%: 0,5; <50%: 0",
        "trên 60%: tỷ lệ × tối đa; dưới 60% = 0",
        "Vượt chỉ tiêu = 2; Đạt = 1,5; Không đạt: tính theo tỷ lệ",
        "1 lần/quý = 1; 1 lần/năm = 0,5; không = 0",
        "Chậm 1 ngày trừ 0,1 điểm",
    ],
)
def test_what_may_mean_two_things_is_still_refused(cell: str) -> None:
    with pytest.raises(Refused):
        read_notation(cell)


def test_the_wordings_of_the_page_are_read() -> None:
    page = Path(settings.BASE_DIR, "docs/notation.md").read_text()
    section = page.partition("### Lời văn")[2].partition("\nMột phần")[0]
    cells = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert len(cells) > 10
    for cell in cells:
        assert read_notation(cell), cell


def test_letters_are_read_where_the_figures_say_what_they_are() -> None:
    data: Any = read_cells(
        ScaleCells(
            "Nếu tỷ lệ b/a >= 80% thì điểm đánh giá là 1; nếu tỷ lệ b/a < 80% thì điểm đánh giá là 0",
            "b: Số hồ sơ đúng hạn (hồ sơ), số nguyên; a: Tổng số hồ sơ (hồ sơ), số nguyên",
        )
    )
    assert data["parts"][0]["of"] == {"ratio": ["b", "a"]}
