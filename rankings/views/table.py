"""The ranking: all units with their domains; sorted, filtered and searched by the address alone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import User
from assessments.rounds.disclaimers import marks_over
from criteria.common.search import SHORT_NAMES, kinds_of_places
from criteria.common.text import Text
from criteria.models import Criterion
from rankings.exports.decision import may_get_decision
from rankings.models import Ranking
from rankings.reads import side_by_side, table, visible
from rankings.reads.shades import Shades, shades_of
from rankings.reads.slugs import LEVELS
from rankings.reads.table import Means, TableLine
from rankings.reads.year_before import Earlier, earlier_of
from rankings.serving import answers
from rankings.serving.publications import Publication, Publications, with_year_before
from rankings.story.facts import facts_of_round
from rankings.story.of_round import story_of_round
from rankings.story.words import mean_called, nouns_of, overline_of, sentence, short_titles
from rankings.views.addresses import hrefs_of, place_of
from rankings.views.common import (
    PageQuery,
    lines_kept,
    serve_in_force,
    serve_page,
)
from rankings.views.datasets import dataset_of
from rankings.views.sorting import PAGE_UNITS, Sorting, link, page_links, sort_columns
from rankings.views.summary import summary_of

ASKED = ("q", "region", "group", "block", "sort", "page")


@dataclass(frozen=True)
class Blocks:
    """The blocks of units that a set ranks each by itself, and the ways to see them apart and in one table."""

    names: Sequence[tuple[str, bool]]
    """Each, and whether it is what is shown."""
    ways: Sequence[tuple[str, str, bool]]
    """What it is called, the way there, and whether it is what is shown."""


@dataclass(frozen=True)
class RankedRow:
    """A unit's row as the page shows it: where its result is, and its cells."""

    line: TableLine
    href: str
    change: int | None
    """The places gained on the year before; ``None`` where the two do not compare."""
    cells: Sequence[tuple[Decimal | None, int]]
    """The index in each domain in percent, and the fifth of all units that it lies in."""

    @property
    def places_lost(self) -> int:
        return -(self.change or 0)


@dataclass(frozen=True)
class Section:
    """Rows under one heading; the ranked ones, which come first, have none."""

    heading: str
    rows: Sequence[RankedRow]


@require_safe
def ranking(request: HttpRequest, ranking_id: int) -> HttpResponse:
    """Shows a version at its own address, from its own numbers alone: three queries, one where it is kept."""
    found = visible.ranking_visible_to(request.user, ranking_id)
    asked = {name: request.GET.get(name, "") for name in ASKED}
    return serve_page(request, found, asked, lambda: version_page(request, asked, found))


