"""Who may do what. Each function answers with the reasons against; none means allowed.

Pages, API, querysets and tests ask these same functions.
"""

import datetime
from collections.abc import Sequence

from django.utils import timezone

from assessments.models import Assessment, Flag, Held, Role, Round, Score, Status, User
from assessments.models.people import Part
from criteria.common.moments import vietnam_time
from criteria.common.text import NotAllowed, Refused, Text
from criteria.models import Criterion


def demand(reasons: list[Text], faults: Sequence[Text] = ()) -> None:
    """Raise ``NotAllowed`` when there are reasons, ``Refused`` when only the input has faults; with all of both."""
    if reasons:
        raise NotAllowed(*reasons, *faults)
    if faults:
        raise Refused(*faults)


def to_coordinate(user: User) -> list[Text]:
    """Against opening rounds, importing, ranking and publishing."""
    if user.holds(Role.COORDINATOR):
        return []
    return [
        Text(
            vi="Việc này dành cho điều phối viên của Bộ Nội vụ.",
            en="This is for a coordinator of the Ministry of Home Affairs.",
        )
    ]


def to_administer(user: User) -> list[Text]:
    """Against writing units, people and their parts of the tree."""
    if user.is_active and (user.is_superuser or user.holds(Role.ADMIN)):
        return []
    return [Text(vi="Việc này dành cho quản trị viên.", en="This is for an administrator.")]


def to_watch(user: User) -> list[Text]:
    """Against looking over everybody's shoulder: a person's acts, every unit's."""
    if user.holds(Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN):
        return []
    return [
        Text(
            vi="Chỉ quản trị viên, người giám sát và điều phối viên xem được việc của người khác.",
            en="Only administrators, inspectors and coordinators may list what somebody else did.",
        )
    ]


def to_see_councils(user: User) -> list[Text]:
    """Against reading councils: a unit reads what was decided on its leaves on its own sheet."""
    if user.body_ids or not to_watch(user):
        return []
    return [
        Text(
            vi="Hồ sơ hội đồng dành cho người thẩm định, điều phối viên và người giám sát. Đơn vị xem quyết định trên phiếu của mình.",
            en="Councils are for reviewers, coordinators and inspectors. A unit reads the decision on its own sheet.",
        )
    ]


def to_read(user: User, assessment: Assessment) -> list[Text]:
    """Against reading a sheet and its evidence. One rule with ``AssessmentQuerySet.visible_to``."""
    if Assessment.objects.visible_to(user).filter(pk=assessment.pk).exists():
        return []
    return [
        Text(
            vi="Phiếu đánh giá này thuộc đơn vị khác hoặc chưa được gửi thẩm định.",
            en="This sheet belongs to another unit or has not been submitted for review.",
        )
    ]


def window(assessment: Assessment, now: datetime.datetime | None = None) -> list[Text]:
    """Against writing by the unit, from the server's clock."""
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


def within(criterion: Criterion, part: Criterion | Part) -> bool:
    """Whether a leaf lies in the assigned part of the tree."""
    return criterion.code == part.code or criterion.code.startswith(f"{part.code}.")


def holds_leaf(user: User, unit_id: int, criterion: Criterion) -> bool:
    """Whether a leaf of the unit's sheet is the person's to fill in.

    A membership without parts is for the whole tree. One with parts is for these alone, and parts
    belong to one set: those of another year give nothing in this one.
    """
    return any(covers(membership.parts, criterion) for membership in _at_unit(user, unit_id))


def is_outside_part(user: User, unit_id: int, criterion: Criterion) -> bool:
    """Whether a leaf of the unit's sheet was given to others of the unit and not to this person."""
    return bool(_at_unit(user, unit_id)) and not holds_leaf(user, unit_id, criterion)


def covers(parts: Sequence[Criterion | Part], criterion: Criterion) -> bool:
    """Whether a membership with these parts is for the leaf."""
    return not parts or any(
        part.criteria_set_id == criterion.criteria_set_id and within(criterion, part)
        for part in parts
    )


def _at_unit(user: User, unit_id: int) -> list[Held]:
    return [m for m in user.held if m.unit_id == unit_id and m.role in (Role.OFFICER, Role.LEADER)]


def _own_part(user: User, score: Score) -> list[Text]:
    unit_id = score.assessment.unit_id
    if not _at_unit(user, unit_id):
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
            vi=f"Tiêu chí {score.criterion.code} không thuộc phần được giao cho bạn. Hãy báo lãnh đạo đơn vị.",
            en=f"Criterion {score.criterion.code} is not in the part assigned to you. Ask your unit's leader.",
        )
    ]


