"""The steps of a sheet as its page offers them: what each asks for, and where the sheet stands."""

import datetime
from dataclasses import dataclass

from django.db.models import Max

from assessments import permissions
from assessments.models import Assessment, Change, Status, User
from assessments.review.workflow import transitions
from criteria.common.labels import both
from criteria.common.text import Text

REASON, UNTIL, DOCUMENT = "reason", "until", "document"


@dataclass(frozen=True)
class Form:
    """What a step's form asks for; ``hint`` says what comes of it."""

    fields: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    hint: Text | None = None
    is_grave: bool = False


FORMS = {
    "submit": Form(
        hint=Text(
            vi="Sau khi gửi, phần tự đánh giá khóa lại và chỉ điều phối viên trả lại được.",
            en="Once submitted, the self-assessment is locked and only the coordinator can return it.",
        )
    ),
    "request_explanation": Form(
        (UNTIL,),
        (UNTIL,),
        Text(
            vi="Gửi đơn vị mọi câu hỏi đã nêu; chỉ những tiêu chí đó mở cho đơn vị đến hết ngày này.",
            en="Sends the unit all questions raised; only those leaves open for it, to the end of that day.",
        ),
    ),
    "send_explanations": Form(
        hint=Text(
            vi="Tiêu chí chưa giải trình giữ điểm thẩm định lần đầu. Sau khi gửi không bổ sung được nữa.",
            en="Leaves not explained keep their first award. Nothing can be added after this.",
        )
    ),
    "explanation_over": Form(
        hint=Text(
            vi="Tiêu chí chưa giải trình giữ điểm thẩm định lần đầu.",
            en="Leaves not explained keep their first award.",
        )
    ),
    "return": Form(
        (REASON, UNTIL, DOCUMENT),
        (REASON,),
        Text(
            vi="Thẩm định làm lại từ đầu khi đơn vị gửi lại. Hạn tự đánh giá đã qua thì phải cho hạn mới.",
            en="The review begins anew once the unit submits again. If its deadline is past, give a new one.",
        ),
        is_grave=True,
    ),
    "leave_council": Form(
        (REASON,),
        (REASON,),
        Text(
            vi="Thẩm định tiếp từ chỗ đang dừng; tiêu chí khác ý kiến vẫn chờ thống nhất hoặc trình lại.",
            en="The review goes on from where it rests; what is disputed still waits to be settled or taken there again.",
        ),
        is_grave=True,
    ),
    "finish": Form(
        hint=Text(
            vi="Kết quả được giữ nguyên làm bản cuối cùng; muốn sửa phải mở lại kèm lý do.",
            en="The result is kept as final; changing it takes a reopening with a reason.",
        )
    ),
    "reopen": Form(
        (REASON, UNTIL),
        (REASON, UNTIL),
        Text(
            vi="Chỉ phần thẩm định mở lại; phần tự đánh giá vẫn khóa.",
            en="Only the reviewers' side opens; the unit's stays locked.",
        ),
        is_grave=True,
    ),
    "extend": Form(
        (UNTIL, REASON, DOCUMENT),
        (UNTIL, REASON),
        Text(
            vi="Hạn mới sau hạn thẩm định: hạn thẩm định của phiếu này lùi theo, cách hạn mới đúng bằng thời gian thẩm định của kỳ.",
            en="Past the review's end, this sheet's review moves along, by as long as the round gives to review.",
        ),
    ),
    "extend_review": Form((UNTIL, REASON), (UNTIL, REASON)),
}
"""The steps that have a form; the others of the workflow are made where their work is done."""

