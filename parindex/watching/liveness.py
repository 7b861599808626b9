"""Says that the process answers, whatever it stands on: a restart helps where this fails, and nowhere else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """Answers without asking the database, the cache or the store; ``healthz`` asks those."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
