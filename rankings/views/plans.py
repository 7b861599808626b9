"""The pages of a unit's improvement plan, for its own people alone: the list, a plan, a line of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import permissions
from assessments.history.lines import history_lines, with_all
from assessments.models import Change, Side
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    posted_whole_number,
    require_press,
    signed_in,
    status_of,
)
from assessments.rounds.disclaimers import marks_over
from assessments.sheets.panel import ShownSide, at_figures, entry_of, saved_side, typed_side
from assessments.writing.acts import declared_acts
from criteria.common.tables.line import day_of
from criteria.common.text import FieldFault, Refused
from rankings import acts
from rankings.models import ImprovementPlan, RankingRow
from rankings.plans.offering import results_to_plan_from
from rankings.plans.reading import PlanLine, PlanReading, plans_of, read_plan, versions_of_plan
from rankings.plans.saving import (
    MOST_REMEDIES,
    GivenRemedy,
    PlanConflict,
    judged_target,
    people_of,
    tidy_remedies,
)

SPARE = 1
"""The number of empty remedies that a form ends with."""
SHOWN = 12
"""The number of lines of the record below a plan."""


def plan_or_404(request: Visitor, plan_id: int) -> ImprovementPlan:
    """Returns the plan if the person may read it; to everybody else it does not exist."""
    plans = ImprovementPlan.objects.select_related(
        "unit",
        "round__criteria_set",
        "approved_by",
        "made_by",
        "row__ranking__round__criteria_set",
        "row__assessment__unit",
        "row__assessment__round",
    )
    return get_object_or_404(plans, permissions.plans_readable_by(request.user), pk=plan_id)


@require_safe
@signed_in
def plans(request: Visitor) -> HttpResponse:
    """Lists the plans of the person's units, and the results from which one can be made."""
    permissions.demand(permissions.reasons_against_planning(request.user))
    found = plans_of(request.user)
    results = results_to_plan_from(request.user)
    rounds = [one.round for one in found] + [row.ranking.round for row in results]
    context = {"plans": found, "results": results, "marks": marks_over(rounds)}
    return render(request, "rankings/plans/list.html", context)


@require_press
@signed_in
def begin_plan(request: Visitor, row_id: int) -> HttpResponse:
    """Makes the plan from a result and opens it."""
    get_object_or_404(RankingRow, pk=row_id)
    made = act_once(request, lambda: acts.make_plan(actor=acting(request), row_id=row_id).pk)
    return redirect("plan", made)


@require_safe
@signed_in
def plan_page(request: Visitor, plan_id: int) -> HttpResponse:
    """Shows a plan: what it would give, what is cheap, what is open, and its lines."""
    reading = read_plan(plan_or_404(request, plan_id))
    return _plan_page(request, reading)


def _plan_page(
    request: Visitor, reading: PlanReading, status: int = 200, **more: Any
) -> HttpResponse:
    found = reading.plan
    newest, *older = versions_of_plan(found)
    own = [act.name for act in declared_acts() if act.is_own]
    changes = Change.objects.filter(assessment=found.row.assessment_id, act__in=own)
    context = {
        "plan": found,
        "marks": marks_over([found.round]),
        "reading": reading,
        "versions": [newest, *older],
        "is_newest": newest == found,
        "may_write": permissions.may_plan(request.user, found.unit_id),
        "may_approve": permissions.may_approve_plans(request.user, found.unit_id),
        "next": reading.uncovered[0] if reading.uncovered else None,
        "history": history_lines(with_all(changes)[:SHOWN]),
        **more,
    }
    return render(request, "rankings/plans/plan.html", context, status=status)


@require_press
@signed_in
def sign_off_plan(request: Visitor, plan_id: int) -> HttpResponse:
    """Approves a plan; a refusal shows it anew with the causes."""
    found = plan_or_404(request, plan_id)
    version = posted_whole_number(request, "version")

    def act() -> int:
        return acts.approve_plan(actor=acting(request), plan_id=plan_id, version=version).pk

    try:
        act_once(request, act)
    except Refused as error:
        return _plan_page(request, read_plan(found), status_of(request, error), causes=error.causes)
    messages.success(request, _("Đã phê duyệt kế hoạch."))
    return redirect("plan", plan_id)


@require_press
@signed_in
def begin_plan_version(request: Visitor, plan_id: int) -> HttpResponse:
    """Begins a new version of a plan and opens it."""
    plan_or_404(request, plan_id)
    later = act_once(
        request, lambda: acts.open_plan_version(actor=acting(request), plan_id=plan_id).pk
    )
    return redirect("plan", later)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@signed_in
