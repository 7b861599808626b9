"""The page on which anyone has a ranking computed again."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from criteria.text import Text
from rankings import reads, verification

KEEP_SECONDS = 30
"""So long one answer serves all who ask: whoever presses again and again costs nothing."""


@require_safe
def verify_ranking(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Computed at once for up to ``verification.AT_ONCE`` units; for more the page says how else."""
    visible = reads.rankings_visible_to(request.user).exclude(computed_at=None)
    ranking = get_object_or_404(visible, pk=ranking_id)
    too_many = ranking.rows.count() > verification.AT_ONCE
    faults: list[Text] = []
    if not too_many:
        key = f"verified:{ranking.pk}"
        kept = cache.get(key)
        if kept is None:
            kept = [(one.vi, one.en) for one in verification.verify(ranking)]
            cache.set(key, kept, KEEP_SECONDS)
        faults = [Text(*one) for one in kept]
    context = {"ranking": ranking, "round": ranking.round, "faults": faults, "too_many": too_many}
    response = render(request, "rankings/verify.html", context)
    add_never_cache_headers(response)
    return response