def version_page(
    request: HttpRequest,
    asked: PageQuery,
    found: Ranking,
    place: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Returns the page of one version, made of its own numbers alone; ``place`` is where else than at its own address."""
    return _page(request, asked, _Version(found), place or MappingProxyType({}))


@require_safe
def year_table(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows the version in force beside the year before; eight queries, one where the page is kept."""
    asked = {name: request.GET.get(name, "") for name in ASKED}

    def make(public: Publications, one: Publication) -> HttpResponse:
        return _page(request, asked, _InForce(public, one))

    return serve_in_force(request, year, level, asked, make)


class _Version:
    """What the page of one version is made of, and where its links lead."""

    earlier: Earlier | None = None

    def __init__(self, found: Ranking) -> None:
        self.found = found
        self.lines = lines_kept(found)
        self.means = table.table_means(found)

    def shades(self) -> Shades:
        make = partial(shades_of, self.lines, self.means.domains)
        key = f"shades-{self.found.pk}-{self.found.digest}"
        return answers.cached_value(key, make) if self.found.is_public else make()

    def href_of(self, line: TableLine) -> str:
        return reverse("result", args=[self.found.pk, line.pk])

    def context(self, request: HttpRequest) -> dict[str, Any]:
        user, owner = request.user, self.found.round.owner_id
        # Most rankings have one version: no query then.
        several = self.found.state == Ranking.State.SUPERSEDED or (self.found.version or 0) > 1
        return {
            "compare": reverse("compare", args=[self.found.pk]),
            "versions": visible.versions_of(self.found, user) if several else [],
            "coordinates": isinstance(user, User) and permissions.may_coordinate(user, owner),
            "decides": isinstance(user, User) and may_get_decision(user, owner),
        }


class _InForce(_Version):
    """The same of the version in force, beside the year before, with the addresses that stay."""

    def __init__(self, public: Publications, one: Publication) -> None:
        found, before = with_year_before(public, one)
        super().__init__(found)
        self.one = one
        self.earlier = earlier_of(found, self.lines, before)
        self._href = hrefs_of(one, self.lines)

    def href_of(self, line: TableLine) -> str:
        return self._href(line)

    def context(self, request: HttpRequest) -> dict[str, Any]:
        place, earlier = place_of(self.one.year, self.one.level), self.earlier
        address = reverse("year_table", args=[self.one.year, LEVELS[self.one.level]])
        mean = self.means.of_all.get(None)
        story = story_of_round(facts_of_round(self.found, self.lines, mean, earlier))
        said = [sentence(story.headline), *story.sentences]
        title = [Text("Bảng xếp hạng", "Ranking"), overline_of(self.one.year, self.one.level)]
        return {
            **place,
            "stays": True,
            "marks": marks_over([self.found.round, *([earlier.ranking.round] if earlier else [])]),
            "canonical": address,
            "card": reverse("round_card", args=[self.one.year, LEVELS[self.one.level]]),
            "dataset": dataset_of(self.found, self.one, said),
            "summary": summary_of(title, said, self.one),
            "compare": reverse("year_compare", args=[self.one.year, LEVELS[self.one.level]]),
        }


def _page(
    request: HttpRequest,
    asked: PageQuery,
    shown: _Version,
    place: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    lines, means, found, earlier = shown.lines, shown.means, shown.found, shown.earlier
    domains, level = means.domains, found.round.criteria_set.level
    given = {name: asked[name] for name in ("q", "region", "group", "block")}
    sorting = Sorting(asked, sort_columns(domains, earlier is not None))
    matching = table.filter_lines(lines, **given)
    ordered = _by_standing(_ordered(matching, sorting.sort, domains, earlier))
    page = Paginator(ordered, PAGE_UNITS).get_page(asked["page"])
    assessed = sum(line.index is not None for line in lines)
    context = {
        "ranking": found,
        "round": found.round,
        "here": answers.address_of(request, asked),
        "name": _name_of(found.round.year, level),
        "nouns": nouns_of(level),
        "sections": _sections(list(page), shown, apart=sorting.sort.removeprefix("-") == "rank"),
        "blocks": _blocks(asked, lines, sorting.sort),
        "earlier": earlier,
        "count": len(matching),
        "all": len(lines),
        "assessed": assessed,
        "ranked": sum(line.rank is not None for line in lines),
        "whole": len(matching) == len(lines) <= PAGE_UNITS,
        "page": page,
        "pages": page_links(asked, page),
        "columns": {key: sorting.column(key) for key in sorting.columns},
        "domains": [
            (domain, sorting.column(f"d{domain.code}"), short)
            for domain, short in zip(domains, short_titles(domains), strict=True)
        ],
        # The boxes to tick, rank, unit, group and index; beside the year before the change too.
        "wide": 5 + (earlier is not None) + len(domains),
        "sorted_domain": next(
            (
                place
                for place, domain in enumerate(domains, 1)
                if sorting.sort.removeprefix("-") == f"d{domain.code}"
            ),
            0,
        ),
        **_mean(means, mean_called(level, assessed == len(lines))),
        "regions": sorted({line.region for line in lines if line.region}),
        "chips": _chips(asked, lines),
        **given,
        "sort": sorting.sort,
        "menu": sorting.menu(),
        "filtered": any(given.values()),
        "kinds": "|".join(kinds_of_places()),
        "short": json.dumps(SHORT_NAMES),
        "most": side_by_side.MOST,
        "rules": list(found.frozen_rules.values()),
        **shown.context(request),
        **place,
    }
    return render(request, "rankings/ranking.html", context)


def _name_of(year: int, level: str) -> Text:
    words = nouns_of(level).level
    return Text(f"Bảng xếp hạng {words.vi}, năm {year}", f"Ranking {words.en}, {year}")


def _mean(means: Means, name: Text) -> dict[str, Any]:
    cells = [(means.of_all.get(domain.pk), 0) for domain in means.domains]
    return {"mean": means.of_all.get(None), "mean_cells": cells, "mean_name": name}


def _chips(asked: PageQuery, lines: Sequence[TableLine]) -> list[tuple[str, int, str, bool]]:
    """Returns the group, its number of units, the way to it, and whether it is what is shown; all units first."""
    return [
        (group, number, link(asked | {"group": group, "page": ""}), group == asked["group"])
        for group, number in [("", len(lines)), *table.groups_of(lines)]
    ]


def _ordered(
    lines: list[TableLine], sort: str, domains: Sequence[Criterion], earlier: Earlier | None
) -> list[TableLine]:
    if sort.removeprefix("-") != "change" or earlier is None:
        return table.order_lines(lines, sort, domains)
    changes: Mapping[int, int | None] = {line.pk: earlier.places_gained(line) for line in lines}
    known = [line for line in lines if changes[line.pk] is not None]
    known.sort(key=lambda line: changes[line.pk] or 0, reverse=not sort.startswith("-"))
    return known + [line for line in lines if changes[line.pk] is None]


def _standing(line: TableLine) -> int:
    return 0 if line.rank else 1 if line.index is not None else 2


def _by_standing(lines: Sequence[TableLine]) -> list[TableLine]:
    """Returns those ranked first, then those scored but not ranked, then those not assessed, each as they stood."""
    return sorted(lines, key=_standing)


def _blocks(asked: PageQuery, lines: Sequence[TableLine], sort: str) -> Blocks | None:
    names = list(dict.fromkeys(line.block for line in lines if line.block))
    apart = sort.removeprefix("-") == "rank"
    ways = (
        (_("Từng khối"), link(asked | {"sort": "", "page": ""}), apart),
        (_("Một bảng"), link(asked | {"sort": "index", "page": ""}), not apart),
    )
    chosen = [(name, name == asked["block"]) for name in names]
    return Blocks(chosen, ways) if names else None


def _sections(lines: Sequence[TableLine], shown: _Version, *, apart: bool) -> list[Section]:
    """Returns the rows under their headings; ``apart`` is where each block's ranks stand by themselves."""
    domains, shades = shown.means.domains, shown.shades()
    headings = (
        "",
        _("Được chấm điểm, không xếp hạng"),
        _("Chưa đánh giá: đơn vị chưa gửi phiếu"),
    )
    sections: dict[tuple[int, str], list[RankedRow]] = {}
    for line in lines:
        change = shown.earlier.places_gained(line) if shown.earlier else None
        cells = [
            (index, shades[domain.pk].get(index, 0) if index is not None else 0)
            for domain, index in zip(domains, line.cells(domains), strict=True)
        ]
        row = RankedRow(line, shown.href_of(line), change, cells)
        block = line.block if apart and line.rank else ""
        sections.setdefault((_standing(line), block), []).append(row)
    return [
        Section(_("Khối “%(block)s”") % {"block": block} if block else headings[standing], rows)
        for (standing, block), rows in sections.items()
    ]
