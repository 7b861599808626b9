"""Serves what a stranger needs beside the data: the program that verifies it, and the descriptions of both."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

SERVED = ("verify_ranking.py", "digest.md", "api.md")


@require_safe
@cache_control(public=True, no_cache=True)
def document(_request: HttpRequest, name: str) -> HttpResponse:
    """Sends the file as plain text, which every browser shows; the middleware adds the ETag."""
    if name not in SERVED:
        raise Http404
    content = (Path(settings.BASE_DIR) / "docs" / name).read_bytes()
    return HttpResponse(content, content_type="text/plain; charset=utf-8")
