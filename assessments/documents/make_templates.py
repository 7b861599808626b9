"""Makes the Word templates anew: ``python -m assessments.documents.make_templates [FOLDER]``.

Words in ``{{ }}`` are filled in; lines with ``{% %}`` say what is repeated or left out.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from assessments.documents.layout import (
    CAPTION,
    CENTRE,
    HEADING,
    TITLE,
    WIDTH,
    DocumentColumn,
    Style,
    add_signature,
    add_table,
    article,
    fitted_rule,
    landscape,
    letterhead,
    new_document,
    paragraph,
    tag,
    two_signatures,
)

FOLDER = Path(__file__).parent / "templates"
BASIS = Style(italic=True, indent=10)
NUMBER = ALIGN.RIGHT


def self_assessment() -> Docx:
    """Returns the unit's self-assessment report (báo cáo tự đánh giá)."""
    document = new_document("Báo cáo tự đánh giá, chấm điểm Chỉ số cải cách hành chính")
    letterhead(document, "{{ unit_upper }}", "Số:         /BC-……", above="superior_upper")
    paragraph(document, "BÁO CÁO", TITLE)
    title = "Kết quả tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm {{ year }}"
    paragraph(document, title, TITLE)
    fitted_rule(document, WIDTH)
    paragraph(document, "", CENTRE)
    paragraph(document, "Kính gửi: {{ issuer }}", CENTRE)
    paragraph(document, "", CENTRE)
    paragraph(
        document,
        "Thực hiện {{ round }}, {{ unit }} đã tự đánh giá, chấm điểm theo {{ criteria_set }}"
        "{% if legal_basis %} ({{ legal_basis }}){% endif %} và báo cáo kết quả như sau:",
    )
    paragraph(document, "1. Kết quả chung", HEADING)
    paragraph(
        document,
        "Tổng điểm tự đánh giá: {{ claimed }} điểm trên {{ own_max }} điểm thuộc phần tự đánh giá. "
        "Đã tự đánh giá {{ filled }}/{{ own }} tiêu chí, tiêu chí thành phần"
        "{% if not_applicable %}, trong đó {{ not_applicable }} không áp dụng{% endif %}. "
        "Phần điều tra xã hội học (ĐTXHH, {{ survey_max }} điểm) đơn vị không tự đánh giá.",
    )
    paragraph(document, "2. Kết quả theo lĩnh vực", HEADING)
    add_table(
        document,
        [
            DocumentColumn("STT", "{{ r.code }}", 12, ALIGN.CENTER),
            DocumentColumn("Lĩnh vực", "{{ r.title }}", 76),
            DocumentColumn("Điểm tối đa", "{{ r.max }}", 22, NUMBER),
            DocumentColumn("Trong đó tự đánh giá", "{{ r.own_max }}", 25, NUMBER),
            DocumentColumn("Điểm tự đánh giá", "{{ r.claimed }}", 25, NUMBER),
        ],
        "domains",
        strong="r.total",
    )
    paragraph(document, "", CENTRE)
    heading = "3. Giải trình tiêu chí không có tài liệu kiểm chứng"
    paragraph(document, heading, HEADING)
    tag(document, "{%p if lacking %}")
    add_table(
        document,
        [
            DocumentColumn("Mã", "{{ r.code }}", 16),
            DocumentColumn("Tiêu chí, tiêu chí thành phần", "{{ r.title }}", 62),
            DocumentColumn("Điểm tự đánh giá", "{{ r.claimed }}", 22, NUMBER),
            DocumentColumn("Giải trình", "{{ r.explanation }}", 60),
        ],
        "lacking",
    )
    tag(document, "{%p else %}")
    paragraph(document, "Không có.")
    tag(document, "{%p endif %}")
    paragraph(document, "", CENTRE)
    closing = "Kết quả từng tiêu chí, tiêu chí thành phần tại Phụ lục kèm theo. {{ unit }} báo cáo {{ issuer }} xem xét, thẩm định./."
    paragraph(document, closing)
    add_signature(document, "{{ signer }}", ["- Như trên;", "- Lưu: VT."])
    landscape(document)
    paragraph(document, "Phụ lục", TITLE)
    paragraph(
        document, "BẢNG TỰ ĐÁNH GIÁ, CHẤM ĐIỂM CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {{ year }}", TITLE
    )
    caption = "(Kèm theo Báo cáo số        /BC-…… {{ dated }} của {{ unit }})"
    paragraph(document, caption, CAPTION)
    add_table(
        document,
        [
            DocumentColumn("Mã", "{{ r.code }}", 16),
            DocumentColumn("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", "{{ r.title }}", 84),
            DocumentColumn("Điểm tối đa", "{{ r.max }}", 17, NUMBER),
            DocumentColumn("Điểm tự đánh giá", "{{ r.claimed }}", 20, NUMBER),
            DocumentColumn("Tài liệu kiểm chứng", "{{ r.evidence }}", 64),
            DocumentColumn("Số liệu, giải trình, ghi chú", "{{ r.explanation }}", 56),
        ],
        "rows",
        size=11,
        strong="r.strong",
    )
    return document


