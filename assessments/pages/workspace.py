"""A leaf as a workspace: the tree beside it, the leaf, and the pane of documents, talk, history and guide."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import permissions
from assessments.history.facts import side_points
from assessments.history.lines import history_lines, with_all
from assessments.history.readable import readable_on_sheet
from assessments.models import Change, Remark, Score
from assessments.models.sheet_scales import scale_of
from assessments.models.surveys import last_result
from assessments.pages.common import Visitor
from assessments.review.second_review import asked_at, award_differs, first_sides
from assessments.review.thread import against_award, thread_of
from assessments.sheets.assignments import officers_holding
from assessments.sheets.evidence.asked import proof_count
from assessments.sheets.evidence.leaf_evidence import evidence_context
from assessments.sheets.filters import PARAMETER, chosen_filter, counted_filters
from assessments.sheets.last_year import last_award
from assessments.sheets.leaf_tree import (
    ListedLeaves,
    domain_of_leaf,
    leaves_around,
    listed_leaves,
    state_of_leaf,
    tree_of,
)
from assessments.sheets.levels import edges_of, last_side, levels_of
from assessments.sheets.panel import reason_of, saved_side, typed_side
from assessments.sheets.proposals import proposal_for
from assessments.sheets.sums import TOTAL, sums
from criteria.common.text import Text
from criteria.models import Criterion
from criteria.scales import Scale
from criteria.scales.next_level import next_level
from criteria.templatetags.par import say

DOCUMENTS, TALK, HISTORY, GUIDE = "docs", "talk", "history", "guide"
TABS: dict[str, str | Promise] = {
    DOCUMENTS: _("Tài liệu"),
    TALK: _("Trao đổi"),
    HISTORY: _("Lịch sử"),
    GUIDE: _("Hướng dẫn"),
}
"""The parts of the pane on the right, by the names that addresses have for them."""


@dataclass(frozen=True)
class PaneTab:
    """A part of the pane on the right, with the number of things in it."""

    name: str
    label: str | Promise
    number: object
    href: str
    is_open: bool


def leaf_address(sheet_id: int, code: str, show: str = "", tab: str = "") -> str:
    """Returns the address of a leaf under a filter, with a part of the pane on the right."""
    asked = {PARAMETER: show, "tab": tab}
    query = urlencode({name: value for name, value in asked.items() if value})
    return reverse("leaf", args=[sheet_id, code]) + (f"?{query}" if query else "")


def asked_of_page(request: Visitor) -> QueryDict:
    """Returns the query of the page that a script sends a form from; a form sent without one carries it itself.

    Empty where the script's header holds no address.
    """
    if not request.htmx or request.method == "GET":
        return request.GET
    try:
        return QueryDict(urlsplit(request.htmx.current_url or "").query)
    except ValueError:
        return QueryDict()


def panel(request: Visitor, score: Score, *, typed: str = "", **more: Any) -> dict[str, Any]:
    """Returns the context of a leaf's page; ``typed`` names the form whose posted text it keeps."""
    user, criterion = request.user, score.criterion
    scale = scale_of(score)
    award = score.starting_award
    if criterion.is_survey:
        award = replace(award, note=say(score.awarded_reason))
    last_request = asked_at(score.assessment)
    reasons, council = against_award(user, score)
    first = first_sides(score.assessment).get(criterion.code)
    last = last_award(score)
    claim = (
        typed_side(scale, request.POST, "note")
        if typed == "claim"
        else saved_side(scale, score.claimed)
    )
    tab = TALK if typed == "say" else _open_part(request, score)
    thread = (
        thread_of(
            user, score, last_request, typed=request.POST.get("text", "") if typed == "say" else ""
        )
        if tab == TALK
        else None
    )
    evidence = (
        evidence_context(user, score, last_request, last=last) if tab in (DOCUMENTS, TALK) else {}
    )
    previous = last_side(last, scale)
    context = {
        "score": score,
        "sheet": score.assessment,
        "round": score.assessment.round,
        "leaf": criterion,
        "scale": scale,
        "claim_reasons": permissions.reasons_against_claiming(user, score),
        "wanted": criterion.asked_documents,
        **evidence,
        "thread": thread,
        "tab": tab,
        "first_award": side_points(first) if first and award_differs(first, score) else None,
        "last": last,
        "last_inputs": {one.field.name: one.value for one in saved_side(scale, previous).inputs},
        "levels": levels_of(scale, claim, score.claimed, score.awarded, previous),
        "edges": edges_of(scale),
        "award_reasons": reasons,
        "council": council,
        "may_review": permissions.may_review(user),
        "given_back": _given_back(request, score),
        "divides": permissions.may_claim(user, score)
        and permissions.may_divide_work(user, score.assessment),
        "compares": not criterion.is_survey
        and permissions.may_compare(user, score.assessment.round, criterion),
        "claim": claim,
        "faults": {},
        "has_figures": any(not field.is_picked for field in scale.fields),
        "has_lines": any(field.type == "lines" for field in scale.fields),
        "shown_points": None if typed == "claim" else score.claimed_points,
        "to_next": _to_next(scale, score) if typed != "claim" else None,
        "holders": ", ".join(officers_holding(score.assessment, criterion)[:3]),
        "at_once": not reasons,
        "explains": score.assessment.is_explaining and permissions.may_explain(user, score),
        "check": reverse("check", args=[score.assessment_id]),
        "award": typed_side(scale, request.POST, "reason")
        if typed == "award"
        else saved_side(scale, award),
        **reason_of(score, request.POST.get("reason") if typed == "award" else None),
        "survey": last_result(score) if criterion.is_survey else None,
        "changed": False,
        "proposal": proposal_for(user, score),
    }
    return context | _around(request, score, tab) | more


