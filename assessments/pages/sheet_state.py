"""What the page of a sheet says of the sheet as a whole."""

from assessments.models import Assessment, Status
from criteria.common.text import Text
from criteria.templatetags.par import moment

_DEADLINES = {
    Status.DRAFTING: Text("Hạn tự đánh giá", "Self-assessment deadline"),
    Status.EXPLAINING: Text("Hạn giải trình", "Explanation due"),
}
_EXPLAINING_US = Text(
    vi="Chỉ những tiêu chí được yêu cầu giải trình mở cho đơn vị; các tiêu chí khác vẫn khóa. "
    "Giải trình xong, lãnh đạo đơn vị gửi ở cuối trang.",
    en="Only the leaves to be explained are open for the unit; all others stay locked. Once they "
    "are explained, the unit's leader sends them at the end of this page.",
)
_EXPLAINING_THEM = Text(
    vi="Đơn vị đang giải trình; thẩm định tạm dừng đến khi đơn vị gửi hoặc hết hạn.",
    en="The unit is explaining; the review rests until it has sent its explanations or the "
    "deadline is past.",
)
_WITH_THE_COUNCIL = Text(
    vi="Phiếu đang ở hội đồng thẩm định: điểm của tiêu chí còn khác ý kiến do hội đồng quyết định.",
    en="The sheet is with the council, which decides the points of the leaves in dispute.",
)
_FINAL = Text(
    vi="Phiếu đã thẩm định xong: không bên nào sửa được nữa.",
    en="The review of this sheet is finished: neither side can change it any more.",
)


def deadline_name(sheet: Assessment) -> Text:
    """What ends at the sheet's ``step_ends_at``."""
    return _DEADLINES.get(Status(sheet.status), Text("Hạn thẩm định", "Review deadline"))


def where_it_stands(
    sheet: Assessment, *, of_the_unit: bool, changed: int, unanswered: int
) -> Text | None:
    """Whose turn it is and what is closed; nothing while the unit scores itself.

    In a second review with the leaves ``changed`` since the first, and those ``unanswered``.
    """
    match sheet.status:
        case Status.DRAFTING:
            return None
        case Status.EXPLAINING:
            return _EXPLAINING_US if of_the_unit else _EXPLAINING_THEM
        case Status.COUNCIL:
            return _WITH_THE_COUNCIL
        case Status.FINAL:
            return _FINAL
    if sheet.explanations:
        return Text(
            vi=f"Thẩm định lần hai: {changed} tiêu chí đã đổi điểm so với lần đầu, còn {unanswered} "
            "giải trình chờ người thẩm định trả lời.",
            en=f"Second review: the award of {changed} leaves has changed since the first, "
            f"{unanswered} explanations wait for the reviewers' reply.",
        )
    at = moment(sheet.submitted_at)
    if sheet.status == Status.IN_REVIEW:
        return Text(
            vi=f"Đã gửi lúc {at}: phần tự đánh giá đã khóa, đang thẩm định.",
            en=f"Submitted at {at}: the self-assessment is locked, the review is under way.",
        )
    return Text(
        vi=f"Đã gửi lúc {at}: phần tự đánh giá đã khóa, đang chờ thẩm định.",
        en=f"Submitted at {at}: the self-assessment is locked and awaits review.",
    )
