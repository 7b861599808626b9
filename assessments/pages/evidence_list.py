"""The documents of a sheet, leaf by leaf, with what the set asks for and is not there."""

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import EvidenceLink
from assessments.pages.common import Visitor, sheet_or_refuse, signed_in
from assessments.sheets.evidence.asked import AskedDocument, ProofCount, proof_count, sorted_proofs
from assessments.sheets.evidence.noting import notes_on
from assessments.sheets.filters import lacks_evidence
from assessments.sheets.leaf_tree import listed_leaves
from criteria.models import Criterion


@dataclass(frozen=True)
class ProvenLeaf:
    """A leaf with the documents that it asks for, those that prove it beside them, and their numbers."""

    leaf: Criterion
    asked: list[AskedDocument]
    others: list[EvidenceLink]
    count: ProofCount


@require_safe
@signed_in
def sheet_evidence(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows every leaf that the unit scores itself; ``?missing`` only those that claim points and lack some. Three queries."""
    sheet = sheet_or_refuse(request, sheet_id)
    links: dict[int, list[EvidenceLink]] = defaultdict(list)
    live = EvidenceLink.objects.filter(score__assessment=sheet, withdrawn_at=None)
    for link in live.select_related("evidence__uploaded_by"):
        links[link.score_id].append(link)
    own = [(leaf, score) for leaf, score in listed_leaves(sheet) if not leaf.is_survey]
    leaves = [
        ProvenLeaf(leaf, *sorted_proofs(leaf, links[score.pk]), proof_count(score, leaf))
        for leaf, score in own
    ]
    shown = {link.evidence_id: link.evidence for of_leaf in links.values() for link in of_leaf}
    lacking = {leaf.pk for leaf, score in own if lacks_evidence(leaf, score)}
    missing = [one for one in leaves if one.leaf.pk in lacking]
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "leaves": missing if "missing" in request.GET else leaves,
        "all_number": len(leaves),
        "missing_number": len(missing),
        "shows_missing": "missing" in request.GET,
        "notes": notes_on(request.user, sheet, shown.values()),
        "documents": len(shown),
        "there": sum(one.count.there for one in leaves),
        "asked": sum(one.count.asked for one in leaves),
    }
    return render(request, "assessments/sheet_evidence.html", context)
