"""The page of a sheet as one table, its findings, and the acceptance of a whole domain."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import acts, permissions
from assessments.models import Assessment, Status, User
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    posted_whole_number,
    require_press,
    sheet_or_refuse,
    signed_in,
)
from assessments.pages.sheet_state import where_it_stands
from assessments.review.second_review import first_awards
from assessments.review.workflow.offers import offer, offers
from assessments.review.workflow.path import path_of
from assessments.sheets.findings import check_sheet
from assessments.sheets.todo import (
    acceptable_by_domain,
    leaves_with_scores,
    reviewed_of,
    shows,
    todo,
    todo_filters,
)
from assessments.sheets.tree import Branch, only, sheet_tree
from criteria.common.text import Text
from criteria.models import Criterion


def _closed_because(user: User, assessment: Assessment) -> list[Text]:
    """Returns why a person whose turn it would be cannot write on this sheet now."""
    own = assessment.unit_id in user.unit_ids
    if assessment.status == Status.DRAFTING and own:
        return permissions.reasons_claiming_is_closed(assessment)
    if assessment.status in Status.REVIEWING and permissions.may_review(user):
        return permissions.reasons_review_is_closed(assessment)
    if assessment.status == Status.EXPLAINING and own:
        return permissions.reasons_explaining_is_closed(assessment)
    return []


def _show(request: Visitor, assessment: Assessment, branches: list[Branch]) -> tuple[bool, str]:
    """Returns whether only some leaves are the reader's, and which to show: "mine" unless all are asked for."""
    is_own = [
        permissions.holds_leaf(request.user, assessment.unit_id, row.node)
        for branch in branches
        for row in branch.rows
        if row.score
    ]
    own_part = any(is_own) and not all(is_own)
    return own_part, "mine" if own_part and request.GET.get("show") != "all" else "all"


@require_safe
@signed_in
def sheet(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the whole tree as one table; leaves open in place."""
    assessment = sheet_or_refuse(request, sheet_id)
    user = request.user
    branches, total = sheet_tree(assessment)
    waiting = todo(user, assessment, branches)
    numbers = todo_filters(assessment, branches, waiting)
    first = first_awards(assessment, leaves_with_scores(branches))
    mine = dict(zip(("reviewed", "own"), reviewed_of(user, branches), strict=True))
    reviews = permissions.may_review_sheet(user, assessment)
    own_part, show = _show(request, assessment, branches)
    wanted = shows(request.GET.get("flag", ""), waiting)
    if wanted:
        branches = only(branches, wanted)
    elif show == "mine":
        branches = only(
            branches,
            lambda row, _score: permissions.holds_leaf(user, assessment.unit_id, row.node),
        )
    offered = offers(user, assessment)
    of_the_unit = permissions.may_see_division(user, assessment)
    unanswered = sum(entry.number for entry in numbers if entry.name == "answered")
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "branches": branches,
        "own_part": own_part,
        "show": show,
        "of_the_unit": of_the_unit,
        "deadline_name": assessment.state_words.deadline,
        "stands": where_it_stands(
            assessment, of_the_unit=of_the_unit, changed=len(first), unanswered=unanswered
        ),
        "total": total,
        "mine": mine,
        "todo": waiting,
        "left": numbers,
        "flag": request.GET.get("flag", "") if wanted else "",
        "acceptable": acceptable_by_domain(branches, waiting) if reviews else {},
        "path": path_of(assessment),
        "offers": [offer for offer in offered if offer.is_here],
        "other_offers": [offer for offer in offered if not offer.is_here],
        "first": first,
        "reads_internal": permissions.may_read_internal(user, assessment),
        "closed_because": _closed_because(user, assessment),
        "leads": permissions.may_lead(user, assessment),
        "uploads": permissions.may_claim_on_sheet(user, assessment),
        "signed": assessment.signed_reports.select_related("by"),
        "signs": permissions.may_add_signed_report(user, assessment),
    }
    return render(request, "assessments/sheet.html", context)


@require_safe
@signed_in
def check_page(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the findings, each with a link to its row, and the button to submit."""
    assessment = sheet_or_refuse(request, sheet_id)
    findings = check_sheet(assessment)
    blocking = [finding for finding in findings if finding.blocking]
    others = [finding for finding in findings if not finding.blocking]
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "blocking": blocking,
        "others": others,
        "offer": offer(request.user, assessment, "submit"),
    }
    return render(request, "assessments/check.html", context)


@require_press
@signed_in
def accept_domain_page(request: Visitor, sheet_id: int, code: str) -> HttpResponse:
    """Accepts every unreviewed claim of a domain as it is."""
    assessment = sheet_or_refuse(request, sheet_id)
    domain = get_object_or_404(Criterion, criteria_set=assessment.round.criteria_set, code=code)
    number = act_once(
        request,
        lambda: acts.accept_domain(
            actor=acting(request),
            assessment_id=sheet_id,
            domain=domain,
            number_shown=posted_whole_number(request, "leaves"),
        ),
    )
    messages.success(request, _("Đã chấp nhận %(number)s tiêu chí.") % {"number": number})
    return redirect("sheet", sheet_id)
