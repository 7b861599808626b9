"""The page of a round with its sheets: the work that waits, and steps of many sheets at once."""

from collections import Counter
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import Assessment, Round, Status
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    require_press,
    round_or_refuse,
    signed_in,
    status_of,
)
from assessments.pages.round_steps import MANY_STEPS
from assessments.review.board import board_lanes, waiting_for_review, with_board_counts
from assessments.review.duties import LABELS, duties, duty_filter, is_overdue
from criteria.common.forms import whole_numbers
from criteria.common.numbers import show
from criteria.common.search import search_words
from criteria.common.text import Refused, Text

MOST_ON_BOARD = 200
"""The most units that anybody oversees in lanes; more stand in the table."""
_TICKED = ("late", "to_send", "ready")
"""The duties whose sheets are ticked at once, each for the step that does it."""


@require_safe
@signed_in
def round_page(request: Visitor, round_id: int) -> HttpResponse:
    """Shows every sheet of a round that the person may see, with its progress."""
    return _page(request, round_id)


@require_press
@signed_in
def round_steps(request: Visitor, round_id: int) -> HttpResponse:
    """Makes a step of all ticked sheets, or of none; a refusal names every unit with its reasons and keeps the ticks."""
    round_ = round_or_refuse(request, round_id, permissions.reasons_against_coordinating)
    post = request.POST
    chosen = whole_numbers(post, "sheets")
    # Only sheets of this round count: an id from elsewhere is ignored.
    ids = list(Assessment.objects.filter(round=round_, pk__in=chosen).values_list("pk", flat=True))
    step = MANY_STEPS.get(post.get("step", ""))
    if step is None:
        raise Http404
    try:
        if not ids:
            raise Refused(Text(vi="Chưa chọn phiếu nào.", en="No sheet is chosen."))
        number = act_once(request, lambda: step.make(acting(request), ids, post))
    except Refused as error:
        error.causes = step.placed(error.causes)
        return _page(request, round_id, error=error, chosen=set(ids))
    messages.success(request, step.done.in_language(request.LANGUAGE_CODE).format(n=number))
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
    watches = permissions.may_watch(user, round_.owner_id)
    sheets = Assessment.objects.filter(permissions.sheets_readable_by(user), round=round_)
    counts = Counter(sheets.order_by().values_list("status", flat=True))
    todo = parameters.get("todo", "")
    wanted = duty_filter(user, round_, todo)
    own_work = wanted is not None and todo in ("my_replies", "my_reviews")
    if wanted is not None:
        sheets = sheets.filter(wanted)
    # A reviewer's progress counts only the leaves of their own bodies.
    own_bodies = user.bodies(round_.owner_id)
    bodies = own_bodies if own_bodies and not watches else None
    sheets = sheets.select_related("unit").with_progress(bodies).order_by("unit__code")
    on_board = _on_board(parameters, watches=watches, number=counts.total())
    if on_board:
        sheets = with_board_counts(sheets)
    shown = _filtered(list(sheets), parameters.get("q", ""), parameters.get("status", ""))
    context: dict[str, Any] = {
        "round": round_,
        "sheets": shown,
        "on_board": on_board,
        "lanes": board_lanes(round_, shown) if on_board else (),
        "views": _views(request, on_board=on_board) if watches else (),
        "number": counts.total(),
        "says": _says(round_, counts.total()) if watches else (),
        "states": [(Status(value), counts[value]) for value in Status.values],
        # A lane of the board says what its units owe.
        "duties": [
            duty
            for duty in duties(user, [round_]).get(round_.pk, [])
            if not on_board or duty.name not in Status.values
        ],
        "coordinates": permissions.may_coordinate(user, round_.owner_id),
        "compares": permissions.may_compare(user, round_),
        "of_my_bodies": bodies is not None,
        "q": parameters.get("q", ""),
        "status": parameters.get("status", ""),
        "todo": todo if wanted is not None else "",
        # Whoever came for their own work sees it first on the sheet too.
        "links_ask": "?show=todo" if own_work else "",
        "todo_label": LABELS[todo] if wanted is not None else "",
        "causes": error.causes if error else (),
        # Sheets that were filtered for a step are ticked for it.
        "chosen": chosen if chosen is not None else _for_a_step(todo, shown),
        "typed": request.POST,
    }
    status = status_of(request, error) if error else 200
    return render(request, "assessments/round.html", context, status=status)


def _on_board(parameters: QueryDict, *, watches: bool, number: int) -> bool:
    """Returns whether the units stand in lanes: for those who watch over all, unless they are too many to oversee."""
    if not watches or number > MOST_ON_BOARD:
        return False
    return parameters.get("view", "board") != "table"


def _says(round_: Round, number: int) -> list[Text]:
    """Returns what is late and what waits in the round, in two queries."""
    now = timezone.now()
    sheets = Assessment.objects.filter(round=round_)
    late = sheets.aggregate(
        sheets=Count("pk", filter=is_overdue(now)),
        explanations=Count("pk", filter=Q(status=Status.EXPLAINING, explain_by__lte=now)),
    )
    waiting, bodies = waiting_for_review(round_)
    parts = [
        (
            late["sheets"],
            Text(
                vi=f"Quá hạn gửi phiếu {late['sheets']} đơn vị",
                en=f"Late with the sheet: {late['sheets']}",
            ),
        ),
        (
            late["explanations"],
            Text(
                vi=f"Quá hạn giải trình {late['explanations']} đơn vị",
                en=f"Late with explanations: {late['explanations']}",
            ),
        ),
        (
            waiting,
            Text(
                vi=f"Còn {show(Decimal(waiting), 'vi')} điểm chờ thẩm định tại {bodies} cơ quan",
                en=f"{show(Decimal(waiting), 'en')} awards to give, bodies: {bodies}",
            ),
        ),
    ]
    return [text for n, text in parts if n and number]


def _views(request: Visitor, *, on_board: bool) -> list[tuple[Text, str, bool]]:
    query = request.GET.copy()
    query.pop("view", None)
    kept = f"&{query.urlencode()}" if query else ""
    return [
        (Text(vi="Theo bước", en="By step"), f"?view=board{kept}", on_board),
        (Text(vi="Bảng", en="Table"), f"?view=table{kept}", not on_board),
    ]


def _for_a_step(todo: str, sheets: list[Any]) -> set[int]:
    return {sheet.pk for sheet in sheets} if todo in _TICKED else set()


def _filtered(sheets: list[Any], query: str, status: str) -> list[Any]:
    words = search_words(query)
    return [
        sheet
        for sheet in sheets
        if (not status or sheet.status == status)
        and all(word in sheet.unit.search for word in words)
    ]