ELSEWHERE = {
    "start_review": Text(
        vi="Bắt đầu khi người thẩm định chấm tiêu chí đầu tiên.",
        en="Begins with the first leaf that a reviewer awards.",
    ),
    "to_council": Text(
        vi="Lập phiên họp, đưa tiêu chí vào chương trình rồi trình.",
        en="Open a council, put the leaves on its agenda, then take them there.",
    ),
    "decided": Text(
        vi="Xong khi phiên họp kết thúc với biên bản.",
        en="Done when the council closes with its minutes.",
    ),
}
EXTENSIONS = {
    "extend": (
        Text(vi="Gia hạn cho đơn vị", en="Give the unit more time"),
        (Status.DRAFTING, Status.EXPLAINING),
    ),
    "extend_review": (
        Text(vi="Gia hạn thẩm định", en="Give the reviewers more time"),
        (Status.SUBMITTED, Status.IN_REVIEW, Status.EXPLAINING, Status.COUNCIL),
    ),
}


@dataclass(frozen=True)
class Offer:
    """A step with its form, or with every reason why it is not possible now."""

    name: str
    label: Text
    reasons: list[Text]
    is_here: bool
    form: Form | None
    elsewhere: Text | None


def offers(user: User, assessment: Assessment) -> list[Offer]:
    """The person's own steps: possible now, then not possible in this state yet, then of other states.

    Among those that are possible the grave ones come last.
    """
    found = [
        Offer(
            step.name,
            step.label,
            step.reasons,
            step.is_here,
            FORMS.get(step.name),
            ELSEWHERE.get(step.name),
        )
        for step in transitions.steps(user, assessment)
    ]
    if permissions.may_coordinate(user):
        for name, (label, states) in EXTENSIONS.items():
            if assessment.status in states:
                found.append(Offer(name, label, [], True, FORMS[name], None))
    return sorted(
        found,
        key=lambda one: (
            not one.is_here,
            bool(one.reasons),
            one.form is not None and one.form.is_grave,
        ),
    )


def offer(user: User, assessment: Assessment, name: str) -> Offer:
    """One step that has a form, for anybody: with what stands against it."""
    if name in EXTENSIONS:
        reasons = permissions.reasons_against_coordinating(user)
        return Offer(name, EXTENSIONS[name][0], reasons, not reasons, FORMS[name], None)
    label = transitions.TRANSITIONS[name].label
    reasons = transitions.barriers(user, assessment, name)
    return Offer(name, label, reasons, True, FORMS[name], None)


@dataclass(frozen=True)
class Mark:
    """A state on the line that a sheet walks; ``at`` is when it came there last."""

    label: Text
    kind: str
    """``done``, ``now``, ``ahead``, or ``maybe`` for one that not every sheet comes to."""
    at: datetime.datetime | None


SECOND = Text(vi="Thẩm định lần hai", en="Second review")
PATH = (
    (Status.DRAFTING, None),
    (Status.SUBMITTED, "submit"),
    (Status.IN_REVIEW, "start_review"),
    (Status.EXPLAINING, "request_explanation"),
    ("second", None),
    (Status.COUNCIL, "to_council"),
    (Status.FINAL, "finish"),
)


def path_of(assessment: Assessment) -> list[Mark]:
    """Where the sheet stands, in one query."""
    acts = [act for _state, act in PATH if act] + ["send_explanations", "explanation_over"]
    came: dict[str, datetime.datetime] = dict(
        Change.objects.filter(assessment=assessment, score=None, act__in=acts)
        .order_by()
        .values_list("act")
        .annotate(Max("at"))
    )
    second = [came[act] for act in ("send_explanations", "explanation_over") if act in came]
    states = [state for state, _act in PATH]
    explained = assessment.status == Status.IN_REVIEW and assessment.explanations
    here = states.index("second" if explained else Status(assessment.status))
    marks = []
    for at, (state, act) in enumerate(PATH):
        when = came.get(act or "") if state != "second" else max(second, default=None)
        rare = state in (Status.EXPLAINING, "second", Status.COUNCIL)
        kind = "done" if at < here else "now" if at == here else "ahead"
        if rare and kind != "now" and (kind == "ahead" or when is None):
            kind = "maybe"
        label = SECOND if state == "second" else both(Status(state).label)
        marks.append(Mark(label, kind, when if at <= here else None))
    return marks
