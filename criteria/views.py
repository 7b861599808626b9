"""Pages about sets: what changed from one year's to another's."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from criteria.actions.people import PUBLISH
from criteria.common.forms import read_whole
from criteria.models import CriteriaSet
from criteria.set_comparison import KINDS, pairs_of


@require_safe
@never_cache
@login_required
def changes(request: HttpRequest, set_id: int) -> HttpResponse:
    """Shows a set beside another of its level: the one named in ``from``, or the one that it comes from."""
    criteria_set = get_object_or_404(CriteriaSet, pk=set_id)
    sets = _visible(request, criteria_set.owner_id)
    criteria_set = get_object_or_404(sets, pk=set_id)
    others = sets.filter(level=criteria_set.level).exclude(pk=set_id)
    other = _other(request, criteria_set, others)
    rows = pairs_of(other.pk, criteria_set.pk) if other else []
    counts = Counter(change for pair in rows for change in pair.what)
    everything = "all" in request.GET
    context = {
        "criteria_set": criteria_set,
        "other": other,
        "others": others,
        "pairs": [pair for pair in rows if everything or pair.what],
        "counts": [(kind, counts[kind]) for kind in KINDS],
        "same": sum(not pair.what for pair in rows),
        "everything": everything,
    }
    return render(request, "criteria/changes.html", context)


def _visible(request: HttpRequest, owner_id: int | None) -> QuerySet[CriteriaSet]:
    """Returns the sets that this person may see: drafts, and a unit's own sets, are for those who publish them."""
    if owner_id is not None and request.user.has_perm(PUBLISH, CriteriaSet(owner_id=owner_id)):
        return CriteriaSet.objects.known_to(owner_id)
    if request.user.has_perm(PUBLISH):
        return CriteriaSet.objects.known_to(None)
    return CriteriaSet.objects.usable_by(None)


def _other(
    request: HttpRequest, criteria_set: CriteriaSet, others: QuerySet[CriteriaSet]
) -> CriteriaSet | None:
    if wanted := request.GET.get("from"):
        return get_object_or_404(others, pk=read_whole(wanted))
    ancestors = others.filter(criteria__successors__criteria_set=criteria_set)
    earlier = others.filter(Q(year__lt=criteria_set.year))
    return ancestors.order_by("-year").first() or earlier.order_by("-year", "code").first()
