"""The ranking: all units with their domains; sorted, filtered and searched by the address alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import User
from criteria.models import Criterion
from rankings.exports.decision import may_get_decision
from rankings.models import Ranking
from rankings.reads import table, visible
from rankings.serving import answers
from rankings.views.common import PageQuery, serve_page

PAGE_UNITS = 500
"""The number of rows on one page: enough for all provinces; communes go over several."""


@dataclass(frozen=True)
class Sorting:
    """The links in the heads of columns; a second press reverses the order."""

    asked: PageQuery
    columns: dict[str, str]
    """The columns' keys, each with its label in the menu."""

    @property
    def sort(self) -> str:
        """The key asked for, where there is such a column; a minus reverses the order."""
        asked = self.asked["sort"]
        return asked if asked.removeprefix("-") in self.columns else "rank"

    def link(self, key: str) -> str:
        sort = f"-{key}" if self.sort == key else key
        return link(self.asked | {"sort": sort, "page": ""})

    def state(self, key: str) -> str:
        """Returns the value for ``aria-sort``; numbers begin with the highest, ranks and names with the first."""
        if self.sort.removeprefix("-") != key:
            return "none"
        rises = key in ("rank", "name")
        return "ascending" if rises != self.sort.startswith("-") else "descending"

    def menu(self) -> list[tuple[str, str]]:
        """Returns what can be chosen, and what is shown where that is the reverse order."""
        choices = dict(self.columns)
        if self.sort.startswith("-"):
            label = self.columns[self.sort.removeprefix("-")]
            choices[self.sort] = _("%(column)s (đảo ngược)") % {"column": label}
        return list(choices.items())

    def column(self, key: str) -> dict[str, str]:
        return {"link": self.link(key), "state": self.state(key)}


def sort_columns(domains: Sequence[Criterion]) -> dict[str, str]:
    """Returns the keys by which a ranking can be sorted, each with its label."""
    labels = {
        "rank": _("Theo thứ hạng"),
        "name": _("Theo tên"),
        "index": _("Theo chỉ số"),
        "points": _("Theo điểm"),
    }
    of_domain = _("Theo lĩnh vực")
    return labels | {f"d{domain.code}": f"{of_domain} {domain.code}" for domain in domains}


def link(asked: PageQuery) -> str:
    """Returns the query of an address, without empty parameters."""
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def page_links(asked: PageQuery, page: Page[Any]) -> list[tuple[int | str, str]]:
    """Returns the numbers of pages with their links, gaps as the paginator writes them."""
    return [
        (number, link(asked | {"page": str(number)}))
        for number in page.paginator.get_elided_page_range(page.number)
    ]


@require_safe
def ranking(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Three queries where the round has one published version; one where the page is kept."""
    found = visible.ranking_visible_to(request.user, ranking_id)
    names = ("q", "region", "group", "sort", "page")
    asked = {name: request.GET.get(name, "") for name in names}
    return serve_page(request, found, asked, partial(_page, request, found, asked))


def _lines(found: Ranking) -> list[table.TableLine]:
    """All its lines, kept once it is public: another search or order of them would read all again."""
    make = partial(table.lines_of, found)
    return (
        answers.cached_value(f"lines-{found.pk}-{found.digest}", make)
        if found.is_public
        else make()
    )


def _page(request: HttpRequest, found: Ranking, asked: PageQuery) -> HttpResponse:
    lines = _lines(found)
    means = table.table_means(found)
    given = {name: asked[name] for name in ("q", "region", "group")}
    domains = means.domains
    sorting = Sorting(asked, sort_columns(domains))
    shown = table.order_lines(table.filter_lines(lines, **given), sorting.sort, domains)
    page = Paginator(shown, PAGE_UNITS).get_page(asked["page"])
    context = {
        "ranking": found,
        "round": found.round,
        "here": answers.address_of(request, asked),
        # Most rankings have one version: no query then.
        "versions": visible.versions_of(found, request.user)
        if found.state == Ranking.State.SUPERSEDED or (found.version or 0) > 1
        else [],
        "rows": [(line, line.cells(domains)) for line in page.object_list],
        "count": len(shown),
        "all": len(lines),
        "page": page,
        "pages": page_links(asked, page),
        "columns": {key: sorting.column(key) for key in ("rank", "name", "index", "points")},
        "domains": [(domain, sorting.column(f"d{domain.code}")) for domain in domains],
        "mean": means.of_all.get(None),
        "mean_cells": [means.of_all.get(domain.pk) for domain in domains],
        "regions": sorted({line.region for line in lines if line.region}),
        "groups": [
            group for group in found.class_names if any(line.group == group for line in lines)
        ],
        "outside": any(line.outside for line in lines),
        **given,
        "sort": sorting.sort,
        "menu": sorting.menu(),
        "filtered": any(given.values()),
        "coordinates": isinstance(request.user, User) and permissions.may_coordinate(request.user),
        "decides": isinstance(request.user, User) and may_get_decision(request.user),
        "rules": list(found.frozen_rules.values()),
    }
    return render(request, "rankings/ranking.html", context)
