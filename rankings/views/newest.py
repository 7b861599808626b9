"""Addresses without a year: they lead to the newest result's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from rankings.reads.slugs import LEVELS
from rankings.serving.publications import Publication, Publications, publications


def newest_of_all(public: Publications) -> Publication | None:
    """Returns the newest year's result of the first level that has one."""
    return next((one for level in LEVELS if (one := public.newest(level))), None)


def _led_to(name: str) -> HttpResponse:
    one = newest_of_all(publications())
    return redirect(name, one.year, LEVELS[one.level]) if one else redirect("rankings")


@require_safe
@cache_control(public=True, no_cache=True)
def newest_table(_request: HttpRequest) -> HttpResponse:
    """Leads to the newest ranking; one query."""
    return _led_to("year_table")


@require_safe
@cache_control(public=True, no_cache=True)
def newest_set(_request: HttpRequest) -> HttpResponse:
    """Leads to the set of the newest ranking; one query."""
    return _led_to("year_set")
