"""The units below a province or ministry: their list, one of them, and adding one."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments import acts
from assessments.models import Unit
from assessments.models.units import levels_below
from assessments.pages.administration.units import (
    form_fields,
    listed_units,
    people_and_rounds,
    say_saved,
    seen_in,
    typed_in,
)
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    owner_or_refuse,
    signed_in,
    status_of,
)
from assessments.people.units import YES, as_typed_in, known_kinds
from criteria.common.search import holds_words
from criteria.common.text import Refused
from criteria.models import Level


@require_safe
@signed_in
def own_units(request: Visitor, owner_id: int) -> HttpResponse:
    """Shows the units below, filtered by words and level, or those that nobody fills in or signs for."""
    owner = owner_or_refuse(request, owner_id)
    units = Unit.objects.below(owner_id)
    asked = request.GET.get("q", "").strip()[:200]
    if asked:
        units = units.filter(holds_words(asked, "search"))
    context = listed_units(request, units, levels_below(owner_id)) | {"owner": owner, "q": asked}
    return render(request, "assessments/own/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_add_unit(request: Visitor, owner_id: int) -> HttpResponse:
    """Shows the form of a new unit below, and adds it."""
    owner = owner_or_refuse(request, owner_id)
    return _form_page(request, owner, Unit(parent=owner), {})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_unit(request: Visitor, owner_id: int, unit_id: int) -> HttpResponse:
    """Shows a unit with its people and rounds; changes it."""
    owner = owner_or_refuse(request, owner_id)
    unit = get_object_or_404(Unit, pk=unit_id, parent=owner)
    return _form_page(request, owner, unit, people_and_rounds(unit))


def _form_page(request: Visitor, owner: Unit, unit: Unit, context: dict[str, Any]) -> HttpResponse:
    status = 200
    if request.method == "POST":
        try:
            pk = act_once(request, lambda: _save(request, owner, unit.pk).pk)
        except Refused as error:
            context |= {"causes": error.causes}
            status = status_of(request, error)
        else:
            say_saved(request, pk)
            return redirect("own_unit", owner.pk, pk)
    now = as_typed_in(unit)
    typed = typed_in(request.POST) if request.method == "POST" else now
    levels = [(one, Level(one).label) for one in levels_below(owner.pk)]
    context |= {
        "owner": owner,
        "fields": form_fields(now, typed, levels, {"kinds": known_kinds(owner.pk)}),
        "yes": YES,
    }
    return render(request, "assessments/own/unit.html", context, status=status)


def _save(request: Visitor, owner: Unit, pk: int | None) -> Unit:
    typed = typed_in(request.POST)
    if pk is None:
        return acts.add_unit(actor=acting(request), typed=typed, owner_id=owner.pk)
    seen = seen_in(request.POST)
    return acts.change_unit(actor=acting(request), unit_id=pk, typed=typed, seen=seen)
