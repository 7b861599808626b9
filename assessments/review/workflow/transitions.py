"""The workflow of a sheet as one table: from which state to which, by whom, under which conditions, and in which words.

``docs/workflow.md`` is made from it; ``moving`` alone makes the steps.
"""

from assessments.messages.step_recipients import (
    SheetNotice,
    reviewers_with_answers,
    reviewers_with_disputes,
    sheet_reviewers,
    unit_and_reviewers,
    unit_people,
)
from assessments.models import Role, Status
from assessments.review.workflow import guards
from assessments.review.workflow.steps import (
    DOCUMENT,
    REASON,
    UNTIL,
    Extension,
    Station,
    StepForm,
    StepPage,
    Transition,
)
from assessments.writing.actor import CLOCK
from assessments.writing.acts import Act
from criteria.common.text import Text

FIRST_STATION = Station(Status.DRAFTING)
_SECOND_REVIEW = Station(
    Status.IN_REVIEW, is_rare=True, own_label=Text(vi="Thẩm định lần hai", en="Second review")
)
_COUNCILS = StepPage(
    "councils", Text(vi="Các phiên họp hội đồng", en="Councils of the round"), is_of_round=True
)
_LEFT_OUT = Text(
    vi="{n} tiêu chí không giải trình giữ điểm thẩm định lần đầu.",
    en="{n} leaves not explained keep their first award.",
)
_EXPLAINED = SheetNotice(
    reviewers_with_answers,
    Text(
        vi="{unit} đã giải trình: hãy xem và trả lời.",
        en="{unit} has explained: read it and reply.",
    ),
)