def to_claim(user: User, score: Score, now: datetime.datetime | None = None) -> list[Text]:
    """Against writing the unit's side of a leaf: figures, note, evidence."""
    reasons = _own_part(user, score)
    if score.criterion.is_survey:
        reasons.append(
            Text(
                vi="Đơn vị không cần tự đánh giá: điểm lấy từ điều tra xã hội học.",
                en="Not self-assessed: the points come from the survey.",
            )
        )
    if score.assessment.status == Status.DRAFTING:
        reasons += window(score.assessment, now)
    else:
        reasons.append(_locked(score))
    return reasons


def _locked(score: Score) -> Text:
    """Why the unit's side is closed, with the way out that there is in the sheet's state."""
    if score.assessment.status in (Status.SUBMITTED, Status.IN_REVIEW):
        return Text(
            vi="Phiếu đã gửi nên phần tự đánh giá đã khóa. Muốn sửa, đơn vị đề nghị điều phối viên trả lại phiếu.",
            en="The sheet is submitted and locked. To change it, ask the coordinator to return it.",
        )
    if score.assessment.status == Status.EXPLAINING and score.flag in (Flag.RAISED, Flag.ANSWERED):
        return Text(
            vi="Số liệu tự đánh giá đã khóa khi gửi phiếu: hãy ghi giải trình và bổ sung tài liệu ở dưới.",
            en="The figures have been locked since the submission: explain below, and add documents there.",
        )
    return Text(
        vi="Phiếu đã gửi nên phần tự đánh giá đã khóa.",
        en="The sheet is submitted, so its self-assessment is locked.",
    )


def to_explain(user: User, score: Score, now: datetime.datetime | None = None) -> list[Text]:
    """Against explaining a flagged leaf. Every other leaf stays locked."""
    reasons = _own_part(user, score)
    if score.assessment.status != Status.EXPLAINING:
        reasons.append(
            Text(
                vi="Phiếu không ở bước giải trình.",
                en="The sheet is not open for explanation.",
            )
        )
        return reasons
    if score.flag not in (Flag.RAISED, Flag.ANSWERED):
        reasons.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} không có yêu cầu giải trình nên vẫn khóa.",
                en=f"No explanation is asked of criterion {score.criterion.code}; it stays locked.",
            )
        )
    return reasons + explanation_window(score.assessment, now)


def to_prove(user: User, score: Score, now: datetime.datetime | None = None) -> list[Text]:
    """Against adding evidence to a leaf: to the claim, or to an explanation."""
    if score.assessment.status == Status.EXPLAINING:
        return to_explain(user, score, now)
    return to_claim(user, score, now)


def to_review(user: User) -> list[Text]:
    """Against reviewing anything at all."""
    if user.body_ids:
        return []
    return [Text(vi="Việc này dành cho người thẩm định.", en="This is for a reviewer.")]


def to_award(user: User, score: Score, now: datetime.datetime | None = None) -> list[Text]:
    """Against awarding points to a leaf."""
    reasons = to_review(user)
    if not reasons and score.reviewing_body_id not in user.body_ids:
        owner = score.reviewing_body
        reasons.append(
            Text(
                vi=f"Tiêu chí {score.criterion.code} do {owner or 'cơ quan khác'} thẩm định.",
                en=f"Criterion {score.criterion.code} is reviewed by {owner or 'another body'}.",
            )
        )
    if _at_unit(user, score.assessment.unit_id):
        reasons.append(
            Text(
                vi="Không ai thẩm định phiếu của chính đơn vị mình.",
                en="Nobody reviews the sheet of their own unit.",
            )
        )
    if score.criterion.is_survey:
        reasons.append(
            Text(
                vi="Điểm điều tra xã hội học chỉ nhập từ tệp kết quả điều tra.",
                en="Survey points come in from the survey file only.",
            )
        )
    if score.assessment.status not in (Status.SUBMITTED, Status.IN_REVIEW):
        reasons.append(_not_in_review(score.assessment))
    reasons += review_window(score.assessment, now)
    return reasons


def _not_in_review(assessment: Assessment) -> Text:
    if assessment.status == Status.DRAFTING:
        return Text(vi="Đơn vị chưa gửi phiếu.", en="The unit has not submitted its sheet.")
    if assessment.status == Status.EXPLAINING:
        return Text(
            vi="Đơn vị đang giải trình. Thẩm định tiếp khi đơn vị gửi giải trình hoặc hết hạn giải trình.",
            en="The unit is explaining. The review goes on once it has sent its explanations or their deadline is past.",
        )
    if assessment.status == Status.COUNCIL:
        return Text(
            vi="Phiếu đang trình hội đồng thẩm định; điểm do hội đồng quyết định.",
            en="The sheet is with the council, which decides its points.",
        )
    return Text(
        vi="Phiếu đã thẩm định xong nên không sửa được nữa. Muốn sửa, đề nghị điều phối viên mở lại thẩm định.",
        en="The review of this sheet is finished; it can no longer be changed. Ask the coordinator to reopen it.",
    )


