"""The page of a round with its sheets: the work that waits, and steps of many sheets at once."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from assessments import acts, permissions
from assessments.models import Assessment, Round, Status
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    require_press,
    signed_in,
    status_of,
)
from assessments.pages.steps import NEVER, end_of_day
from assessments.review.duties import LABELS, duties, duty_filter
from criteria.common.forms import whole_numbers
from criteria.common.search import search_words
from criteria.common.text import Refused, Text


@require_safe
@signed_in
def round_page(request: Visitor, round_id: int) -> HttpResponse:
    """Shows every sheet of a round that the person may see, with its progress."""
    return _page(request, round_id)


@require_press
@signed_in
def round_steps(request: Visitor, round_id: int) -> HttpResponse:
    """Makes a step of all ticked sheets, or of none; a refusal names every unit with its reasons and keeps the ticks."""
    permissions.demand(permissions.reasons_against_coordinating(request.user))
    round_ = get_object_or_404(Round, pk=round_id)
    post = request.POST
    chosen = whole_numbers(post, "sheets")
    # Only sheets of this round count: an id from elsewhere is ignored.
    ids = list(Assessment.objects.filter(round=round_, pk__in=chosen).values_list("pk", flat=True))
    try:
        if not ids:
            raise Refused(Text(vi="Chưa chọn phiếu nào.", en="No sheet is chosen."))
        if post.get("step") == "request_explanation":
            until = end_of_day(post.get("until", "")) or NEVER
            number = act_once(
                request,
                lambda: acts.request_explanations(
                    actor=acting(request), assessment_ids=ids, until=until
                ),
            )
            message = ngettext(
                "Đã gửi yêu cầu giải trình cho %(n)s đơn vị.",
                "Đã gửi yêu cầu giải trình cho %(n)s đơn vị.",
                number,
            )
        elif post.get("step") == "finish":
            number = act_once(
                request, lambda: acts.finish_review(actor=acting(request), assessment_ids=ids)
            )
            message = ngettext(
                "Đã kết thúc thẩm định %(n)s phiếu.", "Đã kết thúc thẩm định %(n)s phiếu.", number
            )
        else:
            raise Http404
    except Refused as error:
        return _page(request, round_id, error=error, chosen=set(ids))
    messages.success(request, message % {"n": number})
    return redirect("round", round_id)


def _page(
    request: Visitor, round_id: int, *, error: Refused | None = None, chosen: set[int] | None = None
) -> HttpResponse:
    user, parameters = request.user, request.POST if error else request.GET
    round_ = get_object_or_404(
        Round.objects.select_related("criteria_set"),
        permissions.rounds_visible_to(user),
        pk=round_id,
    )
    watches = permissions.may_watch(user)
    sheets = Assessment.objects.filter(permissions.sheets_readable_by(user), round=round_)
    counts = Counter(sheets.order_by().values_list("status", flat=True))
    todo = parameters.get("todo", "")
    wanted = duty_filter(user, todo)
    own_work = wanted is not None and todo in ("my_replies", "my_reviews")
    if wanted is not None:
        sheets = sheets.filter(wanted)
    # A reviewer's progress counts only the leaves of their own bodies.
    bodies = user.body_ids if permissions.may_review(user) and not watches else None
    sheets = sheets.select_related("unit").with_progress(bodies).order_by("unit__code")
    shown = _filtered(list(sheets), parameters.get("q", ""), parameters.get("status", ""))
    context: dict[str, Any] = {
        "round": round_,
        "sheets": shown,
        "states": [(Status(value), counts[value]) for value in Status.values],
        "duties": duties(user, [round_]).get(round_.pk, []),
        "coordinates": permissions.may_coordinate(user),
        "compares": permissions.may_compare(user, round_),
        "of_my_bodies": bodies is not None,
        "q": parameters.get("q", ""),
        "status": parameters.get("status", ""),
        "todo": todo if wanted is not None else "",
        # Whoever came for their own work sees it first on the sheet too.
        "links_ask": "?flag=todo" if own_work else "",
        "todo_label": LABELS[todo] if wanted is not None else "",
        "causes": error.causes if error else (),
        # Sheets that were filtered for a step are ticked for it.
        "chosen": chosen if chosen is not None else _for_a_step(todo, shown),
        "typed": request.POST,
    }
    status = status_of(request, error) if error else 200
    return render(request, "assessments/round.html", context, status=status)


def _for_a_step(todo: str, sheets: list[Any]) -> set[int]:
    return {sheet.pk for sheet in sheets} if todo in ("to_send", "ready") else set()


def _filtered(sheets: list[Any], query: str, status: str) -> list[Any]:
    words = search_words(query)
    return [
        sheet
        for sheet in sheets
        if (not status or sheet.status == status)
        and all(word in sheet.unit.search for word in words)
    ]
