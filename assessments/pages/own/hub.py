"""What a unit has to run its own rounds: the rounds, the sets, the units below it and their people."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Round, Unit, User
from assessments.pages.common import Visitor, owner_or_refuse, signed_in
from assessments.people.directory import lacking_people
from criteria.models import CriteriaSet
from criteria.workbench.tree import trees_of


@require_safe
@signed_in
def own_page(request: Visitor, owner_id: int) -> HttpResponse:
    """Shows the own rounds and sets, and how many units and people there are."""
    owner = owner_or_refuse(request, owner_id)
    rounds = Round.objects.filter(owner=owner).select_related("criteria_set")
    below = Unit.objects.below(owner_id)
    context = {
        "owner": owner,
        "rounds": rounds.annotate(number=Count("assessments")),
        "trees": trees_of(CriteriaSet.objects.filter(owner=owner)),
        "units": below.count(),
        "lacking": lacking_people(below).count(),
        "people": User.objects.of_owner(owner_id).count(),
    }
    return render(request, "assessments/own/hub.html", context)
