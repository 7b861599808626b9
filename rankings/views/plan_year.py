"""The pages of a plan through the year: what is late and what is lost, and the figures to date of a leaf."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import permissions
from assessments.models import Side
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    require_press,
    signed_in,
    status_of,
)
from assessments.rounds.disclaimers import marks_over
from assessments.sheets.panel import at_figures, entry_of, saved_side, typed_side
from criteria.common.tables.line import day_of
from criteria.common.text import FieldFault, Refused
from rankings import acts
from rankings.models import Remedy
from rankings.plans.progress import LineToDate, figures_to_date_of, read_progress
from rankings.plans.reading import read_plan
from rankings.views.plans import plan_or_404


@require_safe
@signed_in
def plan_year(request: Visitor, plan_id: int) -> HttpResponse:
    """Shows what is late, what falls due, and what is reached so far on each leaf."""
    plan = plan_or_404(request, plan_id)
    context = {
        "plan": plan,
        "may_write": permissions.may_plan(request.user, plan.unit_id),
        "marks": marks_over([plan.round]),
        "progress": read_progress(plan),
    }
    return render(request, "rankings/plans/year.html", context)


@require_press
@signed_in
def mark_remedy(request: Visitor, plan_id: int, remedy_id: int) -> HttpResponse:
    """Notes that a remedy is done, or not after all."""
    plan = plan_or_404(request, plan_id)
    get_object_or_404(Remedy, pk=remedy_id, leaf__plan=plan)
    is_done = request.POST.get("done", "1") == "1"
    act_once(
        request,
        lambda: acts.finish_remedy(actor=acting(request), remedy_id=remedy_id, is_done=is_done).pk,
    )
    return redirect("plan_year", plan_id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def plan_figures(request: Visitor, plan_id: int, code: str) -> HttpResponse:
    """Shows the figures to date of a leaf, and takes in another."""
    reading = read_plan(plan_or_404(request, plan_id))
    line = reading.line_of(code)
    if line is None:
        raise Http404
    context: dict[str, Any] = {"day": f"{timezone.localdate():%d/%m/%Y}"}
    status = 200
    if request.method == "POST":
        data = request.POST
        try:
            act_once(request, lambda: _save(request, line.leaf.pk))
        except Refused as error:
            context = {
                "day": data.get("day", ""),
                "causes": at_figures(line.scale, data, error.causes),
            }
            context["side"] = typed_side(line.scale, data, "note")
            status = status_of(request, error)
        else:
            messages.success(request, _("Đã ghi số liệu đến nay của %(code)s.") % {"code": code})
            return redirect("plan_year", plan_id)
    to_date = LineToDate(line, figures_to_date_of(reading.plan).get(line.criterion.pk, []))
    newest = to_date.newest
    context.setdefault("side", saved_side(line.scale, Side(input=newest.input if newest else None)))
    context |= {
        "plan": reading.plan,
        "may_write": permissions.may_plan(request.user, reading.plan.unit_id),
        "marks": marks_over([reading.plan.round]),
        "line": line,
        "leaf": line.criterion,
        "scale": line.scale,
        "to_date": to_date,
    }
    return render(request, "rankings/plans/figures.html", context, status=status)


def _save(request: Visitor, leaf_id: int) -> int:
    data = request.POST
    figure = acts.save_figure_to_date(
        actor=acting(request),
        leaf_id=leaf_id,
        day=_day(data.get("day", "").strip()),
        entry=lambda scale: entry_of(scale, data),
    )
    return figure.pk


def _day(typed: str) -> datetime.date | None:
    try:
        return day_of(typed) if typed else None
    except Refused as error:
        raise Refused(*(FieldFault(one.vi, one.en, "day") for one in error.causes)) from error
