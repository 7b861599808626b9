"""The layout of the annex: the rows above the table, and the table's columns."""

import json
from functools import lru_cache
from typing import Any

from criteria.common.tables.columns import Column
from criteria.models import Criterion, Level
from criteria.scales.notation import ScaleCells, write_cells
from criteria.set_rules.notation import rule_cells

SHEET = "Phụ lục"


def _ancestor(criterion: Criterion) -> str:
    ancestor = criterion.ancestor
    return f"{ancestor.criteria_set.code}:{ancestor.code}" if ancestor else ""


@lru_cache(maxsize=2048)
def _cells(scale: str) -> ScaleCells:
    return write_cells(json.loads(scale))


def cell_of_scale(scale: dict[str, Any] | None, name: str) -> str:
    """Returns one of the cells in which a stored scale is written."""
    return str(getattr(_cells(json.dumps(scale)), name)) if scale else ""


def _beside(name: str, names: tuple[str, ...], words: str, words_en: str) -> Column:
    return Column(
        f"scale_{name}",
        names,
        required=False,
        width=24,
        help=words,
        help_en=words_en,
        value=lambda criterion: cell_of_scale(criterion.scale, name),
    )


def _rule(name: str, names: tuple[str, ...], words: str) -> Column:
    key = f"rules_{name}"
    return Column(
        key,
        names,
        required=False,
        help=words,
        value=lambda criteria_set: rule_cells(criteria_set.rules)[key],
    )


RULE_FACTS = (
    _rule(
        "classes",
        ("Xếp loại", "Classes"),
        "Mỗi dòng một loại, từ cao xuống thấp, ví dụ A: từ 90%; không tiêu chí nào 0 điểm; để trống: nhóm A đến D",
    ),
    _rule(
        "lowers",
        ("Hạ một loại khi", "A class lower where"),
        "Mỗi dòng một điều kiện, ví dụ tiêu chí 2.2 là “Sai quy trình”",
    ),
    _rule(
        "ties",
        ("Bằng chỉ số xét lần lượt", "Ties parted by"),
        "Mã lĩnh vực hoặc tiêu chí, theo thứ tự xét, ví dụ 2; 1.3; để trống: đồng hạng",
    ),
    _rule(
        "blocks",
        ("Xếp hạng theo khối", "Ranked within blocks"),
        "Các loại đơn vị xếp hạng riêng, ví dụ phường; đặc khu; để trống: xếp chung",
    ),
    _rule(
        "places",
        ("Làm tròn điểm tiêu chí", "Decimals of points"),
        "2 hoặc 4 chữ số thập phân; để trống: 4",
    ),
    _rule(
        "capped",
        ("Tổng điểm không quá tối đa", "Total at most the maximum"),
        "Có: điểm cộng không đưa tổng điểm vượt tổng điểm tối đa",
    ),
)
"""The rows above the table that say what holds around the tree; a file has those that it needs."""

FACTS = (
    Column(
        "code",
        ("Mã bộ tiêu chí", "Set code"),
        most=300,
        help="Chữ không dấu, ví dụ province-2023",
    ),
    Column(
        "level",
        ("Cấp", "Level"),
        choices=Level,
        help="Tỉnh, thành phố · Bộ, ngành · Sở, ban, ngành · Xã, phường",
    ),
    Column("year", ("Năm", "Year")),
    Column("title_vi", ("Tên bộ tiêu chí", "Set title"), most=300),
    Column(
        "title_en",
        ("Tên bộ tiêu chí (tiếng Anh)", "Set title in English"),
        required=False,
        most=300,
    ),
    Column("legal_basis", ("Căn cứ", "Legal basis"), required=False, most=300),
    Column("total_points", ("Tổng điểm", "Total points", "Total"), en="Total"),
    Column(
        "is_official",
        ("Chính thức", "Official"),
        required=False,
        help="Có: nội dung lấy từ phụ lục của quyết định ban hành",
    ),
    *RULE_FACTS,
)
"""The rows above the table, one each: the name in column A, the value in column B."""

SCALE_COLUMNS = (
    _beside(
        "figures",
        ("Số liệu", "Figures"),
        "Số liệu đơn vị nhập, theo thứ tự, ví dụ: Số hồ sơ đúng hạn (hồ sơ), số nguyên; Tổng số hồ sơ (hồ sơ)",
        "The figures that a unit enters, in their order: a name, what is counted in brackets, then the type, "
        "in the notation's Vietnamese words",
    ),
    _beside(
        "how",
        ("Cách tính", "How it is counted"),
        "Một câu giải thích thêm, không tính điểm",
        "A sentence that explains; it counts nothing",
    ),
    _beside(
        "when",
        ("Đạt khi", "Met when"),
        "Mỗi dòng: nhãn của phương án, dấu hai chấm, câu",
        "A line each: the option's label, a colon, a sentence",
    ),
    _beside(
        "zero",
        ("Mẫu số bằng 0", "Denominator 0"),
        "không nhận · 0 điểm · điểm tối đa · không áp dụng",
        "Refused, 0 points, full points, or not applicable, in the words of the list",
    ),
    _beside(
        "na",
        ("Không áp dụng", "Not applicable"),
        "không cho phép · trừ khỏi điểm tối đa · điểm tối đa",
        "Not allowed, out of the maximum, or full points, in the words of the list",
    ),
)
"""The columns that say the rest of a scale; a file has those that it needs."""

