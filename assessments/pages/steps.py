"""A sheet's steps: one address for all of them, one form each."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from assessments import acts
from assessments.pages.common import Visitor, acting, sheet_or_refuse, signed_in, status_of
from assessments.review.workflow.steps import FORMS, UNTIL, offer
from criteria.common.text import Refused, Text

DONE = {
    "submit": gettext_lazy("Đã gửi phiếu. Phần tự đánh giá đã khóa và chuyển sang thẩm định."),
    "request_explanation": gettext_lazy("Đã gửi yêu cầu giải trình cho đơn vị."),
    "send_explanations": gettext_lazy("Đã gửi giải trình cho người thẩm định."),
    "explanation_over": gettext_lazy("Đã kết thúc giải trình của phiếu này."),
    "return": gettext_lazy("Đã trả lại phiếu cho đơn vị."),
    "leave_council": gettext_lazy("Đã rút phiếu khỏi hội đồng; thẩm định tiếp."),
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


ACTS: dict[str, Callable[..., object]] = {
    "submit": acts.submit_assessment,
    "request_explanation": acts.request_explanation,
    "send_explanations": acts.send_explanations,
    "explanation_over": acts.close_explanation,
    "leave_council": acts.leave_council,
    "return": acts.return_assessment,
    "finish": lambda *, actor, assessment_id: acts.finish_review(
        actor=actor, assessment_ids=[assessment_id]
    ),
    "reopen": acts.reopen_assessment,
    "extend": acts.extend_deadline,
    "extend_review": acts.extend_review,
}
"""Each step's action; it takes what the step's form asks for."""
UNANSWERED = ("send_explanations", "explanation_over")
"""Those that answer how many flags they left unanswered."""


def _make(request: Visitor, sheet_id: int, name: str) -> int:
    """Call the step's action; answers how many flags it left unanswered."""
    form, post = FORMS[name], request.POST
    given: dict[str, Any] = {field: post.get(field, "") for field in form.fields}
    if UNTIL in form.fields:
        until = end_of_day(given[UNTIL])
        # A day that is missing lies in the past for the action, which names it with every other fault.
        given[UNTIL] = until or (NEVER if UNTIL in form.needed else None)
    done = ACTS[name](actor=acting(request), assessment_id=sheet_id, **given)
    return done if isinstance(done, int) and name in UNANSWERED else 0


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
