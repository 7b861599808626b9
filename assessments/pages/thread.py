"""The form of a leaf's thread: to ask, to explain, to reply, to leave the leaf to the council."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments import acts
from assessments.acts import Conflict
from assessments.models import Score
from assessments.models.sheet_scales import scale_of
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    posted_whole_number,
    refusal_page,
    require_press,
    score_or_refuse,
    signed_in,
    status_of,
)
from assessments.pages.leaves import versions, with_state
from assessments.pages.workspace import after_a_save, panel, workspace_page
from assessments.review.second_review import asked_at
from assessments.review.thread import thread_of
from assessments.sheets.panel import saved_side
from criteria.common.text import Refused

ACTS: dict[str, tuple[Callable[..., Score], str]] = {
    "explain": (acts.explain, "text"),
    "raise": (acts.raise_flag, "question"),
    "withdraw": (acts.withdraw_flag, "reason"),
    "keep": (acts.settle_flag, "reply"),
    "dispute": (acts.dispute_flag, "reply"),
}
"""The act of each button, with the name of its text."""


@require_press
@signed_in
def say_page(request: Visitor, score_id: int) -> HttpResponse:
    """Adds a remark, by the act of the button that was pressed. A refusal leaves the typed text where it is."""
    score = score_or_refuse(request, score_id)
    if request.POST.get("act") not in ACTS:
        raise Http404
    act, name = ACTS[request.POST["act"]]
    text: dict[str, Any] = {name: request.POST.get("text", "")}

    def say() -> None:
        version = posted_whole_number(request, "version")
        act(actor=acting(request), score_id=score_id, version=version, **text)

    try:
        act_once(request, say)
    except Refused as error:
        return _not_said(request, score, error)
    if not request.htmx:
        messages.success(request, _("Đã ghi"))
        return redirect("leaf", score.assessment_id, score.criterion.code)
    score = score_or_refuse(request, score_id)
    thread = thread_of(request.user, score, asked_at(score.assessment), said=True)
    context = {"score": score, "thread": thread, "form": "thread", **after_a_save(request, score)}
    answer = render(request, "assessments/_said.html", context | versions(request, score))
    return with_state(answer, request, score)


def _not_said(request: Visitor, score: Score, error: Refused) -> HttpResponse:
    conflict = isinstance(error, Conflict)
    if request.htmx and not conflict:
        return refusal_page(request, error)
    score = score_or_refuse(request, score.pk)
    scale = scale_of(score)
    theirs = saved_side(scale, score.awarded)
    context: dict[str, Any] = {
        "causes": error.causes,
        "form": "say",
        "theirs": theirs if conflict else None,
    }
    if request.htmx:
        context |= {"score": score} | after_a_save(request, score)
        return render(request, "assessments/_conflict.html", context, status=409)
    status = 409 if conflict else status_of(request, error)
    shown = panel(request, score, typed="say", **context)
    return workspace_page(request, shown, status=status)
