"""Permissions to write the unit's side of a sheet, and to lead the unit."""

import datetime

from assessments.models import Assessment, Role, Score, Status, User
from assessments.permissions.parts import holds_leaf
from assessments.permissions.time_limits import (
    reasons_claiming_is_closed,
    reasons_explaining_is_closed,
)
from criteria.common.text import Text


def may_claim_on_sheet(
    user: User, assessment: Assessment, now: datetime.datetime | None = None
) -> bool:
    """Returns whether the person writes the unit's side of the sheet now; ``may_claim`` says of which leaves."""
    own = assessment.unit_id in user.unit_ids
    drafting = assessment.status == Status.DRAFTING
    return own and drafting and not reasons_claiming_is_closed(assessment, now)


def may_claim(user: User, score: Score, now: datetime.datetime | None = None) -> bool:
    """Returns whether the person writes the unit's side of a leaf now."""
    return not reasons_against_claiming(user, score, now)


def reasons_against_claiming(
    user: User, score: Score, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons against writing the unit's side of a leaf: figures, note, evidence."""
    reasons = _not_own_leaf(user, score)
    if score.criterion.is_survey:
        reasons.append(
            Text(
                vi="Đơn vị không cần tự đánh giá: điểm lấy từ điều tra xã hội học.",
                en="Not self-assessed: the points come from the survey.",
            )
        )
    no_claims = score.assessment.state_words.no_claims
    if no_claims is None:
        reasons += reasons_claiming_is_closed(score.assessment, now)
    elif score.assessment.is_explaining and score.is_asked:
        reasons.append(
            Text(
                vi="Số liệu tự đánh giá đã khóa khi gửi phiếu: hãy ghi giải trình và bổ sung tài liệu ở dưới.",
                en="The figures have been locked since the submission: explain below, and add documents there.",
            )
        )
    else:
        reasons.append(no_claims)
    return reasons


def may_explain(user: User, score: Score, now: datetime.datetime | None = None) -> bool:
    """Returns whether the person may explain the leaf now."""
    return not reasons_against_explaining(user, score, now)


def reasons_against_explaining(
    user: User, score: Score, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons against explaining a flagged leaf. Every other leaf stays locked."""
    reasons = _not_own_leaf(user, score)
    if score.assessment.status != Status.EXPLAINING:
        reasons.append(
            Text(
                vi="Phiếu không ở bước giải trình.",
                en="The sheet is not open for explanation.",
            )
        )
        return reasons
    if not score.is_asked:
        reasons.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} không có yêu cầu giải trình nên vẫn khóa.",
                en=f"No explanation is asked of criterion {score.criterion.code}; it stays locked.",
            )
        )
    return reasons + reasons_explaining_is_closed(score.assessment, now)


def reasons_against_adding_evidence(
    user: User, score: Score, now: datetime.datetime | None = None
) -> list[Text]:
    """Returns the reasons against adding evidence to a leaf's claim, or to its explanation."""
    if score.assessment.status == Status.EXPLAINING:
        return reasons_against_explaining(user, score, now)
    return reasons_against_claiming(user, score, now)


def may_lead(user: User, assessment: Assessment) -> bool:
    """Returns whether the person is a leader of the sheet's unit, who answers for the sheet."""
    return assessment.unit_id in user.units(Role.LEADER)


def may_divide_work(user: User, assessment: Assessment) -> bool:
    """Returns whether the person may divide the unit's leaves among its officers."""
    return may_lead(user, assessment)


def reasons_against_dividing_work(user: User, assessment: Assessment) -> list[Text]:
    """Returns the reasons against dividing the unit's leaves among its officers, and against giving one back."""
    if may_divide_work(user, assessment):
        return []
    return [
        Text(
            vi="Chỉ lãnh đạo đơn vị được phân công và trả lại tiêu chí cho cán bộ.",
            en="Only a leader of the unit may hand out leaves and give them back to officers.",
        )
    ]


def may_add_signed_report(user: User, assessment: Assessment) -> bool:
    """Returns whether the person may upload the signed report of a unit's sheet now."""
    return not reasons_against_adding_signed_report(user, assessment)


def reasons_against_adding_signed_report(user: User, assessment: Assessment) -> list[Text]:
    """Returns the reasons against uploading the signed report of a unit's sheet."""
    reasons = []
    if not may_lead(user, assessment):
        reasons.append(
            Text(
                vi="Chỉ lãnh đạo đơn vị được tải báo cáo đã ký lên phiếu.",
                en="Only a leader of the unit may upload its signed report.",
            )
        )
    if assessment.status == Status.DRAFTING:
        reasons.append(
            Text(
                vi="Hãy gửi phiếu trước: báo cáo ký theo số liệu đã gửi.",
                en="Submit the sheet first: what is signed are the submitted figures.",
            )
        )
    return reasons


def _not_own_leaf(user: User, score: Score) -> list[Text]:
    unit_id = score.assessment.unit_id
    if unit_id not in user.unit_ids:
        return [
            Text(
                vi="Chỉ cán bộ, lãnh đạo của đơn vị được ghi phần tự đánh giá.",
                en="Only officers and leaders of the unit may write its self-assessment.",
            )
        ]
    if holds_leaf(user, unit_id, score.criterion):
        return []
    return [
        Text(
            vi=f"Tiêu chí {score.criterion.code} không thuộc phần được giao. Hãy báo lãnh đạo đơn vị.",
            en=f"Criterion {score.criterion.code} is not in the part assigned to you. Ask your unit's leader.",
        )
    ]