_ROWS = (
    Transition(
        act=Act("submit", Text(vi="Gửi phiếu", en="Submitted")),
        label=Text(vi="Gửi phiếu", en="Submit"),
        sources=(Status.DRAFTING,),
        target=Status.SUBMITTED,
        roles=(Role.LEADER,),
        guards=(guards.unit_in_time, guards.all_leaves_filled_in),
        page=StepPage("check", Text(vi="Kiểm tra và gửi", en="Check and submit")),
        form=StepForm(
            act="submit_assessment",
            message=Text(
                vi="Đã gửi phiếu. Phần tự đánh giá đã khóa và chuyển sang thẩm định.",
                en="The sheet has been submitted. The self-assessment is locked and goes to review.",
            ),
            hint=Text(
                vi="Sau khi gửi, phần tự đánh giá khóa lại và chỉ điều phối viên trả lại được.",
                en="Once submitted, the self-assessment is locked and only the coordinator can return it.",
            ),
            declaration=Text(
                vi="Đơn vị chịu trách nhiệm về tính chính xác của số liệu và tài liệu kiểm chứng đã kê khai.",
                en="The unit answers for the accuracy of the figures and evidence declared.",
            ),
        ),
        notice=SheetNotice(
            sheet_reviewers,
            Text(
                vi="{unit} đã gửi phiếu, chờ thẩm định trước {review_deadline}. Các phiếu khác gửi trong ngày cũng ở trang của kỳ.",
                en="{unit} has submitted its sheet: review it before {review_deadline} (Vietnam time). The others of the day stand on the round's page too.",
            ),
            once_a_day="submitted",
        ),
        station=Station(Status.SUBMITTED),
    ),
    Transition(
        act=Act("start_review", Text(vi="Bắt đầu thẩm định", en="Started the review")),
        label=Text(vi="Bắt đầu thẩm định", en="Start the review"),
        sources=(Status.SUBMITTED,),
        target=Status.IN_REVIEW,
        roles=(Role.REVIEWER, Role.COORDINATOR),
        guards=(guards.review_in_time,),
        elsewhere=Text(
            vi="Bắt đầu khi người thẩm định chấm tiêu chí đầu tiên.",
            en="Begins with the first leaf that a reviewer awards.",
        ),
        station=Station(Status.IN_REVIEW),
    ),
    # The coordinator makes it: several bodies review one sheet, and the unit explains to all of them at once.
    Transition(
        act=Act(
            "request_explanation", Text(vi="Gửi yêu cầu giải trình", en="Requested the explanation")
        ),
        label=Text(vi="Yêu cầu giải trình", en="Request the explanation"),
        sources=(Status.IN_REVIEW,),
        target=Status.EXPLAINING,
        roles=(Role.COORDINATOR,),
        guards=(
            guards.review_in_time,
            guards.something_asked,
            guards.own_leaves_awarded,
            guards.answers_read,
            guards.explanations_left,
        ),
        form=StepForm(
            act="request_explanation",
            message=Text(
                vi="Đã gửi yêu cầu giải trình cho đơn vị.",
                en="The questions are sent to the unit.",
            ),
            fields=(UNTIL,),
            needed=(UNTIL,),
            hint=Text(
                vi="Gửi đơn vị mọi câu hỏi đã nêu; chỉ những tiêu chí đó mở cho đơn vị đến hết ngày này.",
                en="Sends the unit all questions raised; only those leaves open for it, to the end of that day.",
            ),
        ),
        notice=SheetNotice(
            unit_people,
            Text(
                vi="Phiếu của {unit} có tiêu chí cần giải trình, hạn {explain_by}.",
                en="Leaves on the sheet of {unit} are to be explained before {explain_by} (Vietnam time).",
            ),
        ),
        station=Station(Status.EXPLAINING, is_rare=True),
    ),
    Transition(
        act=Act("send_explanations", Text(vi="Gửi giải trình", en="Sent the explanations")),
        label=Text(vi="Gửi giải trình", en="Send the explanations"),
        sources=(Status.EXPLAINING,),
        target=Status.IN_REVIEW,
        roles=(Role.LEADER,),
        guards=(guards.explanation_in_time,),
        form=StepForm(
            act="send_explanations",
            message=Text(
                vi="Đã gửi giải trình cho người thẩm định.",
                en="The explanations are sent to the reviewers.",
            ),
            hint=Text(
                vi="Tiêu chí chưa giải trình giữ điểm thẩm định lần đầu. Sau khi gửi không bổ sung được nữa.",
                en="Leaves not explained keep their first award. Nothing can be added after this.",
            ),
            counts_unexplained=True,
            left_out=_LEFT_OUT,
        ),
        notice=_EXPLAINED,
        station=_SECOND_REVIEW,
    ),
    Transition(
        act=Act("explanation_over", Text(vi="Hết hạn giải trình", en="Explanation closed")),
        label=Text(vi="Hết hạn giải trình", en="Close the explanation"),
        sources=(Status.EXPLAINING,),
        target=Status.IN_REVIEW,
        roles=(CLOCK, Role.REVIEWER, Role.COORDINATOR),
        guards=(guards.explanation_is_over,),
        form=StepForm(
            act="close_explanation",
            message=Text(
                vi="Đã kết thúc giải trình của phiếu này.",
                en="The explanation of this sheet is closed.",
            ),
            hint=Text(
                vi="Tiêu chí chưa giải trình giữ điểm thẩm định lần đầu.",
                en="Leaves not explained keep their first award.",
            ),
            left_out=_LEFT_OUT,
        ),
        notice=_EXPLAINED,
        station=_SECOND_REVIEW,
    ),
    Transition(
        act=Act("to_council", Text(vi="Trình hội đồng", en="Taken to the council")),
        label=Text(vi="Trình hội đồng", en="Take to the council"),
        sources=(Status.IN_REVIEW,),
        target=Status.COUNCIL,
        roles=(Role.COORDINATOR,),
        guards=(
            guards.review_in_time,
            guards.something_disputed,
            guards.own_leaves_awarded,
            guards.nothing_asked,
            guards.answers_read,
        ),
        elsewhere=Text(
            vi="Lập phiên họp, đưa tiêu chí vào chương trình rồi trình.",
            en="Open a council, put the leaves on its agenda, then take them there.",
        ),
        page=_COUNCILS,
        station=Station(Status.COUNCIL, is_rare=True),
    ),
    # It leads back to the review, not to the end: survey points may be missing, and finishing has its own guards.
    Transition(
        act=Act("decided", Text(vi="Hội đồng đã quyết định", en="Decided by the council")),
        label=Text(vi="Hội đồng đã quyết định", en="Decided by the council"),
        sources=(Status.COUNCIL,),
        target=Status.IN_REVIEW,
        roles=(Role.COORDINATOR,),
        guards=(guards.review_in_time, guards.nothing_disputed),
        elsewhere=Text(
            vi="Xong khi phiên họp kết thúc với biên bản.",
            en="Done when the council closes with its minutes.",
        ),
        page=_COUNCILS,
        notice=SheetNotice(
            unit_people,
            Text(
                vi="Hội đồng thẩm định đã quyết định về phiếu của {unit}.",
                en="The council has decided on the sheet of {unit}.",
            ),
        ),
    ),
    # For a sheet whose leaves were all taken off the agenda: no council would ever end it.
    Transition(
        act=Act("leave_council", Text(vi="Rút khỏi hội đồng", en="Took back from the council")),
        label=Text(vi="Rút khỏi hội đồng", en="Take back from the council"),
        sources=(Status.COUNCIL,),
        target=Status.IN_REVIEW,
        roles=(Role.COORDINATOR,),
        guards=(guards.on_no_agenda,),
        form=StepForm(
            act="leave_council",
            message=Text(
                vi="Đã rút phiếu khỏi hội đồng; thẩm định tiếp.",
                en="The sheet was taken back from the council; its review goes on.",
            ),
            fields=(REASON,),
            needed=(REASON,),
            hint=Text(
                vi="Thẩm định tiếp từ chỗ đang dừng; tiêu chí khác ý kiến vẫn chờ thống nhất hoặc trình lại.",
                en="The review goes on from where it rests; what is disputed still waits to be settled or taken there again.",
            ),
            is_grave=True,
        ),
        notice=SheetNotice(
            reviewers_with_disputes,
            Text(
                vi="Phiếu của {unit} được rút khỏi hội đồng, thẩm định tiếp: {reason}",
                en="The sheet of {unit} was taken back from the council; its review goes on: {reason}",
            ),
        ),
    ),
    Transition(
        act=Act("return", Text(vi="Trả lại đơn vị", en="Returned to the unit")),
        label=Text(vi="Trả lại đơn vị", en="Return to the unit"),
        sources=(Status.SUBMITTED, Status.IN_REVIEW),
        target=Status.DRAFTING,
        roles=(Role.COORDINATOR,),
        guards=(guards.on_no_agenda,),
        form=StepForm(
            act="return_assessment",
            message=Text(
                vi="Đã trả lại phiếu cho đơn vị.", en="The sheet has been returned to the unit."
            ),
            fields=(REASON, UNTIL, DOCUMENT),
            needed=(REASON,),
            hint=Text(
                vi="Thẩm định làm lại từ đầu khi đơn vị gửi lại. Hạn tự đánh giá đã qua thì phải cho hạn mới.",
                en="The review begins anew once the unit submits again. If its deadline is past, give a new one.",
            ),
            is_grave=True,
        ),
        notice=SheetNotice(
            unit_people,
            Text(
                vi="Phiếu của {unit} được trả lại, hạn gửi lại {deadline}: {reason}",
                en="The sheet of {unit} was returned, to be submitted again before {deadline} (Vietnam time): {reason}",
            ),
        ),
    ),
    Transition(
        act=Act("finish", Text(vi="Kết thúc thẩm định", en="Finished the review")),
        label=Text(vi="Kết thúc thẩm định", en="Finish the review"),
        sources=(Status.SUBMITTED, Status.IN_REVIEW),
        target=Status.FINAL,
        roles=(Role.COORDINATOR,),
        guards=(
            guards.all_leaves_awarded,
            guards.nothing_asked,
            guards.answers_read,
            guards.nothing_disputed,
        ),
        form=StepForm(
            act="finish_assessment",
            message=Text(
                vi="Đã kết thúc thẩm định phiếu này.",
                en="The review of this sheet has been finished.",
            ),
            hint=Text(
                vi="Kết quả được giữ nguyên làm bản cuối cùng; muốn sửa phải mở lại kèm lý do.",
                en="The result is kept as final; changing it takes a reopening with a reason.",
            ),
        ),
        notice=SheetNotice(
            unit_people,
            Text(
                vi="Phiếu của {unit} đã thẩm định xong ({round}).",
                en="The review of the sheet of {unit} is finished ({round}).",
            ),
        ),
        station=Station(Status.FINAL),
    ),
    Transition(
        act=Act("reopen", Text(vi="Mở lại thẩm định", en="Reopened the review")),
        label=Text(vi="Mở lại thẩm định", en="Reopen the review"),
        sources=(Status.FINAL,),
        target=Status.IN_REVIEW,
        roles=(Role.COORDINATOR,),
        form=StepForm(
            act="reopen_assessment",
            message=Text(
                vi="Đã mở lại thẩm định phiếu này.", en="The review of this sheet is reopened."
            ),
            fields=(REASON, UNTIL),
            needed=(REASON, UNTIL),
            hint=Text(
                vi="Chỉ phần thẩm định mở lại; phần tự đánh giá vẫn khóa.",
                en="Only the reviewers' side opens; the unit's stays locked.",
            ),
            is_grave=True,
        ),
        notice=SheetNotice(
            unit_and_reviewers,
            Text(
                vi="Mở lại thẩm định phiếu của {unit} đến {review_deadline}: {reason}",
                en="The review of the sheet of {unit} is reopened until {review_deadline} (Vietnam time): {reason}",
            ),
        ),
    ),
)
TRANSITIONS = {row.name: row for row in _ROWS}