def explanation_request() -> Docx:
    """Returns the request for explanation (yêu cầu giải trình), a letter."""
    document = new_document("Yêu cầu giải trình kết quả tự đánh giá")
    letterhead(
        document,
        "{{ issuer_upper }}",
        "Số:         /……",
        subject="V/v giải trình kết quả tự đánh giá Chỉ số cải cách hành chính năm {{ year }}",
    )
    paragraph(document, "Kính gửi: {{ unit }}", CENTRE)
    paragraph(document, "", CENTRE)
    paragraph(
        document,
        "Qua thẩm định kết quả tự đánh giá của {{ unit }} trong {{ round }}, {{ issuer }} đề nghị "
        "giải trình {{ count }} tiêu chí, tiêu chí thành phần dưới đây, kèm tài liệu kiểm chứng bổ "
        "sung (nếu có):",
    )
    add_table(
        document,
        [
            DocumentColumn("Mã", "{{ r.code }}", 14),
            DocumentColumn("Tiêu chí, tiêu chí thành phần", "{{ r.title }}", 38),
            DocumentColumn("Tối đa", "{{ r.max }}", 18, NUMBER),
            DocumentColumn("Tự đánh giá", "{{ r.claimed }}", 18, NUMBER),
            DocumentColumn("Thẩm định", "{{ r.awarded }}", 18, NUMBER),
            DocumentColumn("Nội dung cần giải trình", "{{ r.question }}", 54),
        ],
        "rows",
    )
    paragraph(document, "", CENTRE)
    paragraph(
        document,
        "Giải trình thực hiện trên phần mềm{% if until %} trước {{ until }}{% endif %}. Quá thời "
        "hạn trên, tiêu chí không giải trình giữ điểm thẩm định lần đầu./.",
    )
    add_signature(document, "{{ issuer_signer }}", ["- Như trên;", "- Lưu: VT."])
    return document


def minutes() -> Docx:
    """Returns the council's minutes (biên bản họp hội đồng thẩm định)."""
    document = new_document("Biên bản họp hội đồng thẩm định")
    letterhead(
        document,
        "HỘI ĐỒNG THẨM ĐỊNH",
        "Số: {{ number }}",
        above="issuer_upper",
        dated=False,
    )
    paragraph(document, "BIÊN BẢN", TITLE)
    paragraph(document, "{{ title }}", TITLE)
    fitted_rule(document, WIDTH)
    paragraph(document, "", CENTRE)
    paragraph(document, "Thời gian bắt đầu: …… giờ ……, {{ held_on }}.")
    paragraph(document, "Địa điểm: …………")
    paragraph(
        document,
        "Thành phần tham dự: Hội đồng có {{ members|length }} thành viên; {{ took_part }} người dự "
        "họp hoặc cho ý kiến bằng văn bản (tỷ lệ tối thiểu: {{ quorum }}%).",
    )
    add_table(
        document,
        [
            DocumentColumn("STT", "{{ loop.index }}", 12, ALIGN.CENTER),
            DocumentColumn("Họ và tên", "{{ r.name }}", 50),
            DocumentColumn("Chức vụ, cơ quan", "{{ r.position }}", 60),
            DocumentColumn("Tham dự", "{{ r.presence }}", 38),
        ],
        "members",
    )
    paragraph(document, "", CENTRE)
    paragraph(document, "Chủ trì (chủ tọa): {{ chair or '…………' }}.")
    paragraph(document, "Thư ký (người ghi biên bản): {{ secretary or '…………' }}.")
    paragraph(document, "Nội dung: thẩm định tiêu chí còn ý kiến khác nhau của {{ round }}.")
    tag(document, "{%p for line in text %}")
    paragraph(document, "{{ line }}")
    tag(document, "{%p endfor %}")
    content = "Hội đồng xem xét {{ items|length }} tiêu chí, tiêu chí thành phần; kết luận từng nội dung tại Phụ lục kèm theo."
    paragraph(document, content)
    paragraph(
        document,
        "Cuộc họp kết thúc vào …… giờ ……, ngày …… tháng …… năm ……; biên bản được các thành viên dự "
        "họp thông qua./.",
    )
    two_signatures(
        document,
        ("THƯ KÝ", "{{ secretary }}"),
        ("CHỦ TỌA", "{{ chair }}"),
        [
            "- Các thành viên Hội đồng;",
            "- Đơn vị có tiêu chí được xem xét;",
            "- Lưu: VT, Hồ sơ.",
        ],
    )
    landscape(document)
    paragraph(document, "Phụ lục", TITLE)
    paragraph(document, "KẾT LUẬN CỦA HỘI ĐỒNG THẨM ĐỊNH THEO TIÊU CHÍ", TITLE)
    paragraph(document, "(Kèm theo Biên bản số {{ number }}, {{ held_on }})", CAPTION)
    add_table(
        document,
        [
            DocumentColumn("Đơn vị", "{{ r.unit }}", 38),
            DocumentColumn("Mã", "{{ r.code }}", 16),
            DocumentColumn("Tiêu chí, tiêu chí thành phần", "{{ r.title }}", 75),
            DocumentColumn("Tối đa", "{{ r.max }}", 16, NUMBER),
            DocumentColumn("Tự đánh giá", "{{ r.claimed }}", 18, NUMBER),
            DocumentColumn("Hội đồng kết luận", "{{ r.points }}", 22, NUMBER),
            DocumentColumn("Lý do", "{{ r.reason }}", 72),
        ],
        "items",
        size=11,
    )
    return document


