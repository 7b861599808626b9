"""Figures of the unit's sheet in the nation's round that are counted from its own rounds."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import acts
from assessments.models import Assessment, HandedFigure, Round, Status, Unit
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    owner_or_refuse,
    signed_in,
    status_of,
)
from assessments.sheets.handed_up import is_finished, typed_fields
from criteria.common.forms import read_whole, whole_number, whole_number_or
from criteria.common.numbers import parse, round_half_up
from criteria.common.text import Refused
from criteria.models import CriteriaSet, Criterion
from criteria.templatetags.par import say, title

PLACES = 4
"""The decimals of a value to be reached, as points have them."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_handing(request: Visitor, owner_id: int) -> HttpResponse:
    """Shows what is counted from own rounds for the sheet being filled in; adds and removes figures."""
    owner = owner_or_refuse(request, owner_id)
    sheet = _sheet(owner)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        if sheet is None:
            raise Http404
        try:
            act_once(request, lambda: _change(request, owner, sheet))
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("own_handing", owner_id)
    rounds = Round.objects.filter(owner=owner).select_related("criteria_set")
    pk = whole_number_or(request.POST or request.GET, "own_round", 0)
    chosen = get_object_or_404(rounds, pk=pk) if pk else None
    context |= {
        "owner": owner,
        "sheet": sheet,
        "rules": _rules(sheet),
        "rounds": rounds,
        "chosen": chosen,
        "typed": request.POST,
    }
    if sheet and chosen:
        context |= {
            "is_finished": is_finished(chosen.pk),
            "targets": _choices(sheet.round.criteria_set, with_points=False),
            "sources": _choices(chosen.criteria_set, with_points=True),
            "ways": HandedFigure.Way.choices,
        }
    return render(request, "assessments/own/handing.html", context, status=status)


def _sheet(owner: Unit) -> Assessment | None:
    """Returns the unit's own sheet that is being filled in, in the newest of the nation's rounds."""
    sheets = Assessment.objects.filter(unit=owner, round__owner=None, status=Status.DRAFTING)
    return sheets.select_related("round__criteria_set").order_by("-round__year", "-pk").first()


def _rules(sheet: Assessment | None) -> list[tuple[HandedFigure, str]]:
    if sheet is None:
        return []
    rules = sheet.handed_figures.select_related("criterion", "own_round", "own_leaf")
    return [(rule, _label(rule.criterion, rule.figure)) for rule in rules]


def _label(leaf: Criterion, figure: str) -> str:
    known = typed_fields(leaf)
    return say(known[figure].label) if figure in known else figure


def _choices(criteria_set: CriteriaSet, *, with_points: bool) -> list[tuple[str, str]]:
    """Returns the figures of a set's leaves: a value for the form, and what it is called."""
    choices = []
    leaves = Criterion.objects.filter(criteria_set=criteria_set).leaves().order_by("position")
    for leaf in leaves:
        name = f"{leaf.code} {title(leaf)}"
        if with_points:
            choices.append((f"{leaf.pk}:", f"{name} · {_('điểm đạt được')}"))
        choices += [
            (f"{leaf.pk}:{key}", f"{name} · {say(one.label)}")
            for key, one in typed_fields(leaf).items()
            if not leaf.is_survey
        ]
    return choices


def _change(request: Visitor, owner: Unit, sheet: Assessment) -> None:
    actor, data = acting(request), request.POST
    if "remove" in data:
        rule = whole_number(data, "remove")
        acts.remove_handed_figure(actor=actor, owner_id=owner.pk, rule_id=rule)
        return
    leaf, _colon, figure = data.get("target", "").partition(":")
    own_leaf, _colon, of = data.get("source", "").partition(":")
    by_leaf, _colon, by = data.get("by", "").partition(":")
    least, way = data.get("least", "").strip(), data.get("way", "")
    acts.set_handed_figure(
        actor=actor,
        owner_id=owner.pk,
        assessment_id=sheet.pk,
        leaf_id=read_whole(leaf) or 0,
        figure=figure,
        own_round_id=whole_number_or(data, "own_round", 0),
        own_leaf_id=read_whole(own_leaf) or 0,
        way=way,
        of=of,
        by=by if by_leaf == own_leaf else "",
        least=_least(request, least) if least and way == HandedFigure.Way.COUNT else None,
    )


def _least(request: Visitor, typed: str) -> Decimal:
    return round_half_up(parse(typed, language=request.LANGUAGE_CODE), PLACES)
