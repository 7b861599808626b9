"""The pages of rounds: all of them, the settings of one, and opening another."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import acts, permissions
from assessments.history.facts import KNOWN
from assessments.history.lines import history_lines, with_all
from assessments.models import Assessment, Change, Round
from assessments.models.round_rules import ROUND_RULES
from assessments.pages.administration.opening import AT_THE_FIELDS, OpenRoundForm, units_of_year
from assessments.pages.common import Visitor, act_once, acting, signed_in, status_of
from assessments.rounds.changing import CHANGE_ROUND, DATES
from assessments.rounds.opening import OPEN_ROUND
from assessments.rounds.references import references_of
from criteria.common.forms import read_whole, whole_number_or
from criteria.common.search import holds_words
from criteria.common.text import NO_TEXT, Refused, Text
from criteria.models import CriteriaSet, Level


@require_safe
@signed_in
def round_list(request: Visitor) -> HttpResponse:
    """Shows every round with its dates, filtered by words and level."""
    permissions.demand(permissions.reasons_against_seeing_settings(request.user))
    asked = request.GET.get("q", "").strip()[:200]
    found = (
        Round.objects.filter(owner=None)
        .select_related("criteria_set")
        .annotate(number=Count("assessments"))
    )
    found = found.order_by("-year", "criteria_set__level", "-opens_at")
    if asked:
        found = found.filter(holds_words(asked, "search"))
    rounds = list(found)
    level = request.GET.get("level", "")
    of_level = [one for one in rounds if one.criteria_set.level == level]
    context = {
        "rounds": of_level if level in Level else rounds,
        "q": asked,
        "level": level if level in Level else "",
        "levels": [
            (value, label, sum(one.criteria_set.level == value for one in rounds))
            for value, label in Level.choices
        ],
        "number": len(rounds),
        "coordinates": permissions.may_coordinate(request.user, owner=None),
    }
    return render(request, "assessments/administration/rounds.html", context)


@require_safe
@signed_in
def round_settings(request: Visitor, round_id: int) -> HttpResponse:
    """Shows a round's set, units, dates and rules, who changed them, and where each is set."""
    round_ = get_object_or_404(
        Round.objects.select_related("criteria_set"), pk=round_id, owner=None
    )
    permissions.demand(permissions.reasons_against_seeing_settings(request.user))
    sheets = Assessment.objects.filter(round=round_)
    context = {
        "round": round_,
        "number": sheets.count(),
        "unranked": sheets.filter(ranked=False).select_related("unit").order_by("unit__code"),
        "dates": [(KNOWN[name][0], getattr(round_, name)) for name in DATES],
        "rules": [(rule, getattr(round_, rule.name)) for rule in ROUND_RULES.values()],
        "places": _places(round_)
        if permissions.may_coordinate(request.user, round_.owner_id)
        else (),
        "administers": permissions.may_administer(request.user),
        "lines": history_lines(
            with_all(
                Change.objects.filter(round=round_, act__in=(OPEN_ROUND.name, CHANGE_ROUND.name))
            )
        ),
    }
    return render(request, "assessments/administration/round.html", context)


def _places(round_: Round) -> list[tuple[Text, Text, str]]:
    """Returns where the coordinator sets the rest of a round: the name, what is there, the address."""
    awaited = len(references_of(round_.criteria_set_id))
    places = (
        ("change_round", Text("Thời hạn và quy định", "Dates and rules"), NO_TEXT),
        (
            "references",
            Text("Giá trị tham chiếu", "Reference values"),
            Text(f"thang điểm cần {awaited} giá trị", f"values that scales need: {awaited}")
            if awaited
            else NO_TEXT,
        ),
        ("bodies", Text("Cơ quan thẩm định", "Reviewing bodies"), NO_TEXT),
        ("survey", Text("Điều tra xã hội học", "Survey"), NO_TEXT),
        ("councils", Text("Hội đồng thẩm định", "Councils"), NO_TEXT),
        ("round_rankings", Text("Xếp hạng và công bố", "Ranking and publication"), NO_TEXT),
    )
    return [(label, about, reverse(name, args=[round_.pk])) for name, label, about in places]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def open_round_page(request: Visitor) -> HttpResponse:
    """Asks for the set first, then shows the form with the units of its level and year; opens the round."""
    permissions.demand(permissions.reasons_against_coordinating(request.user, owner=None))
    published = CriteriaSet.objects.usable_by(None)
    context: dict[str, Any] = {"sets": published.annotate(number=Count("rounds"))}
    status = 200
    data = request.POST if request.method == "POST" else request.GET
    chosen = published.filter(pk=whole_number_or(data, "criteria_set", 0)).first()
    if request.method == "POST":
        form = OpenRoundForm(request.POST)
        try:
            pk = act_once(request, lambda: _open(request, form))
        except Refused as error:
            context["causes"], status = form.place(error.causes), status_of(request, error)
        else:
            messages.success(request, _("Đã mở kỳ đánh giá."))
            return redirect("round_settings", pk)
    else:
        form = OpenRoundForm(initial={"criteria_set": chosen})
    if chosen:
        context["units"] = units_of_year(chosen)
    ticked = {read_whole(text) for text in request.POST.getlist("units")}
    context |= {"form": form, "chosen": chosen, "ticked": ticked}
    return render(request, "assessments/administration/open_round.html", context, status=status)


def _open(request: Visitor, form: OpenRoundForm) -> int:
    """Opens the round of a valid form; returns its key. Raises ``Refused``."""
    if not form.is_valid():
        raise Refused(AT_THE_FIELDS)
    return acts.open_round(actor=acting(request), **form.values()).pk
