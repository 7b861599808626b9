"""A sheet's steps: one address for all of them, one form each."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assessments import actions
from assessments.steps import FORMS, UNTIL, offer
from assessments.views.doors import Visitor, acting, sheet_or_refuse, signed_in, status_of
from criteria.text import Refused, Text

DONE = {
    "submit": gettext_lazy("Đã gửi phiếu. Phần tự đánh giá đã khóa và chuyển sang thẩm định."),
    "request_explanation": gettext_lazy("Đã gửi yêu cầu giải trình cho đơn vị."),
    "send_explanations": gettext_lazy("Đã gửi giải trình cho người thẩm định."),
    "explanation_over": gettext_lazy("Đã kết thúc giải trình của phiếu này."),
    "return": gettext_lazy("Đã trả lại phiếu cho đơn vị."),
    "finish": gettext_lazy("Đã kết thúc thẩm định phiếu này."),
    "reopen": gettext_lazy("Đã mở lại thẩm định phiếu này."),
    "extend": gettext_lazy("Đã gia hạn cho đơn vị."),
    "extend_review": gettext_lazy("Đã gia hạn thẩm định phiếu này."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: Visitor, sheet_id: int, name: str) -> HttpResponse:
    """The step's form, or what stands against it; a POST makes it. A refusal keeps what was typed."""
    sheet = sheet_or_refuse(request, sheet_id)
    if name not in FORMS:
        raise Http404
    causes: tuple[Text, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            unanswered = _make(request, sheet_id, name)
        except Refused as error:
            causes, status = error.causes, status_of(request, error)
        else:
            messages.success(request, DONE[name])
            if unanswered:
                told = _("%(n)s tiêu chí không giải trình giữ điểm thẩm định lần đầu.")
                messages.warning(request, told % {"n": unanswered})
            return redirect("sheet", sheet_id)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "offer": offer(request.user, sheet, name),
        "causes": causes,
        "typed": request.POST,
    }
    return render(request, "assessments/step.html", context, status=status)


def _make(request: Visitor, sheet_id: int, name: str) -> int:
    """Call the step's action; answers how many flags it left unanswered."""
    actor, post = acting(request), request.POST
    until = end_of_day(post.get(UNTIL, "")) if UNTIL in FORMS[name].fields else None
    reason, document = post.get("reason", ""), post.get("document", "")
    # A day that is missing lies in the past for the action, which names it with every other fault.
    day = until or NEVER
    match name:
        case "submit":
            actions.submit_assessment(actor=actor, assessment_id=sheet_id)
        case "request_explanation":
            actions.request_explanation(actor=actor, assessment_id=sheet_id, until=day)
        case "send_explanations":
            return actions.send_explanations(actor=actor, assessment_id=sheet_id)
        case "explanation_over":
            return actions.close_explanation(actor=actor, assessment_id=sheet_id)
        case "return":
            actions.return_assessment(
                actor=actor, assessment_id=sheet_id, reason=reason, until=until, document=document
            )
        case "finish":
            actions.finish_review(actor=actor, assessment_ids=[sheet_id])
        case "reopen":
            actions.reopen_assessment(actor=actor, assessment_id=sheet_id, until=day, reason=reason)
        case "extend":
            actions.extend_deadline(
                actor=actor, assessment_id=sheet_id, until=day, reason=reason, document=document
            )
        case "extend_review":
            actions.extend_review(actor=actor, assessment_id=sheet_id, until=day, reason=reason)
    return 0


NEVER = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def end_of_day(typed: str) -> datetime.datetime | None:
    """The moment after the last of a day in Vietnam; None for an empty field. Raises ``Refused``."""
    if not typed.strip():
        return None
    try:
        day = (parse_date(typed) if typed.isascii() else None) or datetime.date.max
        next_day = day + datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Refused(
            Text(
                vi="Ngày không đúng: hãy chọn ngày của hạn mới.",
                en="The day is not valid: choose the day of the new deadline.",
            )
        ) from error
    return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time.min))
