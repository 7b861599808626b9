"""The page of what a sheet's empty leaves are offered, confirmed one by one, each by one press."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import acts, permissions
from assessments.models import Assessment, Score
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    posted_whole_number,
    require_press,
    score_or_refuse,
    sheet_or_refuse,
    signed_in,
    status_of,
)
from assessments.pages.leaves import next_address
from assessments.sheets.leaf_tree import listed_leaves
from assessments.sheets.proposals import proposals_for
from criteria.common.text import Refused, Text

CHANGED = Text(
    vi="Đề xuất vừa thay đổi hoặc không còn. Hãy xem lại rồi xác nhận.",
    en="What was proposed has changed or is gone. Look at it again, then confirm.",
)


@require_safe
@signed_in
def proposals(request: Visitor, sheet_id: int) -> HttpResponse:
    """Lists the proposals; the keyboard begins at the first one behind the leaf confirmed last (``?after``)."""
    sheet = sheet_or_refuse(request, sheet_id)
    permissions.demand(permissions.reasons_against_seeing_division(request.user, sheet))
    return _page(request, sheet)


def _page(
    request: Visitor, sheet: Assessment, causes: Sequence[Text] = (), status: int = 200
) -> HttpResponse:
    found = proposals_for(request.user, sheet, listed_leaves(sheet))
    after = request.GET.get("after", "")
    place = Score.objects.filter(assessment=sheet, criterion__code=after)
    position = place.values_list("criterion__position", flat=True).first() if after else None
    behind = [one for one in found if position is not None and one.leaf.position > position]
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "proposals": found,
        "first": next(iter(behind or found), None),
        "causes": causes,
    }
    return render(request, "assessments/proposals.html", context, status=status)


@require_press
@signed_in
def confirm(request: Visitor, score_id: int) -> HttpResponse:
    """Claims what a leaf was offered, as the page showed it, and leads on to the next one."""
    score = score_or_refuse(request, score_id)
    sheet, code = score.assessment, score.criterion.code
    permissions.demand(permissions.reasons_against_claiming(request.user, score))

    def act() -> int:
        found = proposals_for(request.user, sheet, [(score.criterion, score)])
        if not found or found[0].mark != request.POST.get("seen"):
            raise Refused(CHANGED)
        offered = found[0]
        return acts.confirm_proposal(
            actor=acting(request),
            score_id=score_id,
            version=posted_whole_number(request, "version"),
            entry=offered.outcome.entry if offered.outcome else None,
            evidence_ids=[one.pk for one in offered.documents],
            source=offered.own_source if offered.outcome else None,
        ).pk

    try:
        act_once(request, act)
    except Refused as error:
        status = 409 if isinstance(error, acts.Conflict) else status_of(request, error)
        return _page(request, sheet, error.causes, status)
    messages.success(request, _("Đã xác nhận tiêu chí %(code)s.") % {"code": code})
    if "then" in request.POST:
        return redirect(next_address(request, score))
    return redirect(f"{reverse('proposals', args=[sheet.pk])}?{urlencode({'after': code})}")
