"""The officers' guide as a page, whose headings other pages lead to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from criteria.common.guides import read_guide


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Shows the guide, which is written in Vietnamese, with its contents."""
    return render(request, "frame/help.html", {"guide": read_guide("can-bo.md")})
