"""The project's addresses, and beside them the least that a view can do for the same result."""

import functools
from pathlib import Path

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST

from assessments.models import Score
from assessments.pages.common import signed_in
from parindex.urls import handler400, handler500

__all__ = ["handler400", "handler500", "urlpatterns"]

KEPT = Path(settings.VAR_DIR) / "kept"


@require_POST
def update(request: HttpRequest, score_id: int) -> HttpResponse:
    """One UPDATE of one row, through the same middleware as every page."""
    Score.objects.filter(pk=score_id).update(version=F("version") + 1)
    return HttpResponse("ok")


@functools.cache
def _kept(name: str) -> bytes:
    return (KEPT / name).read_bytes()


@require_GET
def kept(request: HttpRequest, name: str) -> HttpResponse:
    """Bytes that another view once made, from memory, with the type that their name ends in."""
    kind = "application/json" if name.endswith("json") else "text/html; charset=utf-8"
    return HttpResponse(_kept(name), content_type=kind)


urlpatterns = [
    path("bench/signed-in-update/<int:score_id>/", signed_in(update)),
    path("bench/update/<int:score_id>/", update),
    path("bench/kept/<slug:name>/", kept),
    path("", include("parindex.urls")),
]