def _to_next(scale: Scale, score: Score) -> Text | None:
    if not score.claimed_input:
        return None
    return next_level(scale, score.claimed_input)


def _given_back(request: Visitor, score: Score) -> str:
    if not score.returned_note or not permissions.may_read_internal(request.user, score.assessment):
        return ""
    return f"{gettext('Lãnh đạo trả lại')}: {score.returned_note}"


def _open_part(request: Visitor, score: Score) -> str:
    """Returns the part of the pane that is asked for; a leaf that is talked about begins with that."""
    asked: str = asked_of_page(request).get("tab", "")
    if asked in TABS:
        return asked
    return TALK if score.flag else DOCUMENTS


def _around(request: Visitor, score: Score, tab: str) -> dict[str, Any]:
    """Returns the context of the panes beside the leaf, and of the way to the leaves before and after it."""
    user, sheet, leaf = request.user, score.assessment, score.criterion
    leaves = listed_leaves(sheet)
    shown = chosen_filter(user, sheet, leaves, asked_of_page(request).get(PARAMETER, ""))
    previous, following = leaves_around(leaves, shown, leaf.code)
    changes = readable_on_sheet(user, sheet).filter(score=score)
    lines = history_lines(with_all(changes)) if tab == HISTORY else []
    numbers: dict[str, Any] = _numbers(score, changes)
    proven = proof_count(next(one for node, one in leaves if node.pk == leaf.pk), leaf)
    numbers[DOCUMENTS] = proven if proven.documents or proven.asked > 1 else ""
    is_part = bool(request.htmx)
    return {
        "show": shown.name,
        "documents_now": proven,
        "tabs": [
            PaneTab(
                name,
                label,
                numbers.get(name, ""),
                leaf_address(sheet.pk, leaf.code, shown.name, name),
                name == tab,
            )
            for name, label in TABS.items()
        ],
        "lines": lines,
        "watches": permissions.may_watch(user, owner=None),
        "chips": counted_filters(user, sheet, leaves, shown.name),
        "totals": sums(sheet.pk)[TOTAL],
        "tree": [] if is_part else tree_of(user, sheet, leaves, shown, leaf.code),
        "domain": domain_of_leaf(user, leaves, leaf),
        "before": _address(sheet.pk, previous, shown.name),
        "after": _address(sheet.pk, following, shown.name),
        "previous": previous,
        "following": following,
        "kept_in_address": f"?{PARAMETER}={shown.name}",
    }


def _numbers(score: Score, changes: QuerySet[Change]) -> dict[str, int]:
    """Returns how much is said of a leaf, and how many lines its record has; one query."""
    remarks = Remark.objects.filter(score=OuterRef("pk")).order_by().values("score")
    lines = changes.order_by().values("score")
    row = Score.objects.filter(pk=score.pk).values_list(
        Subquery(remarks.annotate(n=Count("pk")).values("n")),
        Subquery(lines.annotate(n=Count("pk")).values("n")),
    )
    said, recorded = row[0]
    return {TALK: said or 0, HISTORY: recorded or 0}


def _address(sheet_id: int, leaf: Criterion | None, show: str) -> str:
    return leaf_address(sheet_id, leaf.code, show) if leaf else ""


def after_a_word(request: Visitor, score: Score) -> dict[str, Any]:
    """Returns what stands around a leaf: its state, its domain's progress, the chips' counts; one query."""
    user, sheet, leaf = request.user, score.assessment, score.criterion
    leaves: ListedLeaves = listed_leaves(sheet)
    show = asked_of_page(request).get(PARAMETER, "")
    shown = chosen_filter(user, sheet, leaves, show)
    listed = next(one for node, one in leaves if node.pk == leaf.pk)
    return {
        "leaf": leaf,
        "sheet": sheet,
        "show": shown.name,
        "documents_now": proof_count(listed, leaf),
        "state": state_of_leaf(user, leaf, listed),
        "domain": domain_of_leaf(user, leaves, leaf),
        "top": leaf.code.partition(".")[0],
        "chips": counted_filters(user, sheet, leaves, shown.name),
    }


def after_a_document(request: Visitor, score: Score) -> dict[str, Any]:
    """Returns that, and what the leaf is offered now: an empty one has the queries of ``proposals_for``."""
    offer = {"is_offered_anew": True, "proposal": proposal_for(request.user, score)}
    return after_a_word(request, score) | offer


def after_a_save(request: Visitor, score: Score) -> dict[str, Any]:
    """Returns what a save changes beside the leaf: the tree, and the sheet's sums; one query more."""
    return after_a_document(request, score) | {"totals": sums(score.assessment_id)[TOTAL]}


def workspace_page(request: Visitor, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Returns the whole page of a leaf."""
    return render(request, "assessments/leaf/page.html", context, status=status)