def plan_leaf(request: Visitor, plan_id: int, code: str) -> HttpResponse:
    """Shows a line of a plan and saves it; for htmx what the figures typed so far would give."""
    reading = read_plan(plan_or_404(request, plan_id))
    line = reading.line_of(code)
    if line is None:
        raise Http404
    if request.method == "POST":
        return _save(request, reading, line)
    if request.htmx:
        context = _tried(reading, line, request.GET)
        return render(request, "rankings/plans/_tried.html", context)
    side = saved_side(line.scale, Side(input=line.leaf.target_input))
    context = {"points": line.leaf.target_points, "why": line.working, "causes": []}
    context["outcome"] = reading.outcome
    return _leaf_page(request, reading, line, side, _saved_remedies(line), context)


def _save(request: Visitor, reading: PlanReading, line: PlanLine) -> HttpResponse:
    data, scale = request.POST, line.scale
    version = posted_whole_number(request, "version")

    def act() -> int:
        return acts.save_plan_leaf(
            actor=acting(request),
            leaf_id=line.leaf.pk,
            version=version,
            entry=lambda scale: entry_of(scale, data),
            remedies=_typed_remedies(data),
        ).pk

    try:
        act_once(request, act)
    except Refused as error:
        context = _tried(reading, line, data)
        if isinstance(error, PlanConflict):
            # What stands there now is shown beside what was typed; saved again, the latter takes its place.
            context["theirs"] = line
        else:
            context["refused"] = at_figures(scale, data, error.causes)
        status = 409 if isinstance(error, PlanConflict) else status_of(request, error)
        rows = _shown_remedies(data)
        return _leaf_page(
            request, reading, line, typed_side(scale, data, "note"), rows, context, status
        )
    messages.success(request, _("Đã lưu tiêu chí %(code)s.") % {"code": line.criterion.code})
    following = reading.next_after(line)
    if "next" in data and following:
        return redirect("plan_leaf", reading.plan.pk, following.criterion.code)
    return redirect("plan", reading.plan.pk)


def _leaf_page(
    request: Visitor,
    reading: PlanReading,
    line: PlanLine,
    side: ShownSide,
    remedies: list[dict[str, str]],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    blank = {"text": "", "person": "", "body": "", "due": ""}
    rows = [*remedies, *([blank] * SPARE)][:MOST_REMEDIES]
    may_write = permissions.may_plan(request.user, reading.plan.unit_id)
    context |= {
        "plan": reading.plan,
        "may_write": may_write,
        "is_fixed": reading.plan.is_approved or not may_write,
        "marks": marks_over([reading.plan.round]),
        "reading": reading,
        "line": line,
        "leaf": line.criterion,
        "scale": line.scale,
        "side": side,
        "rows": rows,
        "people": people_of(reading.plan.unit_id).values(),
        "following": reading.next_after(line),
    }
    return render(request, "rankings/plans/leaf.html", context, status=status)


def _tried(reading: PlanReading, line: PlanLine, data: QueryDict) -> dict[str, Any]:
    """Returns what the figures of a form would give, or what is wrong with them; nothing is saved."""
    points, why, causes = None, None, []
    try:
        target = judged_target(line.leaf, line.scale, entry_of(line.scale, data))
        if target:
            points, why = target.points, target.why
    except Refused as error:
        causes = [*error.causes]
    outcome = reading.outcome_with(line.leaf, points)
    return {"line": line, "points": points, "why": why, "causes": causes, "outcome": outcome}


def _saved_remedies(line: PlanLine) -> list[dict[str, str]]:
    return [
        {
            "text": one.text,
            "person": str(one.person_id or ""),
            "body": one.body,
            "due": f"{one.due:%d/%m/%Y}" if one.due else "",
        }
        for one in line.remedies
    ]


def _shown_remedies(data: QueryDict) -> list[dict[str, str]]:
    """Returns the remedies of a form as they were typed, without those that are blank."""
    rows = [
        {name: data.get(f"{name}-{place}", "") for name in ("text", "person", "body", "due")}
        for place in range(1, MOST_REMEDIES + 1)
    ]
    return [row for row in rows if any(value.strip() for value in row.values())]


def _typed_remedies(data: QueryDict) -> list[GivenRemedy]:
    """Returns the remedies of a form. Raises ``Refused`` for what is no day, with the place of each."""
    found, faults = [], []
    for place, row in enumerate(_shown_remedies(data), 1):
        due = None
        try:
            due = day_of(row["due"].strip()) if row["due"].strip() else None
        except Refused as error:
            faults += [
                FieldFault(
                    f"Giải pháp {place}: {one.vi}.", f"Remedy {place}: {one.en}.", f"due-{place}"
                )
                for one in error.causes
            ]
        person = row["person"]
        person_id = (
            int(person) if person.isascii() and person.isdecimal() and len(person) < 19 else None
        )
        found.append(GivenRemedy(row["text"], person_id, row["body"], due))
    permissions.demand([], faults)
    return tidy_remedies(found)
