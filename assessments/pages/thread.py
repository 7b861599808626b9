"""The form of a leaf's thread: to ask, to explain, to reply, to leave the leaf to the council."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
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
from assessments.pages.leaves import numbers, panel, versions, with_state
from assessments.pages.sheets import asked_filter
from assessments.review.second_review import asked_at
from assessments.review.thread import thread_of
from assessments.sheets.filters import chosen_filter, counted_filters
from assessments.sheets.panel import saved_side
from assessments.sheets.todo import leaves_with_scores
from assessments.sheets.tree import sheet_tree
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
    context = {"score": score, "thread": thread, "form": "thread", **_left(request, score)}
    answer = render(request, "assessments/_said.html", context | versions(request, score))
    return with_state(answer, request, score)


def _left(request: Visitor, score: Score) -> dict[str, Any]:
    """Returns the work left on the sheet, under the filter that its page was opened with."""
    sheet = score.assessment
    branches, _total = sheet_tree(sheet)
    leaves = [(row.node, one) for row, one in leaves_with_scores(branches)]
    chosen = chosen_filter(request.user, sheet, leaves, asked_filter(_asked_of_page(request)))
    return {"left": counted_filters(request.user, sheet, leaves, chosen.name)}


def _asked_of_page(request: Visitor) -> QueryDict:
    """Returns the query of the page that the form stands on, empty where its header holds no address."""
    try:
        return QueryDict(urlsplit(request.htmx.current_url or "").query)
    except ValueError:
        return QueryDict()


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
        context |= {"score": score} | numbers(score)
        return render(request, "assessments/_conflict.html", context, status=409)
    status = 409 if conflict else status_of(request, error)
    shown = panel(request, score, typed="say", **context)
    return render(request, "assessments/leaf.html", shown, status=status)
