"""A small set of a province's departments in which every way to count points has a leaf; written as an annex writes it."""

from decimal import Decimal

from assessments.models import Unit
from criteria.models import CriteriaSet, Criterion, Level, ReviewingBody
from criteria.scales.notation import ScaleCells, read_cells
from rankings.demo.past import set_of
from rankings.demo.rounds import Script, Times
from rankings.demo.states import State

YEAR = 2022
DEPARTMENTS = {
    "SNV": ("Sở Nội vụ (minh họa)", "Department of Home Affairs (demo)", State.DRAFTING),
    "STC": ("Sở Tài chính (minh họa)", "Department of Finance (demo)", State.SUBMITTED),
    "STP": ("Sở Tư pháp (minh họa)", "Department of Justice (demo)", State.IN_REVIEW),
    "SYT": ("Sở Y tế (minh họa)", "Department of Health (demo)", State.FINAL),
}
"""Units of no province, by code: name in both languages, and how far their sheets come."""

TARGET = "chi_tieu"
TARGETS = {"STC": 120, "STP": 90, "SYT": 150}
"""The target of each department but one, whose leaf waits for it: the reference value of the set."""
TARGET_SOURCE = "Kế hoạch giao chỉ tiêu của UBND tỉnh (minh họa)"

DOMAINS = {
    "1": ("Lựa chọn, tỷ lệ và mức độ", "Choices, ratios and levels"),
    "2": ("Trường hợp, thời hạn và công thức", "Cases, dates and formulas"),
    "3": ("Mức độ hài lòng", "Satisfaction"),
}
LEAVES: tuple[tuple[str, str, str, int, ScaleCells, str], ...] = (
    (
        *("1.1", "Ban hành và thực hiện kế hoạch CCHC", "Plan issued and carried out", 4),
        ScaleCells(
            "Tốt: 3–4 điểm; Khá: 1–2 điểm; Chưa đạt: 0",
            how="Người có thẩm quyền quyết định điểm trong khoảng của mức.",
            when="Tốt: hoàn thành mọi nhiệm vụ trước hạn\nKhá: hoàn thành mọi nhiệm vụ, có nhiệm vụ trễ hạn",
        ),
        "Kế hoạch CCHC năm\nBáo cáo kết quả thực hiện",
    ),
    (
        *("1.2", "Hình thức tuyên truyền CCHC", "Forms of communication", 2),
        ScaleCells(
            "chọn nhiều: Hội nghị; Mạng xã hội; Tài liệu, tờ rơi; Hội thi; ≥3 dòng = 2; ≥2 dòng = 1"
        ),
        "Sản phẩm tuyên truyền",
    ),
    (
        *("1.3", "Hồ sơ giải quyết đúng hạn", "Files settled on time", 6),
        ScaleCells(
            "từ 95% trở lên = 6; dưới 95%: tỷ lệ × tối đa ÷ 95%",
            figures="Số hồ sơ đúng hạn | Files on time (hồ sơ đúng hạn | files on time), số nguyên; "
            "Số hồ sơ đã giải quyết | Files settled (hồ sơ đã giải quyết | files settled), số nguyên",
            how="Tính các hồ sơ có kết quả trong năm đánh giá.",
            zero="không áp dụng",
        ),
        "Số liệu của hệ thống một cửa điện tử",
    ),
    (
        *("1.4", "Hồ sơ trễ hẹn chưa xin lỗi", "Late files without an apology", 2),
        ScaleCells(
            "Từ 3 trở xuống = 2; từ 4 đến 10 = 1; trên 10 = 0",
            figures="Số hồ sơ trễ hẹn chưa gửi thư xin lỗi | Late files without an apology (hồ sơ | files), số nguyên",
        ),
        "Danh sách hồ sơ trễ hẹn",
    ),
    (
        *("1.5", "Thời gian cắt giảm của thủ tục hành chính", "Days saved by procedures", 5),
        ScaleCells(
            "từ 10 trở xuống = 1; trên 10 cứ thêm đủ 5 = +0,5; tối đa 5",
            figures="Số ngày cắt giảm bình quân | Days saved on average (ngày | days), số nguyên",
        ),
        "Quyết định công bố thủ tục hành chính",
    ),
    (
        *("2.1", "Sáng kiến được công nhận", "Recognised innovations", 6),
        ScaleCells(
            "cấp tỉnh = 2/sáng kiến; cấp sở = 1/sáng kiến; tối đa 6",
            how="Mỗi sáng kiến tính một lần, theo cấp công nhận cao nhất.",
        ),
        "Quyết định công nhận sáng kiến",
    ),
    (
        *("2.2", "Chấp hành kỷ luật trong soạn thảo văn bản", "Discipline in drafting", 4),
        ScaleCells("trừ 0,5/văn bản sai; trừ 1/việc quá hạn; lập hồ sơ dưới 95% trừ 1"),
        "Báo cáo của Văn phòng\nKết luận kiểm tra (nếu có)",
    ),
    (
        *("2.3", "Gửi báo cáo năm đúng hạn", "The year's report in time", 2),
        ScaleCells(
            "theo days(han, gui): ≤0 = 2; ≤5 = 1; >5 = 0",
            figures="han: Hạn gửi báo cáo | Deadline of the report, ngày; gui: Ngày gửi | Day of sending, ngày",
        ),
        "Báo cáo CCHC năm (ghi rõ ngày gửi)",
    ),
    (
        *("2.4", "Hài lòng trong xử lý phản ánh, kiến nghị", "Feedback handled well", 5),
        ScaleCells(
            "theo (tong - khong_hai_long - qua_han) / tong, %: ≥90% = 5; ≥70% = 3; <70% = 0",
            figures='tong: "Số phản ánh, kiến nghị đã xử lý" | Feedback handled (phản ánh | items), số nguyên; '
            "khong_hai_long: Số phản ánh không hài lòng | Of these not satisfied (phản ánh | items), số nguyên; "
            "qua_han: Số phản ánh xử lý quá hạn | Of these late (phản ánh | items), số nguyên",
            na="điểm tối đa",
        ),
        "Số liệu của hệ thống phản ánh, kiến nghị",
    ),
    (
        *("2.5", "Đánh giá của lãnh đạo UBND tỉnh", "Judged by the province's leaders", 4),
        ScaleCells("0–4 điểm, do người có thẩm quyền quyết định"),
        "Văn bản đánh giá",
    ),
    (
        *(
            "2.6",
            "Thu lệ phí qua mạng so với chỉ tiêu được giao",
            "Fees paid online against the set target",
            3,
        ),
        ScaleCells(
            "theo so_thu / chi_tieu, %: ≥100% = 3; ≥80% = 1,5; <80% = 0",
            figures="so_thu: Số hồ sơ thu lệ phí qua mạng | Files with fees paid online (hồ sơ | files), số nguyên; "
            f"{TARGET}: Chỉ tiêu hồ sơ thu qua mạng được giao | Target of files paid online (hồ sơ | files), "
            "số nguyên, giá trị tham chiếu",
            how="Chỉ tiêu do UBND tỉnh giao cho từng sở, điều phối viên nhập vào kỳ đánh giá.",
        ),
        "Số liệu của hệ thống một cửa điện tử",
    ),
    (
        "3.1",
        "Mức độ hài lòng của người dân",
        "Satisfaction of people",
        10,
        ScaleCells("phần trăm"),
        "",
    ),
)
"""Code, title in both languages, points, the cells of the scale, and the documents."""


