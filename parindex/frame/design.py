"""The page that shows every component in every state, for whoever builds pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

COLOURS = (
    *(("ink", "paper"), ("ink-2", "paper"), ("ink-3", "paper"), ("ink-3", "ground")),
    *(("accent", "paper"), ("accent-ink", "accent"), ("accent", "accent-soft")),
    *(("claim", "claim-soft"), ("award", "award-soft"), ("warn", "warn-soft")),
    *(("bad", "bad-soft"), ("good", "good-soft"), ("good", "paper"), ("hl", "paper")),
    *(("ga-ink", "ga"), ("gb-ink", "gb"), ("gc-ink", "gc"), ("gd-ink", "gd")),
    *(("brand-ink", "brand"), ("paper", "ink"), ("ink-2", "ground-2"), ("ink", "q5")),
)
"""The pairs of tokens that text is written in: at least 4.5 to 1 in both schemes, which a test measures."""

ICONS = (
    *("home", "sheet", "review", "council", "survey", "rank", "doc", "help", "admin", "search"),
    *("bell", "down", "right", "left", "up", "fall", "check", "x", "warn", "info", "upload"),
    *("download", "more", "clock", "filter", "link", "expand", "side", "minus", "plus", "burger"),
    *("keys", "store", "person", "unit", "set", "shield", "calendar", "plan", "years"),
)


@require_safe
def design_page(request: HttpRequest) -> HttpResponse:
    """Shows the components where somebody builds or tries the system; elsewhere there is no such page."""
    if not (settings.DEBUG or settings.EMBEDDED):
        raise Http404
    context = {"schemes": ("light", "dark"), "colours": COLOURS, "icons": ICONS}
    return render(request, "design/page.html", context)