def decision_template() -> Docx:
    """Returns the decision that announces the results, with the ranking as its annex."""
    document = new_document("Quyết định công bố Chỉ số cải cách hành chính")
    letterhead(document, "{{ issuer_upper }}", "Số: {{ number }}")
    paragraph(document, "QUYẾT ĐỊNH", TITLE)
    title = "Về việc công bố Chỉ số cải cách hành chính năm {{ year }}\ncủa {{ level }}"
    paragraph(document, title, TITLE)
    fitted_rule(document, WIDTH)
    paragraph(document, "", CENTRE)
    paragraph(document, "{{ issuer_signer }} {{ issuer_upper }}", TITLE)
    paragraph(document, "", CENTRE)
    tag(document, "{%p if legal_basis %}")
    paragraph(document, "Căn cứ {{ legal_basis }};", BASIS)
    tag(document, "{%p endif %}")
    paragraph(document, "Căn cứ kết quả thẩm định của {{ round }};", BASIS)
    paragraph(document, "Theo đề nghị của …….", BASIS)
    paragraph(document, "QUYẾT ĐỊNH:", TITLE)
    paragraph(document, "", CENTRE)
    article(
        document,
        "Điều 1.",
        "Công bố Chỉ số cải cách hành chính năm {{ year }} của {{ assessed }} đơn vị "
        "{{ level }} tại Phụ lục kèm theo Quyết định này. Chỉ số trung bình: {{ mean }}%.",
    )
    article(document, "Điều 2.", "Quyết định này có hiệu lực kể từ ngày ký.")
    article(
        document,
        "Điều 3.",
        "Thủ trưởng các cơ quan, đơn vị có liên quan chịu trách nhiệm thi hành Quyết định này./.",
    )
    add_signature(
        document,
        "{{ issuer_signer }}",
        ["- Như Điều 3;", "- Các đơn vị được đánh giá;", "- Lưu: VT."],
    )
    landscape(document)
    paragraph(document, "Phụ lục", TITLE)
    paragraph(document, "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM {{ year }} CỦA {{ level_upper }}", TITLE)
    caption = "(Kèm theo Quyết định số {{ number }} {{ dated }} của {{ issuer }})"
    paragraph(document, caption, CAPTION)
    indices = [
        DocumentColumn("{%tc for d in domains %}", "{%tc for d in r.domains %}", 14),
        DocumentColumn("LV {{ d }}", "{{ d }}", 14, NUMBER),
        DocumentColumn("{%tc endfor %}", "{%tc endfor %}", 14),
    ]
    add_table(
        document,
        [
            DocumentColumn("Hạng", "{{ r.rank }}", 14, ALIGN.CENTER),
            DocumentColumn("Đơn vị", "{{ r.unit }}", 56),
            DocumentColumn("Điểm", "{{ r.points }}", 18, NUMBER),
            DocumentColumn("Tối đa", "{{ r.max }}", 16, NUMBER),
            DocumentColumn("Chỉ số (%)", "{{ r.index }}", 18, NUMBER),
            DocumentColumn("Nhóm", "{{ r.group }}", 15, ALIGN.CENTER),
            *indices,
        ],
        "rows",
        size=11,
    )
    paragraph(document, "", CENTRE)
    small = Style(size=11, after=2)
    paragraph(document, "{%p for line in notes %}", small)
    paragraph(document, "{{ line }}", small)
    paragraph(document, "{%p endfor %}", small)
    return document


