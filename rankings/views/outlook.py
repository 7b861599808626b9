"""“What it takes”: a unit's own people see what is still to be had, and try figures without saving."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import permissions
from assessments.models import Assessment, Status
from assessments.pages.common import Visitor, sheet_or_refuse, signed_in
from rankings.models import Ranking
from rankings.what_it_takes import forecast, trials
from rankings.what_it_takes.hidden_ranks import hides_ranks
from rankings.what_it_takes.standing import standing

BASES = (Ranking.Basis.AWARDED, Ranking.Basis.CLAIMED)


def _basis(request: Visitor, assessment: Assessment) -> Ranking.Basis:
    """Returns the basis asked for, otherwise awarded points as soon as somebody reviews the sheet."""
    wanted = request.GET.get("basis", "")
    if wanted in BASES:
        return Ranking.Basis(wanted)
    before_review = (Status.DRAFTING, Status.SUBMITTED)
    return BASES[1] if assessment.status in before_review else BASES[0]


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def what_it_takes(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the page, or for htmx what the figures typed so far would give."""
    assessment = sheet_or_refuse(request, sheet_id)
    permissions.demand(permissions.reasons_against_seeing_outlook(request.user, assessment))
    scores = forecast.scores_in_order(assessment)
    criteria = [score.criterion for score in scores]
    criteria_set = assessment.round.criteria_set
    permissions.demand(forecast.reasons_against_forecasting(criteria_set, criteria))
    basis = _basis(request, assessment)
    others = forecast.others_of(assessment, basis)
    tried = trials.trials(scores, request.GET, basis)
    leaves = {score.pk: forecast.counted_leaf(score, basis) for score in scores}
    then = {trial.score.pk: trial.then for trial in tried}
    now = standing(leaves.values(), others.now, ranked=assessment.ranked)
    hidden = hides_ranks(request.user, assessment, basis, now, others.now)
    context = {
        "sheet": assessment,
        "round": assessment.round,
        "basis": basis,
        "bases": BASES,
        "assessed": assessment.status in Status.ASSESSED,
        "trials": tried,
        "chosen": [trial.score.criterion.code for trial in tried],
        "full": len(tried) >= trials.MOST,
        "now": now,
        "then": standing((leaves | then).values(), others.now, ranked=assessment.ranked),
        "ranks": assessment.ranked and not hidden,
        "hidden": hidden,
        "of": len(others.now) + 1,
        "others_settled": others.are_settled,
        "query": request.GET.urlencode(),
        "plans": permissions.may_plan(request.user, assessment.unit_id),
    }
    if request.htmx:
        return render(request, "rankings/_outcome.html", context)
    context["outlook"] = forecast.outlook(assessment, scores, others, basis)
    return render(request, "rankings/what_it_takes.html", context)
