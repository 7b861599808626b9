"""The page of a sheet as one table, its findings, and the acceptance of a whole domain."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import acts, permissions
from assessments.models import Assessment, Flag, Status, User
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    posted_whole_number,
    require_press,
    sheet_or_refuse,
    signed_in,
)
from assessments.pages.sheet_acts import (
    document_totals,
    leaf_by_leaf,
    sheet_act,
    step_to_make,
)
from assessments.pages.sheet_state import where_it_stands
from assessments.review.second_review import first_awards
from assessments.review.workflow.offers import offers
from assessments.review.workflow.path import path_of
from assessments.sheets.filters import ALL, PARAMETER, chosen_filter, counted_filters
from assessments.sheets.proposals import proposals_for
from assessments.sheets.row_states import row_state
from assessments.sheets.todo import (
    acceptable_by_domain,
    leaves_with_scores,
    reviewed_of,
    todo,
)
from assessments.sheets.tree import only, sheet_tree
from criteria.common.search import search_words
from criteria.common.text import Text, fold
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


def asked_filter(query: QueryDict) -> str:
    """Returns the name of the filter in an address; ``flag`` is what older addresses call it."""
    return query.get(PARAMETER) or query.get("flag") or ""


@require_safe
@signed_in
def sheet(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the whole tree as one table; leaves open in place."""
    assessment = sheet_or_refuse(request, sheet_id)
    user = request.user
    branches, total = sheet_tree(assessment)
    waiting = todo(user, assessment, branches)
    leaves = [(row.node, score) for row, score in leaves_with_scores(branches)]
    chosen = chosen_filter(user, assessment, leaves, asked_filter(request.GET))
    first = first_awards(assessment, leaves_with_scores(branches))
    mine = dict(zip(("reviewed", "own"), reviewed_of(user, assessment, branches), strict=True))
    reviews = permissions.may_review_sheet(user, assessment)
    words = request.GET.get("q", "").strip()[:100]
    act = sheet_act(user, assessment, branches, chosen)
    acceptable = acceptable_by_domain(branches, waiting) if reviews else {}
    if chosen.name != ALL or words:
        branches = only(
            branches,
            lambda row, score: chosen.holds(row.node, score) and _has_words(row.node, words),
        )
    offered = offers(user, assessment)
    of_the_unit = permissions.may_see_division(user, assessment)
    unanswered = sum(score.flag == Flag.ANSWERED for _leaf, score in leaves)
    reads_internal = permissions.may_read_internal(user, assessment)
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "branches": branches,
        "act": act,
        "by_leaf": leaf_by_leaf(assessment, leaves, chosen),
        "q": words,
        "row_states": {
            leaf.pk: row_state(assessment, leaf, score, reads_internal=reads_internal)
            for leaf, score in leaves
        },
        "documents": document_totals(leaves),
        "of_the_unit": of_the_unit,
        "proposals": len(proposals_for(user, assessment, leaves)),
        "deadline_name": assessment.state_words.deadline,
        "stands": where_it_stands(
            assessment, of_the_unit=of_the_unit, changed=len(first), unanswered=unanswered
        ),
        "total": total,
        "mine": mine,
        "todo": waiting,
        "left": counted_filters(user, assessment, leaves, chosen.name),
        "acceptable": acceptable,
        "path": path_of(assessment),
        "offers": [offer for offer in offered if offer.is_here],
        "step": step_to_make([offer for offer in offered if offer.is_here]),
        "other_offers": [offer for offer in offered if not offer.is_here],
        "first": first,
        "reads_internal": reads_internal,
        "closed_because": _closed_because(user, assessment),
        "leads": permissions.may_lead(user, assessment),
        "uploads": permissions.may_claim_on_sheet(user, assessment),
        "signed": assessment.signed_reports.select_related("by"),
        "signs": permissions.may_add_signed_report(user, assessment),
    }
    return render(request, "assessments/sheet.html", context)


def _has_words(leaf: Criterion, words: str) -> bool:
    """Returns whether the leaf's code or title has every word, accents ignored."""
    text = fold(f"{leaf.code} {leaf.title_vi} {leaf.title_en}")
    return all(word in text for word in search_words(words))


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
