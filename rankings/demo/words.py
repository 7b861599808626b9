"""The words with which the demo's units explain, and its reviewers adjust a claim."""

from random import Random

from criteria.common.numbers import parse, show
from rankings.demo.entries import Entry

REACHED = (
    "Số liệu tổng hợp đến hết ngày 31/12, có văn bản kèm theo.",
    "Đã hoàn thành theo kế hoạch; tài liệu kiểm chứng đính kèm.",
    "Thực hiện đầy đủ, đúng thời hạn quy định.",
    "Đã đối chiếu với số liệu của các đơn vị trực thuộc.",
)
BELOW = (
    "Còn nhiệm vụ phải chuyển sang năm sau do chờ văn bản hướng dẫn.",
    "Một số đơn vị trực thuộc báo cáo chậm; đã có văn bản chấn chỉnh.",
    "Chưa đạt mức tối đa; đơn vị đã đưa vào kế hoạch năm sau.",
    "Số liệu thấp do hệ thống nâng cấp trong quý III, hồ sơ phải xử lý trực tiếp.",
    "Kinh phí được bố trí muộn nên một phần công việc chưa hoàn thành.",
)
ADJUSTED = (
    "Tài liệu kiểm chứng chưa đủ căn cứ để tính điểm theo mức đơn vị tự chấm.",
    "Văn bản kèm theo ban hành sau thời hạn quy định nên không được tính.",
    "Qua đối chiếu báo cáo chuyên ngành, nội dung này chưa đạt yêu cầu của thang điểm.",
    "Đơn vị chưa cung cấp tài liệu chứng minh kết quả thực hiện.",
)
RECOUNTED = (
    "Theo số liệu theo dõi của cơ quan thẩm định, chỉ công nhận {figures}.",
    "Một số kết quả thuộc năm trước hoặc chưa có sản phẩm; tính lại là {figures}.",
    "Đối chiếu trên hệ thống thông tin: {figures}.",
)


def note_for(at_most: bool, rng: Random) -> str:
    """Returns the unit's note; some leave it out."""
    notes = REACHED if at_most else BELOW
    return notes[rng.randrange(len(notes))] if at_most or rng.randrange(5) else ""


def reason_for(entry: Entry, rng: Random) -> str:
    """Returns the reason why the reviewer awards what ``entry`` gives instead of the claim."""
    figures = _figures(entry)
    reasons = RECOUNTED if figures else ADJUSTED
    return reasons[rng.randrange(len(reasons))].format(figures=figures)


def _figures(entry: Entry) -> str:
    if "denominator" in entry:
        return "/".join(show(parse(entry[name])) for name in ("numerator", "denominator"))
    return show(parse(entry["count"])) if "count" in entry else ""