def improvement_plan() -> Docx:
    """Returns a unit's plan to improve its index (kế hoạch cải thiện Chỉ số), with its remedies as the annex."""
    document = new_document("Kế hoạch cải thiện Chỉ số cải cách hành chính")
    letterhead(document, "{{ unit_upper }}", "Số:         /KH-……", above="superior_upper")
    paragraph(document, "KẾ HOẠCH", TITLE)
    title = "Cải thiện Chỉ số cải cách hành chính từ kết quả năm {{ year }}"
    paragraph(document, title, TITLE)
    fitted_rule(document, WIDTH)
    paragraph(document, "", CENTRE)
    paragraph(document, "1. Kết quả năm {{ year }}", HEADING)
    paragraph(
        document,
        "{{ round }}: {{ unit }} đạt {{ points }}/{{ max }} điểm, chỉ số {{ index }}%"
        "{% if rank %}, hạng {{ rank }}/{{ ranked }}{% endif %}. "
        "Mất {{ lost }} điểm ở {{ leaves }} tiêu chí, tiêu chí thành phần.",
    )
    paragraph(document, "2. Mục tiêu", HEADING)
    paragraph(
        document,
        "Lấy lại {{ won }} điểm trong số điểm đã mất. {{ outcome }}",
    )
    paragraph(document, "3. Giải pháp", HEADING)
    paragraph(
        document,
        "{{ remedies }} giải pháp cho {{ covered }} tiêu chí, tiêu chí thành phần; nội dung, người chịu "
        "trách nhiệm, thời hạn và chỉ tiêu tại Phụ lục kèm theo.",
    )
    paragraph(document, "4. Tổ chức thực hiện", HEADING)
    paragraph(
        document,
        "Cơ quan, đơn vị, cá nhân được giao tại Phụ lục thực hiện đúng thời hạn và báo cáo kết quả theo "
        "quý./.",
    )
    add_signature(
        document, "{{ signer }}", ["- Cơ quan, đơn vị được giao tại Phụ lục;", "- Lưu: VT."]
    )
    landscape(document)
    paragraph(document, "Phụ lục", TITLE)
    paragraph(document, "GIẢI PHÁP CẢI THIỆN CHỈ SỐ CẢI CÁCH HÀNH CHÍNH", TITLE)
    caption = "(Kèm theo Kế hoạch số        /KH-…… {{ dated }} của {{ unit }})"
    paragraph(document, caption, CAPTION)
    add_table(
        document,
        [
            DocumentColumn("Mã", "{{ r.code }}", 16),
            DocumentColumn("Tiêu chí; lý do mất điểm", "{{ r.title }}", 62),
            DocumentColumn("Điểm đã mất", "{{ r.lost }}", 17, NUMBER),
            DocumentColumn("Giải pháp", "{{ r.remedy }}", 58),
            DocumentColumn("Chịu trách nhiệm", "{{ r.who }}", 36),
            DocumentColumn("Thời hạn", "{{ r.due }}", 22, ALIGN.CENTER),
            DocumentColumn("Chỉ tiêu", "{{ r.target }}", 30),
            DocumentColumn("Điểm thêm", "{{ r.won }}", 16, NUMBER),
        ],
        "rows",
        size=11,
    )
    tag(document, "{%p if uncovered %}")
    paragraph(document, "", CENTRE)
    paragraph(
        document,
        "Chưa có giải pháp cho {{ uncovered|length }} tiêu chí, tiêu chí thành phần, "
        "{{ uncovered_lost }} điểm:",
    )
    add_table(
        document,
        [
            DocumentColumn("Mã", "{{ r.code }}", 30),
            DocumentColumn("Tiêu chí, tiêu chí thành phần", "{{ r.title }}", 187),
            DocumentColumn("Điểm đã mất", "{{ r.lost }}", 40, NUMBER),
        ],
        "uncovered",
        size=11,
    )
    tag(document, "{%p endif %}")
    return document


TEMPLATES: dict[str, Callable[[], Docx]] = {
    "self_assessment": self_assessment,
    "explanation_request": explanation_request,
    "minutes": minutes,
    "results_decision": decision_template,
    "improvement_plan": improvement_plan,
}


def make(folder: Path) -> None:
    """Writes every template into ``folder``."""
    for name, template in TEMPLATES.items():
        template().save(str(folder / f"{name}.docx"))


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
