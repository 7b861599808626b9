"""The layout of the annex: what stands above the table, and its columns."""

from criteria.common.tables.grid import Column

SHEET = "Phụ lục"

FACTS = (
    Column("code", ("Mã bộ tiêu chí", "Set code"), help="Chữ không dấu, ví dụ province-2023"),
    Column(
        "level", ("Cấp", "Level"), help="Tỉnh, thành phố · Bộ, ngành · Sở, ban, ngành · Xã, phường"
    ),
    Column("year", ("Năm", "Year")),
    Column("title_vi", ("Tên bộ tiêu chí", "Set title")),
    Column("title_en", ("Tên bộ tiêu chí (tiếng Anh)", "Set title in English"), required=False),
    Column("legal_basis", ("Căn cứ", "Legal basis"), required=False),
    Column("total_points", ("Tổng điểm", "Total points", "Total")),
    Column(
        "is_official",
        ("Chính thức", "Official"),
        required=False,
        help="Có: nội dung lấy từ phụ lục của quyết định ban hành",
    ),
)
"""One row each above the table: the name in column A, the value in column B."""

COLUMNS = (
    Column(
        "code",
        ("STT", "TT", "Mã", "Code"),
        width=18,
        help="1 · 1.2 · 1.2.3; định dạng ô là Văn bản",
    ),
    Column(
        "title_vi",
        (
            "Lĩnh vực/Tiêu chí/Tiêu chí thành phần",
            "Lĩnh vực, tiêu chí, tiêu chí thành phần",
            "Tiêu chí",
            "Nội dung",
            "Tên",
            "Title",
        ),
        width=60,
        help="Bắt buộc",
    ),
    Column("title_en", ("Tên tiếng Anh", "Title in English"), required=False, width=40),
    Column(
        "kind",
        ("Loại", "Kind"),
        required=False,
        width=20,
        help="Lĩnh vực · Tiêu chí · Tiêu chí thành phần; để trống: theo số cấp của STT",
    ),
    Column("max_points", ("Điểm tối đa", "Maximum", "Max points"), width=10, help="Ví dụ 0,5"),
    Column(
        "source",
        ("Nguồn điểm", "Source"),
        width=24,
        help="Tự đánh giá, thẩm định · Điều tra xã hội học; mục có mục con thì để trống",
    ),
    Column("scale", ("Thang điểm", "Scale"), width=44, help="Xem các ví dụ dưới đây"),
    Column("evidence_vi", ("Tài liệu kiểm chứng", "Evidence"), required=False, width=40),
    Column(
        "reviewer_vi",
        ("Cơ quan thẩm định", "Reviewing body"),
        required=False,
        width=30,
        help="Như phụ lục ghi, kể cả cơ quan phối hợp",
    ),
    Column(
        "reviewing_body",
        ("Mã cơ quan chủ trì thẩm định", "Code of reviewing body"),
        required=False,
        width=14,
        help="Mã ở Quản trị → Cơ quan thẩm định, ví dụ BNV",
    ),
    Column(
        "ancestor",
        ("Kế thừa từ", "Ancestor"),
        required=False,
        width=22,
        help="Tiêu chí tương ứng năm trước: mã bộ tiêu chí:mã, ví dụ province-2022:1.2.3",
    ),
)
"""``ancestor`` is ``set code:code``; every other cell as its help says."""

GUIDE = (
    *((f"{fact.names[0]} (ở đầu trang)", fact.help) for fact in FACTS),
    *((column.names[0], column.help) for column in COLUMNS),
    ("Thang điểm: chọn một", "Đạt = 0,5; Không đạt = 0"),
    ("Thang điểm: chọn nhiều", "chọn nhiều: Có kế hoạch = 0,5; Đúng hạn = 0,25"),
    ("Thang điểm: bậc theo tỷ lệ", "≥100% = 1; ≥80% = 0,5; <80% = 0"),
    ("Thang điểm: bậc theo số lượng", "≥3 = 1; ≥1 = 0,5; <1 = 0"),
    ("Dấu ≥", "Viết >= cũng được: tệp CSV lưu bằng bảng mã Windows-1258 không giữ được dấu ≥"),
    ("Thang điểm: tuyến tính", "tỷ lệ × tối đa, sàn 50%"),
    ("Thang điểm: điều tra xã hội học", "phần trăm"),
    ("Thang điểm: nhập điểm", "nhập điểm"),
    ("Cho phép không áp dụng", "tỷ lệ × tối đa; cho phép không áp dụng"),
)
