"""“What it takes”: a unit's own people see what is still to be had, and try figures without saving."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import permissions
from assessments.models import Assessment, Score, Status
from assessments.pages.common import Visitor, sheet_or_refuse, signed_in
from rankings.models import Ranking
from rankings.what_it_takes import forecast, trials
from rankings.what_it_takes.counting import counted_leaf
from rankings.what_it_takes.hidden_ranks import hides_ranks

BASES = (Ranking.Basis.AWARDED, Ranking.Basis.CLAIMED)


def _basis(request: Visitor, assessment: Assessment) -> Ranking.Basis:
    """Returns the basis asked for, otherwise awarded points as soon as somebody reviews the sheet."""
    wanted = request.GET.get("basis", "")
    if wanted in BASES:
        return Ranking.Basis(wanted)
    return BASES[1] if assessment.status in Status.UNREVIEWED else BASES[0]


def _is_unknown(score: Score) -> bool:
    """Returns whether the survey has not given the leaf its points yet."""
    return score.criterion.is_survey and not score.is_reviewed


def _filled_in(scores: Sequence[Score], basis: Ranking.Basis) -> tuple[int, int]:
    """Returns how many of the leaves that no survey gives have points on the basis, and of how many."""
    own = [one for one in scores if not one.criterion.is_survey]
    claimed = basis == Ranking.Basis.CLAIMED
    return sum(one.is_filled if claimed else one.is_reviewed for one in own), len(own)


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def what_it_takes(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the page, or for htmx what the figures typed so far would give."""
    assessment = sheet_or_refuse(request, sheet_id)
    permissions.demand(permissions.reasons_against_seeing_outlook(request.user, assessment))
    scores = forecast.scores_in_order(assessment)
    basis = _basis(request, assessment)
    tally = forecast.tally_of(assessment, scores, basis)
    block = tally.block_of(assessment.unit.kinds)
    others = forecast.others_of(assessment, basis, tally)
    tried = trials.trials(scores, request.GET, basis, tally)
    leaves = {score.criterion_id: counted_leaf(score, basis, tally) for score in scores}
    tried_leaves = leaves | {trial.score.criterion_id: trial.then for trial in tried}
    now, then = (
        tally.standing(one, others.keys, ranked=assessment.ranked, block=block)
        for one in (leaves, tried_leaves)
    )
    hidden = hides_ranks(request.user, assessment, basis, now, others.now, block)
    filled, leaves_of_unit = _filled_in(scores, basis)
    # A rank of a sheet that is hardly begun says nothing of the unit.
    is_early = assessment.is_drafting and 2 * filled < leaves_of_unit
    unknown = sum((one.max_points for one in scores if _is_unknown(one)), Decimal(0))
    context = {
        "unknown": unknown,
        "known": now.maximum - unknown,
        "sheet": assessment,
        "round": assessment.round,
        "basis": basis,
        "bases": BASES,
        "assessed": assessment.status in Status.ASSESSED,
        "trials": tried,
        "chosen": [trial.score.criterion.code for trial in tried],
        "full": len(tried) >= trials.MOST,
        "now": now,
        "then": then,
        "rules": tally.around.words,
        "has_rules": tally.has_rules,
        "ranked_within": block,
        "ranks": assessment.ranked and not hidden and not is_early,
        "is_early": is_early,
        "filled": filled,
        "leaves": leaves_of_unit,
        "hidden": hidden,
        "of": len(others.now) + 1,
        "others_settled": others.are_settled,
        "query": request.GET.urlencode(),
        "plans": permissions.may_plan(request.user, assessment.unit_id),
    }
    if request.htmx:
        return render(request, "rankings/_outcome.html", context)
    context["outlook"] = forecast.outlook(assessment, scores, others, basis, tally)
    return render(request, "rankings/what_it_takes.html", context)
