"""The pages of a sheet's steps: one address for all of them, a form for each."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments import acts, permissions
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    sheet_or_refuse,
    signed_in,
    status_of,
)
from assessments.review.workflow.offers import offer
from assessments.review.workflow.steps import UNTIL, StepForm
from assessments.review.workflow.transitions import STEP_FORMS
from criteria.common.moments import typed_day
from criteria.common.text import FieldFault, Refused, Text

NOT_DECLARED = Text(
    vi="Hãy đánh dấu nội dung cam đoan trước khi gửi.",
    en="Tick the declaration before you submit.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def step(request: Visitor, sheet_id: int, name: str) -> HttpResponse:
    """Shows the step's form, or the reasons against it; a POST makes the step. A refusal keeps the typed text."""
    sheet = sheet_or_refuse(request, sheet_id)
    if (form := STEP_FORMS.get(name)) is None:
        raise Http404
    causes: tuple[Text, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            result = act_once(request, lambda: _make(request, sheet_id, name, form))
        except Refused as error:
            causes, status = error.causes, status_of(request, error)
        else:
            language = request.LANGUAGE_CODE
            messages.success(request, form.message.in_language(language))
            if form.left_out and result:
                messages.warning(request, form.left_out.in_language(language).format(n=result))
            return redirect("sheet", sheet_id)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "offer": offer(request.user, sheet, name),
        "causes": causes,
        "typed": request.POST,
    }
    return render(request, "assessments/step.html", context, status=status)


def _make(request: Visitor, sheet_id: int, name: str, form: StepForm) -> int | None:
    """Calls the step's act with the values of its form; returns the number that the act gives, if it gives one."""
    values: dict[str, Any] = {field: request.POST.get(field, "") for field in form.fields}
    if UNTIL in form.fields:
        until = end_of_day(values[UNTIL])
        # A missing day becomes one in the past: the act then names it together with every other fault.
        values[UNTIL] = until or (NEVER if UNTIL in form.needed else None)
    if form.declaration and not request.POST.get("declared"):
        # Whoever may not make the step is told that instead.
        reasons = offer(request.user, sheet_or_refuse(request, sheet_id), name).reasons
        permissions.demand(reasons, [NOT_DECLARED])
    act: Callable[..., object] = getattr(acts, form.act)
    result = act(actor=acting(request), assessment_id=sheet_id, **values)
    return result if isinstance(result, int) else None


NEVER = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def end_of_day(typed: str) -> datetime.datetime | None:
    """Returns the moment after the last of a day in Vietnam; ``None`` for an empty field. Raises ``Refused``."""
    if not typed.strip():
        return None
    try:
        day = typed_day(typed) or datetime.date.max
        next_day = day + datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Refused(
            FieldFault(
                vi="Ngày không đúng: hãy nhập ngày của hạn mới, ví dụ 31/12/2026.",
                en="The day is not valid: type the day of the new deadline, such as 31/12/2026.",
                field="until",
            )
        ) from error
    return timezone.make_aware(datetime.datetime.combine(next_day, datetime.time.min))
