"""The list of criteria sets, and the tree of one of them."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.pages.common import Visitor, demand_somewhere, signed_in
from criteria.actions.people import EDIT, note_in_words, notes_of
from criteria.common.text import Text
from criteria.models import CriteriaSet
from criteria.workbench.tree import DraftRow, trees_of

FAULTY = "faulty"
_RECORD_SHOWN = 20


def set_or_refuse(request: Visitor, set_id: int) -> CriteriaSet:
    """Returns the set if the person may read drafts of its owner; else refuses, or 404."""
    criteria_set = CriteriaSet.objects.filter(pk=set_id).first()
    rule = permissions.reasons_against_reading_draft_sets
    if criteria_set is None or rule(request.user, criteria_set.owner_id):
        demand_somewhere(request.user, rule)
        raise Http404
    return criteria_set


@require_safe
@signed_in
def sets_page(request: Visitor) -> HttpResponse:
    """Shows every set, the newest first, with how much stands against publishing it."""
    permissions.demand(permissions.reasons_against_reading_draft_sets(request.user))
    context = {
        "trees": trees_of(CriteriaSet.objects.filter(owner=None)),
        "may_edit": request.user.has_perm(EDIT),
    }
    return render(request, "assessments/sets/list.html", context)


@require_safe
@signed_in
def set_page(request: Visitor, set_id: int) -> HttpResponse:
    """Shows a set's tree, or those of its rows that a search or "with faults" leaves."""
    return shown_set(request, set_or_refuse(request, set_id))


def shown_set(
    request: Visitor, criteria_set: CriteriaSet, causes: Sequence[Text] = (), status: int = 200
) -> HttpResponse:
    """Returns the page of a set, with what stands against an act on it."""
    [tree] = trees_of([criteria_set])
    asked = request.GET.get("q", "")
    only_faulty = request.GET.get("show") == FAULTY
    context: dict[str, Any] = {
        "criteria_set": criteria_set,
        "tree": tree,
        "rows": tree.shown(asked, only_faulty=only_faulty),
        "q": asked,
        "only_faulty": only_faulty,
        "owner": criteria_set.owner,
        "may_edit": request.user.has_perm(EDIT, criteria_set),
        "import_address": _import_address(criteria_set),
        "causes": causes,
        "next_year": request.POST.get("year", criteria_set.year + 1),
        "record": [
            (line, note_in_words(line.get_change_message()))
            for line in notes_of(criteria_set)[:_RECORD_SHOWN]
        ],
    }
    return render(request, "assessments/sets/set.html", context, status=status)


def _import_address(criteria_set: CriteriaSet) -> str:
    if criteria_set.owner_id:
        return reverse("own_import_file", args=[criteria_set.owner_id, "annex"])
    return reverse("import_file", args=["annex"])


def leaves_beside(leaves: list[DraftRow], code: str) -> tuple[DraftRow | None, DraftRow | None]:
    """Returns the leaves before and after one; nothing past an end."""
    codes = [row.criterion.code for row in leaves]
    at = codes.index(code)
    before = leaves[at - 1] if at else None
    return before, leaves[at + 1] if at + 1 < len(leaves) else None
