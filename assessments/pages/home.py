"""The first page: the rounds, what waits in them, and the person's own units' sheets."""

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
    """The rounds that concern the person, and their own units' sheets in them."""
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
    found = list(
        Round.objects.filter(permissions.rounds_visible_to(user)).select_related("criteria_set")
    )
    waiting = duties(user, found)
    context = {
        "rounds": found,
        "marks": marks_over(found),
        "own": own,
        "states": _states(user, found),
        "waiting": [(one, waiting[one.pk]) for one in found if waiting.get(one.pk)],
    }
    return render(request, "assessments/rounds.html", context)


def _states(user: User, rounds: list[Round]) -> dict[int, list[tuple[Status, int]]]:
    """By round (id) how many of the sheets that the person sees stand at each state, in one query."""
    rows = (
        Assessment.objects.filter(permissions.sheets_readable_by(user), round__in=rounds)
        .order_by()
        .values_list("round", "status")
        .annotate(Count("pk"))
    )
    found: dict[int, list[tuple[Status, int]]] = defaultdict(list)
    order = list(Status.values)
    for round_id, status, number in sorted(rows, key=lambda row: order.index(row[1])):
        found[round_id].append((Status(status), number))
    return found
