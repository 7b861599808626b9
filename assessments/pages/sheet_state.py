"""What the page of a sheet says of the sheet as a whole."""

from assessments.models import Assessment, Status
from criteria.common.text import Text
from criteria.templatetags.par import moment


def where_it_stands(
    sheet: Assessment, *, of_the_unit: bool, changed: int, unanswered: int
) -> Text | None:
    """Whose turn it is and what is closed; nothing while the unit scores itself.

    In a second review with the leaves ``changed`` since the first, and those ``unanswered``.
    """
    words = sheet.state_words
    if sheet.status not in Status.REVIEWING:
        return words.to_the_unit if of_the_unit else words.to_others
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