def review_window(assessment: Assessment, now: datetime.datetime | None = None) -> list[Text]:
    """Against reviewing a sheet, from the server's clock."""
    return review_over(assessment.review_deadline, now)


def review_over(until: datetime.datetime, now: datetime.datetime | None = None) -> list[Text]:
    """Against reviewing what closes at ``until``: a sheet's deadline, or the round's."""
    if (now or timezone.now()) < until:
        return []
    at = vietnam_time(until)
    return [
        Text(
            vi=f"Đã hết hạn thẩm định lúc {at.vi}. Muốn thẩm định tiếp, đề nghị điều phối viên gia hạn thẩm định.",
            en=f"The review closed at {at.en} (Vietnam time). Ask the coordinator to extend the review.",
        )
    ]


def explanation_window(assessment: Assessment, now: datetime.datetime | None = None) -> list[Text]:
    """Against explaining, from the server's clock."""
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


def to_lead(user: User, assessment: Assessment) -> list[Text]:
    """Against submitting a unit's sheet."""
    if assessment.unit_id in user.units(Role.LEADER):
        return []
    return [
        Text(
            vi="Chỉ lãnh đạo đơn vị được gửi phiếu.",
            en="Only a leader of the unit may submit its sheet.",
        )
    ]


def to_add_signed(user: User, assessment: Assessment) -> list[Text]:
    """Against uploading the signed report of a unit's sheet."""
    reasons = []
    if assessment.unit_id not in user.units(Role.LEADER):
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


def to_divide(user: User, assessment: Assessment) -> list[Text]:
    """Against handing out the unit's leaves, and giving one back to its officer."""
    if assessment.unit_id in user.units(Role.LEADER):
        return []
    return [
        Text(
            vi="Chỉ lãnh đạo đơn vị được phân công và trả lại tiêu chí cho cán bộ.",
            en="Only a leader of the unit may hand out leaves and give them back to officers.",
        )
    ]


def to_see_division(user: User, assessment: Assessment) -> list[Text]:
    """Against seeing who of the unit does what."""
    if _at_unit(user, assessment.unit_id):
        return []
    return [
        Text(
            vi="Phân công trong đơn vị chỉ dành cho cán bộ, lãnh đạo của đơn vị.",
            en="Who does what in the unit is for its officers and leaders.",
        )
    ]


def to_read_internal(user: User, assessment: Assessment) -> list[Text]:
    """Against reading what a unit's leader and officers say to each other, and their drafts."""
    if _at_unit(user, assessment.unit_id) or user.holds(Role.INSPECTOR):
        return []
    return [
        Text(
            vi="Việc nội bộ của đơn vị chỉ dành cho cán bộ, lãnh đạo của đơn vị và người giám sát.",
            en="What a unit does within itself is for its officers and leaders, and for inspectors.",
        )
    ]


def to_foresee(user: User, assessment: Assessment) -> list[Text]:
    """Against seeing what a sheet may still reach: its unit's own people may, and who watches over all."""
    if _at_unit(user, assessment.unit_id) or not to_watch(user):
        return []
    return [
        Text(
            vi="Trang này chỉ dành cho cán bộ, lãnh đạo của đơn vị.",
            en="This page is for the unit's own officers and leaders.",
        )
    ]


def to_compare(user: User, round_: Round, leaf: Criterion | None = None) -> list[Text]:
    """Against seeing a leaf across all units: its reviewers in this round may, and who watches over all."""
    if user.holds(Role.COORDINATOR, Role.INSPECTOR, Role.ADMIN):
        return []
    reasons = to_review(user)
    if reasons:
        return reasons
    own = Score.objects.filter(assessment__round=round_, reviewing_body__in=user.body_ids)
    if leaf is None:
        if own.exists():
            return []
        return [
            Text(
                vi="Cơ quan của bạn không thẩm định tiêu chí nào của kỳ này.",
                en="Your body reviews no leaf of this round.",
            )
        ]
    if own.filter(criterion=leaf).exists():
        return []
    return [
        Text(
            vi=f"Tiêu chí {leaf.code} do cơ quan khác thẩm định.",
            en=f"Criterion {leaf.code} is reviewed by another body.",
        )
    ]
