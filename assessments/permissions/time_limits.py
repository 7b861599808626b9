"""The times at which a sheet is open, by the server's clock alone, whoever asks and whatever the sheet's state."""

import datetime

from django.db.models import Q
from django.utils import timezone

from assessments.models import Assessment
from criteria.common.moments import vietnam_time
from criteria.common.text import Text


def reasons_claiming_is_closed(
    assessment: Assessment, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons of time against writing by the unit."""
    now = now or timezone.now()
    if now < assessment.round.opens_at:
        at = vietnam_time(assessment.round.opens_at)
        return [
            Text(
                vi=f"Kỳ đánh giá chỉ mở từ {at.vi}.",
                en=f"The round opens at {at.en} (Vietnam time).",
            )
        ]
    if now >= assessment.deadline:
        at = vietnam_time(assessment.deadline)
        return [
            Text(
                vi=f"Đã hết hạn tự đánh giá lúc {at.vi}. Muốn ghi tiếp, đơn vị đề nghị điều phối viên gia hạn.",
                en=f"Self-assessment closed at {at.en} (Vietnam time). Ask the coordinator for an extension.",
            )
        ]
    return []


def reasons_review_is_closed(
    assessment: Assessment, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons of time against reviewing a sheet. For many scores: ``scores_in_time_for_review``."""
    return reasons_review_has_ended(assessment.review_deadline, now)


def reasons_review_has_ended(
    until: datetime.datetime, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons of time against a review that closes at ``until``: a sheet's deadline, or the round's."""
    if (now or timezone.now()) < until:
        return []
    at = vietnam_time(until)
    return [
        Text(
            vi=f"Đã hết hạn thẩm định lúc {at.vi}. Muốn thẩm định tiếp, đề nghị điều phối viên gia hạn thẩm định.",
            en=f"The review closed at {at.en} (Vietnam time). Ask the coordinator to extend the review.",
        )
    ]


def scores_in_time_for_review(now: datetime.datetime) -> Q:
    """Returns the scores of sheets whose time for review is not over. For one sheet: ``reasons_review_is_closed``."""
    return Q(assessment__round__review_by__gt=now) | Q(assessment__review_extended_to__gt=now)


def reasons_explaining_is_closed(
    assessment: Assessment, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons of time against explaining."""
    until = assessment.explain_by or assessment.review_deadline
    if (now or timezone.now()) < until:
        return []
    at = vietnam_time(until)
    return [
        Text(
            vi=f"Đã hết hạn giải trình lúc {at.vi}. Tiêu chí chưa giải trình giữ điểm thẩm định lần đầu.",
            en=f"The explanation closed at {at.en} (Vietnam time). Leaves not explained keep their first award.",
        )
    ]
