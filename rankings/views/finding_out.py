"""For machines that look for what is public: the map of the site, what they leave alone, a feed of publications."""

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import DEMO
from criteria.common.text import readable
from criteria.models import Criterion
from criteria.templatetags.par import say, title
from rankings.models import Ranking
from rankings.reads.slugs import LEVELS, slugs_in_each
from rankings.serving.answers import ask_each_time
from rankings.serving.publications import Publication, publications
from rankings.story.words import INDEX, overline_of
from rankings.views.addresses import address_of_unit

MOST_ENTRIES = 100
"""The entries of the feed; who reads it regularly misses none."""


if TYPE_CHECKING:
    _Sitemap = Sitemap[Any]
    _Feed = Feed[Ranking, None]
else:  # Django's own classes take no type parameters at run time
    _Sitemap, _Feed = Sitemap, Feed


class OwnSite(_Sitemap):
    """A map with the site's own address, whatever name it was asked for by."""

    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class ResultMap(OwnSite):
    """The results in force, and the pages beside them."""

    def items(self) -> Sequence[tuple[str, Publication | None]]:
        names = ("home", "rankings", "method", "open_data", "api_guide")
        pages = [(reverse(name), None) for name in names]
        return [
            *pages,
            *((page, one) for one in publications().in_force for page in _pages_of(one)),
        ]

    def location(self, item: tuple[str, Publication | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, Publication | None]) -> datetime.datetime | None:
        return item[1].published_at if item[1] else None


def _pages_of(one: Publication) -> list[str]:
    beside = (
        "year_result",
        "year_table",
        "year_regions",
        "year_years",
        "year_set",
        "year_versions",
    )
    return [reverse(name, args=[one.year, LEVELS[one.level]]) for name in beside]


class UnitMap(OwnSite):
    """Every unit of the results in force; two queries."""

    def items(self) -> Sequence[tuple[Publication, str]]:
        in_force = publications().in_force
        slugs = slugs_in_each([one.pk for one in in_force])
        return [(one, slug) for one in in_force for slug in sorted(slugs[one.pk].values())]

    def location(self, item: tuple[Publication, str]) -> str:
        return address_of_unit(*item)

    def lastmod(self, item: tuple[Publication, str]) -> datetime.datetime:
        return item[0].published_at


class CriterionMap(OwnSite):
    """Every criterion of the results in force; two queries."""

    def items(self) -> Sequence[tuple[Publication, str]]:
        in_force = publications().in_force
        sets = Criterion.objects.filter(
            criteria_set__rounds__rankings__in=[one.pk for one in in_force]
        )
        codes: dict[int, list[str]] = {}
        for ranking, code in sets.order_by("position").values_list(
            "criteria_set__rounds__rankings", "code"
        ):
            codes.setdefault(ranking, []).append(code)
        return [(one, code) for one in in_force for code in codes.get(one.pk, [])]

    def location(self, item: tuple[Publication, str]) -> str:
        one, code = item
        return reverse("year_criterion", args=[one.year, LEVELS[one.level], code])

    def lastmod(self, item: tuple[Publication, str]) -> datetime.datetime:
        return item[0].published_at


SITEMAPS = {"results": ResultMap, "units": UnitMap, "criteria": CriterionMap}


@require_safe
@cache_control(public=True, max_age=3600)
def robots(_request: HttpRequest) -> HttpResponse:
    """Says what is no use to a search engine, and where the map is."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {path}" for path in ("/admin/", "/accounts/", "/find/", "/api/")]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class FeedOfPublications(_Feed):
    """Every publication, the newest first, each at the address of its version; one query."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_each_time(request, super().__call__(request, *args, **kwargs))

    def title(self) -> str:
        return say(INDEX)

    def subtitle(self) -> str:
        return _("Các kết quả đã công bố, mới nhất trước.")

    def link(self) -> str:
        return f"{settings.SITE_URL}{reverse('home')}"

    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('feed')}"

    def items(self) -> Sequence[Ranking]:
        public = Ranking.objects.published().select_related("round__criteria_set")
        return list(public.order_by("-published_at", "-pk")[:MOST_ENTRIES])

    def item_title(self, item: Ranking) -> str:
        round_ = item.round
        name = say(overline_of(round_.year, round_.criteria_set.level))
        return f"{name}, {_('phiên bản')} {item.version}"

    def item_description(self, item: Ranking) -> str:
        parts = [*([say(DEMO).rstrip(".")] if item.round.is_demo else []), title(item.round)]
        if item.decision_number:
            parts.append(f"{_('Quyết định số')} {item.decision_number}")
        return readable("; ".join([*parts, *([item.reason] if item.reason else [])]), " ")

    def item_link(self, item: Ranking) -> str:
        return f"{settings.SITE_URL}{reverse('ranking', args=[item.pk])}"

    def item_pubdate(self, item: Ranking) -> datetime.datetime | None:
        return item.published_at

    def item_updateddate(self, item: Ranking) -> datetime.datetime | None:
        return item.published_at
