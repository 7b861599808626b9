"""The template tag of the home page's lines for a unit's leader: its last result and its plan."""

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from assessments.models import Role, User
from rankings.models import ImprovementPlan

register = template.Library()


@register.inclusion_tag("rankings/plans/_at_home.html")
def own_plan(user: User) -> dict[str, object]:
    """Returns the newest plan of the units that the person leads, with its number of late remedies; one query, or none."""
    units = user.units(Role.LEADER)
    if not units:
        return {"plan": None}
    today = timezone.localdate()
    late = Q(leaves__remedies__due__lt=today, leaves__remedies__done_on=None)
    plans = ImprovementPlan.objects.filter(unit__in=units).annotate(
        late=Count("leaves__remedies", filter=late)
    )
    found = plans.select_related("row__ranking", "round").order_by("-round__year", "-number", "-pk")
    return {"plan": found.first()}
