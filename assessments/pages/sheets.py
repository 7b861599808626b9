"""The sheet as one table, what is missing on it, and bulk acceptance."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import acts, permissions
from assessments.models import Assessment, Status, User
from assessments.pages.by_leaf import whole
from assessments.pages.common import Visitor, acting, sheet_or_refuse, signed_in
from assessments.review.second_review import first_awards
from assessments.review.workflow.offers import offer, offers
from assessments.review.workflow.path import path_of
from assessments.sheets.findings import check_sheet
from assessments.sheets.todo import acceptable, left, reviewed_of, reviews, scored, shows, todo
from assessments.sheets.tree import Branch, only, tree_of
from criteria.common.text import Text
from criteria.models import Criterion


def _closed_because(user: User, assessment: Assessment) -> list[Text]:
    """Why somebody whose turn it would be cannot write on this sheet now."""
    if assessment.status == Status.DRAFTING and assessment.unit_id in user.units(
        "officer", "leader"
    ):
        return permissions.window(assessment)
    if assessment.status in (Status.SUBMITTED, Status.IN_REVIEW) and user.body_ids:
        return permissions.review_window(assessment)
    if assessment.status == Status.EXPLAINING and assessment.unit_id in user.units(
        "officer", "leader"
    ):
        return permissions.explanation_window(assessment)
    return []


def _unit_writes(user: User, assessment: Assessment) -> bool:
    ours = assessment.unit_id in user.units("officer", "leader")
    drafting = assessment.status == Status.DRAFTING
    return ours and drafting and not permissions.window(assessment)


def _show(request: Visitor, assessment: Assessment, branches: list[Branch]) -> tuple[bool, str]:
    """Whether only some leaves are the reader's, and which to show: "mine" unless all are asked for."""
    held = [
        permissions.holds_leaf(request.user, assessment.unit_id, row.node)
        for branch in branches
        for row in branch.rows
        if row.score
    ]
    own_part = any(held) and not all(held)
    return own_part, "mine" if own_part and request.GET.get("show") != "all" else "all"


@require_safe
@signed_in
def sheet(request: Visitor, sheet_id: int) -> HttpResponse:
    """The whole tree as one table; leaves open in place."""
    assessment = sheet_or_refuse(request, sheet_id)
    user = request.user
    branches, total = tree_of(assessment)
    waiting = todo(user, assessment, branches)
    numbers = left(assessment, branches, waiting)
    first = first_awards(assessment, scored(branches))
    mine = dict(zip(("reviewed", "own"), reviewed_of(user, branches), strict=True))
    accepts = acceptable(branches, waiting) if reviews(user, assessment) else {}
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
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "branches": branches,
        "own_part": own_part,
        "show": show,
        "of_the_unit": not permissions.to_see_division(user, assessment),
        "total": total,
        "mine": mine,
        "todo": waiting,
        "left": numbers,
        "flag": request.GET.get("flag", "") if wanted else "",
        "acceptable": accepts,
        "path": path_of(assessment),
        "offers": [offer for offer in offered if offer.is_here],
        "other_offers": [offer for offer in offered if not offer.is_here],
        "first": first,
        "unanswered": sum(one.number for one in numbers if one.name == "answered"),
        "reads_internal": not permissions.to_read_internal(user, assessment),
        "closed_because": _closed_because(user, assessment),
        "leads": assessment.unit_id in user.units("leader"),
        "uploads": _unit_writes(user, assessment),
        "signed": assessment.signed_reports.select_related("by"),
        "signs": not permissions.to_add_signed(user, assessment),
    }
    return render(request, "assessments/sheet.html", context)


@require_safe
@signed_in
def check(request: Visitor, sheet_id: int) -> HttpResponse:
    """What is missing or odd, each with a link to its row, and the button to submit."""
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


@require_POST
@signed_in
def accept_domain(request: Visitor, sheet_id: int, code: str) -> HttpResponse:
    """Accept every unreviewed claim of a domain as it is."""
    assessment = sheet_or_refuse(request, sheet_id)
    domain = get_object_or_404(Criterion, criteria_set=assessment.round.criteria_set, code=code)
    number = acts.accept_domain(
        actor=acting(request),
        assessment_id=sheet_id,
        domain=domain,
        told=whole(request.POST, "leaves"),
    )
    messages.success(request, _("Đã chấp nhận %(number)s tiêu chí.") % {"number": number})
    return redirect("sheet", sheet_id)