_MORE_TIME = (
    Extension(
        name="extend",
        label=Text(vi="Gia hạn cho đơn vị", en="Give the unit more time"),
        sources=(Status.DRAFTING, Status.EXPLAINING),
        form=StepForm(
            act="extend_deadline",
            message=Text(vi="Đã gia hạn cho đơn vị.", en="The unit's deadline has been extended."),
            fields=(UNTIL, REASON, DOCUMENT),
            needed=(UNTIL, REASON),
            hint=Text(
                vi="Hạn mới sau hạn thẩm định: hạn thẩm định của phiếu này lùi theo, cách hạn mới đúng bằng thời gian thẩm định của kỳ.",
                en="Past the review's end, this sheet's review moves along, by as long as the round gives to review.",
            ),
        ),
    ),
    Extension(
        name="extend_review",
        label=Text(vi="Gia hạn thẩm định", en="Give the reviewers more time"),
        sources=(Status.SUBMITTED, Status.IN_REVIEW, Status.EXPLAINING, Status.COUNCIL),
        form=StepForm(
            act="extend_review",
            message=Text(
                vi="Đã gia hạn thẩm định phiếu này.", en="The review of this sheet is extended."
            ),
            fields=(UNTIL, REASON),
            needed=(UNTIL, REASON),
        ),
    ),
)
EXTENSIONS = {row.name: row for row in _MORE_TIME}
STEP_FORMS: dict[str, StepForm] = {
    row.name: row.form for row in (*_ROWS, *_MORE_TIME) if row.form is not None
}
"""The forms of the steps that have one, by name; the other steps are made where their work is done."""
