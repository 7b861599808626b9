"""The sheet and its steps: check, submit, return, finish."""

import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments import actions, permissions, workflow
from assessments.checks import check_sheet
from assessments.models import Assessment, Status, User
from assessments.sheet import Branch, only, tree_of
from assessments.views.doors import Visitor, acting, sheet_or_refuse, signed_in
from criteria.models import Criterion
from criteria.text import Refused, Text


def _closed_because(user: User, assessment: Assessment) -> list[Text]:
    """Why somebody whose turn it would be cannot write on this sheet now."""
    if assessment.status == Status.DRAFTING and assessment.unit_id in user.units(
        "officer", "leader"
    ):
        return permissions.window(assessment)
    if assessment.status in (Status.SUBMITTED, Status.IN_REVIEW) and user.body_ids:
        return permissions.review_window(assessment)
    return []


def _unit_writes(user: User, assessment: Assessment) -> bool:
    ours = assessment.unit_id in user.units("officer", "leader")
    drafting = assessment.status == Status.DRAFTING
    return ours and drafting and not permissions.window(assessment)


def _todo(user: User, assessment: Assessment, branches: list[Branch]) -> set[int]:
    """The leaves (criterion ids) that wait for the reader: empty ones, or ones to review."""
    own = [
        row for branch in branches for row in branch.rows if row.score and not row.node.is_survey
    ]
    if assessment.status == Status.DRAFTING:
        return {
            row.node.pk
            for row in own
            if row.score
            and (not row.score.is_filled or row.score.returned_note)
            and permissions.holds_leaf(user, assessment.unit_id, row.node)
        }
    if not _reviews(user, assessment):
        return set()
    return {
        row.node.pk
        for row in own
        if row.score and not row.score.is_reviewed and row.score.reviewing_body_id in user.body_ids
    }


def _reviews(user: User, assessment: Assessment) -> bool:
    if assessment.unit_id in user.units("officer", "leader"):
        return False
    reviewing = assessment.status in (Status.SUBMITTED, Status.IN_REVIEW)
    return reviewing and bool(user.body_ids) and not permissions.review_window(assessment)


def _acceptable(branches: list[Branch], todo: set[int]) -> set[str]:
    """The domains (codes) where the reviewer has claims left to accept."""
    return {
        branch.head.node.code
        for branch in branches
        if any(row.node.pk in todo for row in branch.rows)
    }


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
    todo = _todo(user, assessment, branches)
    own_part, show = _show(request, assessment, branches)
    if show == "mine":
        branches = only(
            branches, lambda leaf: permissions.holds_leaf(user, assessment.unit_id, leaf)
        )
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "branches": branches,
        "own_part": own_part,
        "show": show,
        "of_the_unit": not permissions.to_see_division(user, assessment),
        "total": total,
        "todo": todo,
        "acceptable": _acceptable(branches, todo) if _reviews(user, assessment) else set(),
        "late": bool(permissions.window(assessment)),
        "closed_because": _closed_because(user, assessment),
        "leads": assessment.unit_id in user.units("leader"),
        "uploads": _unit_writes(user, assessment),
        "coordinates": not permissions.to_coordinate(user),
        "signed": assessment.signed_reports.select_related("by"),
        "signs": not permissions.to_add_signed(user, assessment),
    }
    return render(request, "assessments/sheet.html", context)


@require_safe
@signed_in
def check(request: Visitor, sheet_id: int) -> HttpResponse:
    """What is missing or odd, each with a link to its row, and the button to submit."""
    assessment = sheet_or_refuse(request, sheet_id)
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "findings": check_sheet(assessment),
        "barriers": workflow.barriers(request.user, assessment, "submit"),
    }
    return render(request, "assessments/check.html", context)


@require_POST
@signed_in
def submit(request: Visitor, sheet_id: int) -> HttpResponse:
    sheet_or_refuse(request, sheet_id)
    actions.submit_assessment(actor=acting(request), assessment_id=sheet_id)
    messages.success(request, _("Đã gửi phiếu. Phần tự đánh giá đã khóa và chuyển sang thẩm định."))
    return redirect("sheet", sheet_id)


@require_POST
@signed_in
def give_back(request: Visitor, sheet_id: int) -> HttpResponse:
    sheet_or_refuse(request, sheet_id)
    actions.return_assessment(
        actor=acting(request), assessment_id=sheet_id, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Đã trả lại phiếu cho đơn vị."))
    return redirect("sheet", sheet_id)


@require_POST
@signed_in
def finish(request: Visitor, sheet_id: int) -> HttpResponse:
    sheet_or_refuse(request, sheet_id)
    actions.finish_review(actor=acting(request), assessment_ids=[sheet_id])
    messages.success(request, _("Đã kết thúc thẩm định phiếu này."))
    return redirect("sheet", sheet_id)


@require_POST
@signed_in
def extend(request: Visitor, sheet_id: int) -> HttpResponse:
    """More time for one unit, to the end of a day in Vietnam."""
    sheet_or_refuse(request, sheet_id)
    permissions.demand(permissions.to_coordinate(request.user))
    try:
        until = request.POST.get("until", "")
        day = (parse_date(until) if until.isascii() else None) or datetime.date.max
        next_day = day + datetime.timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise Refused(
            Text(vi="Hãy chọn ngày gia hạn.", en="Choose the day of the extension.")
        ) from error
    moment = timezone.make_aware(datetime.datetime.combine(next_day, datetime.time.min))
    actions.extend_deadline(
        actor=acting(request),
        assessment_id=sheet_id,
        until=moment,
        reason=request.POST.get("reason", ""),
        document=request.POST.get("document", ""),
    )
    messages.success(request, _("Đã gia hạn cho đơn vị."))
    return redirect("sheet", sheet_id)


@require_POST
@signed_in
def accept_domain(request: Visitor, sheet_id: int, code: str) -> HttpResponse:
    """Accept every unreviewed claim of a domain as it is."""
    assessment = sheet_or_refuse(request, sheet_id)
    domain = get_object_or_404(Criterion, criteria_set=assessment.round.criteria_set, code=code)
    number = actions.accept_domain(actor=acting(request), assessment_id=sheet_id, domain=domain)
    messages.success(request, _("Đã chấp nhận %(number)s tiêu chí.") % {"number": number})
    return redirect("sheet", sheet_id)
