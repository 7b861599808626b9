"""The page of a unit's documents over all its sheets, and the form that uses one of them at a leaf."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import acts, permissions
from assessments.models import Score, Unit
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    require_press,
    score_or_refuse,
    signed_in,
)
from assessments.pages.workspace import leaf_address
from assessments.rounds.disclaimers import marks_over
from assessments.sheets.evidence.unit_store import (
    StoreSearch,
    offer_again,
    open_leaves,
    stored_documents,
    this_year,
)
from criteria.common.forms import whole_number, whole_number_or

PAGE = 50


@require_safe
@signed_in
def unit_evidence(request: Visitor, unit_id: int) -> HttpResponse:
    """Lists the unit's documents; ``?for`` names the leaf (its score) that is looking for one. Eight queries."""
    unit = get_object_or_404(Unit, pk=unit_id)
    permissions.demand(permissions.reasons_against_reading_store(request.user, unit_id))
    asked = request.GET
    search = StoreSearch(
        words=asked.get("q", "").strip()[:100],
        code=asked.get("leaf", "").strip()[:20],
        year=whole_number_or(asked, "year", 0) or None,
    )
    documents = stored_documents(unit_id)
    found = [document for document in documents if search.holds(document)]
    leaves = open_leaves(request.user, unit_id)
    page = Paginator(found, PAGE).get_page(asked.get("page"))
    target = _target(leaves, whole_number_or(asked, "for", 0))
    offer_again(page.object_list, leaves)
    rounds = {use.sheet.round_id: use.sheet.round for one in documents for use in one.uses}
    query = asked.copy()
    query.pop("page", None)
    year = target.assessment.round.year if target else this_year(leaves, timezone.localdate())
    context = {
        "unit": unit,
        "search": search,
        "documents": [
            (one, one.validity(year), target is not None and one.proves(target))
            for one in page.object_list
        ],
        "offers": target is not None or any(one.offers for one in page.object_list),
        "page": page,
        "query": query.urlencode(),
        "number": len(found),
        "all_number": len(documents),
        "years": sorted({year for one in documents for year in one.years}, reverse=True),
        "target": target,
        "marks": marks_over(rounds.values()),
    }
    return render(request, "assessments/unit_evidence.html", context)


def _target(leaves: list[Score], score_id: int) -> Score | None:
    return next((score for score in leaves if score.pk == score_id), None)


@require_press
@signed_in
def use_stored(request: Visitor, score_id: int) -> HttpResponse:
    """Uses a document of the unit's store at a leaf, and shows the leaf."""
    score = score_or_refuse(request, score_id)
    act = partial(
        acts.use_stored_evidence,
        actor=acting(request),
        score_id=score_id,
        evidence_id=whole_number(request.POST, "evidence"),
    )
    act_once(request, lambda: act().pk)
    messages.success(request, _("Đã dùng lại tài liệu."))
    return redirect(leaf_address(score.assessment_id, score.criterion.code, tab="docs"))
