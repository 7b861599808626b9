"""Opens an own round, with a set of the unit's own or a published one of the nation's, and its results."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import acts
from assessments.models import Round
from assessments.models.units import levels_below
from assessments.pages.administration.opening import (
    AT_THE_FIELDS,
    OpenRoundForm,
    units_of_year,
)
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    owner_or_refuse,
    require_press,
    signed_in,
    status_of,
)
from criteria.common.forms import read_whole, whole_number_or
from criteria.common.text import Refused
from criteria.models import CriteriaSet


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own_open_round(request: Visitor, owner_id: int) -> HttpResponse:
    """Asks for the set first, then shows the form with the units below of its level; opens the round."""
    owner = owner_or_refuse(request, owner_id)
    sets = CriteriaSet.objects.usable_by(owner_id).filter(level__in=levels_below(owner_id))
    context: dict[str, Any] = {"owner": owner, "sets": sets}
    status = 200
    data = request.POST if request.method == "POST" else request.GET
    chosen = sets.filter(pk=whole_number_or(data, "criteria_set", 0)).first()
    if request.method == "POST":
        form = OpenRoundForm(request.POST, owner_id=owner_id)
        try:
            pk = act_once(request, lambda: _open(request, form, owner_id))
        except Refused as error:
            context["causes"], status = form.place(error.causes), status_of(request, error)
        else:
            messages.success(request, _("Đã mở kỳ đánh giá."))
            return redirect("round", pk)
    else:
        form = OpenRoundForm(initial={"criteria_set": chosen}, owner_id=owner_id)
    if chosen:
        context["units"] = units_of_year(chosen, owner_id)
    ticked = {read_whole(text) for text in request.POST.getlist("units")}
    context |= {"form": form, "chosen": chosen, "ticked": ticked}
    return render(request, "assessments/administration/open_round.html", context, status=status)


@require_press
@signed_in
def own_open_results(request: Visitor, owner_id: int, round_id: int) -> HttpResponse:
    """Opens the results of an own round to everybody, or keeps them internal."""
    owner = owner_or_refuse(request, owner_id)
    round_ = get_object_or_404(Round, pk=round_id, owner=owner)
    is_open = request.POST.get("open") == "1"
    actor = acting(request)
    act_once(
        request,
        lambda: acts.open_results(actor=actor, round_id=round_.pk, is_open=is_open).pk,
    )
    messages.success(
        request,
        _("Kết quả của kỳ được công khai sau khi công bố.")
        if is_open
        else _("Kết quả của kỳ chỉ người của nơi này xem được."),
    )
    return redirect("own", owner_id)


def _open(request: Visitor, form: OpenRoundForm, owner_id: int) -> int:
    if not form.is_valid():
        raise Refused(AT_THE_FIELDS)
    return acts.open_round(actor=acting(request), owner_id=owner_id, **form.values()).pk