def make_departments() -> list[Unit]:
    """Returns the departments; made where they are not there yet."""
    return [
        Unit.objects.get_or_create(
            level=Level.DEPARTMENT,
            code=code,
            in_force_from=None,
            defaults={"name_vi": name, "name_en": english},
        )[0]
        for code, (name, english, _state) in DEPARTMENTS.items()
    ]


def make_set_of_every_part() -> CriteriaSet:
    """Returns the draft; or the set, where it was made before."""
    criteria_set, new = CriteriaSet.objects.get_or_create(
        code=f"{Level.DEPARTMENT}-{YEAR}",
        defaults={
            "level": Level.DEPARTMENT,
            "year": YEAR,
            "title_vi": "Bộ tiêu chí minh họa các cách tính điểm (sở, ban, ngành)",
            "title_en": "Demo criteria of every way to count points (departments)",
            "total_points": sum(Decimal(leaf[3]) for leaf in LEAVES),
        },
    )
    if not new:
        return criteria_set
    body = ReviewingBody.objects.get(code="BNV")
    position = 0
    for code, (title, english) in DOMAINS.items():
        below = [leaf for leaf in LEAVES if leaf[0].startswith(f"{code}.")]
        position += 1
        domain = Criterion.objects.create(
            criteria_set=criteria_set,
            position=position,
            kind=Criterion.Kind.DOMAIN,
            code=code,
            title_vi=title,
            title_en=english,
            max_points=sum(Decimal(leaf[3]) for leaf in below),
        )
        for leaf_code, leaf_title, leaf_english, points, cells, documents in below:
            position += 1
            Criterion.objects.create(
                criteria_set=criteria_set,
                parent=domain,
                position=position,
                kind=Criterion.Kind.CRITERION,
                code=leaf_code,
                title_vi=leaf_title,
                title_en=leaf_english,
                max_points=Decimal(points),
                source=Criterion.Source.REVIEWED if documents else Criterion.Source.SURVEY,
                scale=read_cells(cells),
                evidence_vi=documents,
                reviewer_vi=body.name_vi,
                reviewing_body=body,
            )
    return criteria_set


def departments_script(times: Times) -> Script:
    """Returns the open round of the departments."""
    return Script(
        name="departments",
        criteria_set=set_of(Level.DEPARTMENT, YEAR),
        units=make_departments(),
        title_vi=f"Chỉ số CCHC cấp sở năm {YEAR} (minh họa)",
        title_en=f"Departmental PAR Index {YEAR} (demo)",
        times=times,
        states={code: state for code, (_vi, _en, state) in DEPARTMENTS.items()},
        at_work=True,
        references={code: {TARGET: Decimal(target)} for code, target in TARGETS.items()},
        references_source=TARGET_SOURCE,
    )
