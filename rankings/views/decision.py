"""The results decision as Word or PDF."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.journal.kinds import EXPORT
from assessments.pages.common import Visitor, demand_somewhere, signed_in
from assessments.pages.documents import send_document
from assessments.pages.downloads import journal_file
from rankings.exports import decision
from rankings.reads import visible


@require_safe
@journal_file(EXPORT)
@signed_in
def decision_page(request: Visitor, ranking_id: int, kind: str) -> HttpResponseBase:
    """Sends the decision with the ranking as its annex; it is marked as a draft until it is published."""
    demand_somewhere(request.user, decision.reasons_against_getting_decision)
    ranking = visible.ranking_visible_to(request.user, ranking_id)
    permissions.demand(
        decision.reasons_against_getting_decision(request.user, ranking.round.owner_id)
    )
    name = f"Quyết định công bố - {ranking.round.title_vi}"
    return send_document("results_decision", lambda: decision.decision_values(ranking), name, kind)