TREE_COLUMNS = (
    Column(
        "printed_code",
        ("Mã in", "Printed code"),
        required=False,
        width=10,
        most=30,
        help="Mã như quyết định in, nếu khác STT",
        help_en="The code as the decision prints it, where it is another",
    ),
    Column(
        "counts",
        ("Cách tính vào tổng", "Counts as"),
        required=False,
        width=24,
        choices=Criterion.Counts,
        help="Ở lĩnh vực: Điểm cộng · Điểm cộng, chỉ tính mục cao nhất · Điểm trừ · Điểm trừ, chỉ tính mục cao nhất "
        "(điểm tối đa là mức trần); ở một dòng: Thông tin, không tính điểm",
        value=lambda criterion: criterion.own_counts,
    ),
    Column(
        "gate",
        ("Điều kiện", "Condition"),
        required=False,
        width=12,
        most=30,
        help="Mã tiêu chí phải có điểm; nếu không, dòng này tính 0 điểm",
        help_en="The code of a criterion that must have points, or this one counts 0",
    ),
)
"""The columns that say how a row stands in its tree; a file has those that it needs."""

ANNEX_ROWS = 2000
"""The last row of a file that is read; the longest decision has some 200."""

COLUMNS = (
    Column(
        "code",
        ("STT", "TT", "Mã", "Code"),
        en="Code",
        width=18,
        most=30,
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
        en="Title",
        width=60,
        most=500,
        help="Bắt buộc",
    ),
    Column("title_en", ("Tên tiếng Anh", "Title in English"), required=False, width=40, most=500),
    Column(
        "kind",
        ("Loại", "Kind"),
        required=False,
        width=20,
        choices=Criterion.Kind,
        help="Lĩnh vực · Tiêu chí · Tiêu chí thành phần; để trống: theo số cấp của STT",
    ),
    Column(
        "max_points",
        ("Điểm tối đa", "Maximum", "Max points"),
        en="Max points",
        width=10,
        help="Ví dụ 0,5",
    ),
    Column(
        "source",
        ("Nguồn điểm", "Source"),
        width=24,
        choices=Criterion.Source,
        help="Tự đánh giá, thẩm định · Điều tra xã hội học; mục có mục con thì để trống",
    ),
    Column(
        "scale",
        ("Thang điểm", "Scale"),
        width=44,
        help="Xem các ví dụ dưới đây",
        help_en="See the examples below",
        words=lambda scale: cell_of_scale(scale, "scale"),
    ),
    *SCALE_COLUMNS,
    *TREE_COLUMNS,
    Column(
        "evidence_vi",
        ("Tài liệu kiểm chứng", "Evidence"),
        required=False,
        width=40,
        help="Mỗi dòng một tài liệu",
    ),
    Column(
        "reviewer_vi",
        ("Cơ quan thẩm định", "Reviewing body"),
        required=False,
        width=30,
        most=300,
        help="Như phụ lục ghi, kể cả cơ quan phối hợp",
    ),
    Column(
        "reviewing_body",
        ("Mã cơ quan chủ trì thẩm định", "Code of reviewing body"),
        required=False,
        width=14,
        value=lambda criterion: criterion.reviewing_body.code if criterion.reviewing_body else "",
        help="Mã ở Quản trị → Cơ quan thẩm định, ví dụ BNV",
    ),
    Column(
        "ancestor",
        ("Kế thừa từ", "Ancestor"),
        required=False,
        width=22,
        value=_ancestor,
        help="Tiêu chí tương ứng năm trước: mã bộ tiêu chí:mã, ví dụ province-2022:1.2.3",
    ),
)
"""The table's columns. ``ancestor`` is ``set code:code``; the help of each other column describes its cells."""

_BY_KEY = {column.key: column for column in COLUMNS}
EXPORTED = (
    Column("set", FACTS[0].names, value=lambda criterion: criterion.criteria_set.code),
    *(_BY_KEY[key] for key in ("kind", "code", "title_vi", "title_en", "max_points", "source")),
    _BY_KEY["scale"],
    *SCALE_COLUMNS,
    *(_BY_KEY[key] for key in ("evidence_vi", "reviewer_vi", "reviewing_body")),
)
"""The columns of the admin's export, of any sets together."""

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
