"""The guides of officers, and of units that run rounds of their own, as pages whose headings other pages lead to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from criteria.common.guides import read_guide


@require_safe
def help_page(request: HttpRequest, name: str = "can-bo.md") -> HttpResponse:
    """Shows a guide, which is written in Vietnamese, with its contents."""
    return render(request, "frame/help.html", {"guide": read_guide(name)})
