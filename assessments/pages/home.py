"""The first page: what its reader does today, and the rounds that concern them."""

from collections import defaultdict
from typing import Any

from django.db.models import Case, Count, F, Q, When
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.history.recent import colleague_news
from assessments.models import Assessment, Flag, Round, Status, User
from assessments.pages.common import Visitor, signed_in
from assessments.pages.today.of_reviewers import reviewer_today
from assessments.pages.today.of_units import unit_today
from assessments.pages.today.of_watchers import first_own_round, watcher_today
from assessments.pages.today.saying import DayLine, dates_in_order
from assessments.review.duties import Duty, duties
from assessments.rounds.disclaimers import marks_over
from assessments.sheets.filters import is_given_back
from assessments.sheets.todo import leaves_with_scores
from assessments.sheets.tree import Branch, sheet_tree
from criteria.common.text import Text


@require_safe
@signed_in
def rounds(request: Visitor) -> HttpResponse:
    """Shows what waits for the person in the round that asks most of them, the nation's first, and below it every round."""
    user = request.user
    visible = list(
        Round.objects.filter(permissions.rounds_visible_to(user)).select_related("criteria_set")
    )
    own = list(_own_sheets(user))
    waiting = duties(user, visible)
    context: dict[str, Any] = {
        "rounds": visible,
        "marks": marks_over(visible),
        "states": _states(user, visible),
    }
    if own:
        context |= _of_unit(user, own[0]) | {"others": own[1:]}
    elif here := _round_with_work(visible, waiting):
        context |= _of_round(user, here, waiting.get(here.pk, []))
    elif owners := permissions.owners_coordinated_by(user):
        context["today"] = first_own_round(min(owners))
    # What waits in other rounds, or for a person with several roles, beside the one proposed.
    by_owner = sorted(visible, key=lambda one: one.owner_id is not None)
    context["waiting"] = [(one, waiting[one.pk]) for one in by_owner if waiting.get(one.pk)]
    return render(request, "assessments/home.html", context)


def _own_sheets(user: User) -> Any:
    """Returns the sheets of the person's units, the one to work on first: of the nation's rounds before own ones."""
    return (
        Assessment.objects.filter(unit__in=user.unit_ids)
        .select_related("round__criteria_set", "unit")
        .with_progress()
        .annotate(
            to_explain=Count("scores", filter=Q(scores__flag=Flag.RAISED)),
            returned=Count("scores", filter=~Q(scores__returned_note="")),
            is_done=Case(When(status=Status.FINAL, then=1), default=0),
        )
        .order_by(
            "is_done", F("round__owner").asc(nulls_first=True), "-round__year", "round__review_by"
        )
    )


def _of_unit(user: User, sheet: Any) -> dict[str, Any]:
    branches, _total = sheet_tree(sheet)
    signed = [] if sheet.is_drafting else list(sheet.signed_reports.select_related("by"))
    return {
        "round": sheet.round,
        "sheet": sheet,
        "today": unit_today(user, sheet, branches, is_signed=bool(signed)),
        "returned": _given_back(branches) if sheet.is_drafting else [],
        "news": colleague_news(user, sheet),
        "dates": _dates(sheet.round, sheet),
        "signed": signed,
        "signs": permissions.may_add_signed_report(user, sheet),
    }


def _given_back(branches: list[Branch]) -> list[Any]:
    return [
        (row.node, score)
        for row, score in leaves_with_scores(branches)
        if is_given_back(row.node, score)
    ]


def _round_with_work(rounds: list[Round], waiting: dict[int, list[Duty]]) -> Round | None:
    """Returns the round in which most waits, one of the nation's before own ones, or else the newest."""

    def rank(round_: Round) -> tuple[bool, bool, int]:
        number = sum(duty.number for duty in waiting.get(round_.pk, []))
        return bool(number), round_.owner_id is None, number

    return max(rounds, key=rank, default=None)


def _of_round(user: User, round_: Round, waiting: list[Duty]) -> dict[str, Any]:
    owner = round_.owner_id
    reviews = bool(user.bodies(owner)) and not permissions.may_watch(user, owner)
    today = reviewer_today(user, round_) if reviews else watcher_today(user, round_, waiting)
    return {"round": round_, "today": today, "dates": _dates(round_)}


def _dates(round_: Round, sheet: Assessment | None = None) -> list[DayLine]:
    # A deadline that a unit has kept is none any more.
    kept = sheet is not None and not sheet.is_drafting
    submit_by = None if kept else sheet.deadline if sheet else round_.submit_by
    review_by = sheet.review_deadline if sheet else round_.review_by
    explain_by = sheet.explain_by if sheet else None
    return dates_in_order(
        (round_.opens_at, Text(vi="Mở kỳ đánh giá", en="The round opens")),
        (submit_by, Text(vi="Gửi phiếu tự đánh giá", en="Sheets are submitted")),
        (explain_by, Text(vi="Gửi giải trình", en="Explanations are sent")),
        (review_by, Text(vi="Thẩm định xong", en="The review ends")),
    )


def _states(user: User, rounds: list[Round]) -> dict[int, list[tuple[Status, int]]]:
    """Returns by round (id) how many of the sheets that the person sees are in each state, in one query."""
    rows = (
        Assessment.objects.filter(permissions.sheets_readable_by(user), round__in=rounds)
        .order_by()
        .values_list("round", "status")
        .annotate(Count("pk"))
    )
    by_round: dict[int, list[tuple[Status, int]]] = defaultdict(list)
    order = list(Status.values)
    for round_id, status, number in sorted(rows, key=lambda row: order.index(row[1])):
        by_round[round_id].append((Status(status), number))
    return by_round
