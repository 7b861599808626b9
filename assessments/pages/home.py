"""The first page: the rounds, the work that waits in them, and the sheets of the person's own units."""

from collections import defaultdict

from django.db.models import Case, Count, Q, When
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import Assessment, Flag, Round, Status, User
from assessments.pages.common import Visitor, signed_in
from assessments.review.duties import duties
from assessments.rounds.disclaimers import marks_over


@require_safe
@signed_in
def rounds(request: Visitor) -> HttpResponse:
    """Shows the rounds that concern the person, and their own units' sheets in them."""
    user = request.user
    own = (
        Assessment.objects.filter(unit__in=user.unit_ids)
        .select_related("round__criteria_set", "unit")
        .with_progress()
        .annotate(
            to_explain=Count("scores", filter=Q(scores__flag=Flag.RAISED)),
            returned=Count("scores", filter=~Q(scores__returned_note="")),
            is_done=Case(When(status=Status.FINAL, then=1), default=0),
        )
        .order_by("is_done", "-round__year", "round__review_by")
    )
    visible = list(
        Round.objects.filter(permissions.rounds_visible_to(user)).select_related("criteria_set")
    )
    waiting = duties(user, visible)
    context = {
        "rounds": visible,
        "marks": marks_over(visible),
        "own": own,
        "states": _states(user, visible),
        "waiting": [(round_, waiting[round_.pk]) for round_ in visible if waiting.get(round_.pk)],
    }
    return render(request, "assessments/rounds.html", context)


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
