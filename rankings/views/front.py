"""What happened, for everybody: a year's result of one level, in sentences first, then drawn, then as a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.rounds.disclaimers import marks_over
from criteria.common.search import slug_of
from criteria.common.text import Text
from criteria.models import Level
from criteria.templatetags.par import num, say
from rankings import charts
from rankings.reads import table
from rankings.reads.regions import region_name
from rankings.reads.slugs import LEVELS, level_of
from rankings.reads.table import Means
from rankings.reads.year_before import earlier_of
from rankings.serving.publications import (
    Publication,
    Publications,
    publications,
    with_year_before,
)
from rankings.story.facts import facts_of_round, name_of
from rankings.story.of_charts import means_in_words
from rankings.story.of_round import story_of_round
from rankings.story.words import INDEX, names_of, nouns_of, overline_of, sentence
from rankings.views.addresses import address_of_result, place_of
from rankings.views.common import PageQuery, serve_all_years
from rankings.views.datasets import dataset_of
from rankings.views.newest import newest_of_all
from rankings.views.provinces import ShownUnit, map_of, map_of_today, shown_units
from rankings.views.summary import summary_of

WIDE, NARROW = 640, 342
TODAY = "today"
"""The word in an address for the map of the provinces that there are now."""
MOST_LISTED = 200
"""The most units that the page lists; of more it has the search and the way to the table."""


@dataclass(frozen=True)
class RegionRow:
    name: str
    units: int
    mean: Decimal
    row: charts.Row
    best: Sequence[ShownUnit]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Shows where a person's day starts: their rounds, or for the public the newest result."""
    if request.user.is_authenticated:
        return redirect("rounds")
    public = publications()
    return _serve(request, public, newest_of_all(public))


@require_safe
def year_result(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows the version in force for a year and level; seven queries, and one for each generation of mergers."""
    public = publications()
    one = public.of_year(level_of(level) or "", year)
    if one is None:
        raise Http404
    return _serve(request, public, one)


def _serve(request: HttpRequest, public: Publications, one: Publication | None) -> HttpResponse:
    today = TODAY if request.GET.get("map") == TODAY else ""
    asked = {"q": request.GET.get("q", ""), "map": today}
    make = partial(_page, request, public, one, asked) if one else partial(_nothing, request)
    return serve_all_years(request, public, one, asked, make)


def _nothing(request: HttpRequest) -> HttpResponse:
    return render(request, "rankings/front.html", {"overline": INDEX})


def _page(
    request: HttpRequest, public: Publications, one: Publication, asked: PageQuery
) -> HttpResponse:
    q = asked["q"]
    found, before = with_year_before(public, one)
    lines = table.lines_of(found)
    units = shown_units(one, lines)
    matches = _matches(units, q)
    if len(matches) == 1:
        return redirect(matches[0].href)
    means = table.table_means(found)
    mean = means.of_all.get(None)
    earlier = earlier_of(found, lines, before)
    facts = facts_of_round(found, lines, mean, earlier)
    assessed = [unit for unit in units if unit.line.index is not None]
    nouns, regions = nouns_of(one.level), regions_of(assessed, means)
    story, overline = story_of_round(facts), overline_of(one.year, one.level)
    said = [sentence(story.headline), *story.sentences]
    context: dict[str, Any] = {
        "ranking": found,
        "round": found.round,
        "marks": marks_over([found.round, *([earlier.ranking.round] if earlier else [])]),
        **place_of(one.year, one.level),
        "canonical": address_of_result(one),
        "story": story,
        "mean": mean,
        "summary": summary_of([overline], said, one),
        "card": reverse("round_card", args=[one.year, LEVELS[one.level]]),
        "dataset": dataset_of(found, one, said),
        "overline": overline,
        "nouns": nouns,
        "q": q,
        "matches": matches,
        "units": units if len(units) <= MOST_LISTED else [],
        "count": len(assessed),
        "example": units[0].name if units else "",
        "strips": strips_of(assessed, mean, nouns.several),
        **_maps(public, one, units, asked["map"]),
        "groups": table.classes_counted(found, lines),
        "group_rule": found.frozen_rules.get("group"),
        "regions": regions,
        "regions_said": means_in_words([(region_name(row.name), row.mean) for row in regions]),
        "row_width": charts.ROW_WIDTH,
        "levels": [
            (Level(level).label, href, level == one.level)
            for level, href in _newest_of_levels(public)
        ],
        "years": sorted({other.year for other in public.in_force if other.level == one.level})[
            ::-1
        ],
    }
    return render(request, "rankings/front.html", context)


def _matches(units: Sequence[ShownUnit], q: str) -> list[ShownUnit]:
    """Returns the units that were looked for; one alone where the name was typed whole."""
    if not q.strip():
        return []
    lines = table.filter_lines([unit.line for unit in units], q=q, region="", group="")
    keys = {line.pk for line in lines}
    matches = [unit for unit in units if unit.line.pk in keys]
    whole = [unit for unit in matches if slug_of(unit.line.name_vi) == slug_of(q)]
    return whole if len(whole) == 1 else matches


def strips_of(
    units: Sequence[ShownUnit], mean: Decimal | None, several: Text
) -> list[charts.Strip]:
    """Returns the strip for a screen and for a telephone; none where there is nothing to set apart."""
    if not 1 < len(units) <= charts.MOST_DOTS:
        return []
    dots = [
        charts.StripUnit(unit.line.index, unit.line.tone, unit.words)
        for unit in units
        if unit.line.index is not None
    ]
    indices = [dot.index for dot in dots]
    ends = {
        index: [name_of(unit.line) for unit in units if unit.line.index == index]
        for index in (min(indices), max(indices))
    }
    labels = {
        index: f"{say(names_of(names, several))} {num(index, 2)}" for index, names in ends.items()
    }
    return [
        charts.draw_strip(
            _("Chỉ số của %(count)s đơn vị (%%), mỗi chấm là một đơn vị") % {"count": len(dots)},
            dots,
            width=width,
            mean=None
            if mean is None
            else (mean, _("trung bình %(mean)s") % {"mean": num(mean, 2)}),
            lowest=labels[min(indices)] if len(labels) > 1 else "",
            highest=labels[max(indices)],
        )
        for width in (WIDE, NARROW)
    ]


def regions_of(units: Sequence[ShownUnit], means: Means) -> list[RegionRow]:
    """Returns the regions of the units assessed, the highest mean first."""
    indices = [unit.line.index for unit in units if unit.line.index is not None]
    if not indices:
        return []
    span = charts.span_of(indices)
    regions = []
    for mean in means.whole:
        ours = [unit for unit in units if mean.region and unit.line.region == mean.region]
        values = [unit.line.index for unit in ours if unit.line.index is not None]
        if values:
            best = [unit for unit in ours if unit.line.index == max(values)]
            row = charts.draw_row(values, mean.index, span)
            regions.append(RegionRow(mean.region, mean.units, mean.index, row, best))
    return sorted(regions, key=lambda region: -region.mean)


def _maps(
    public: Publications, one: Publication, units: Sequence[ShownUnit], shown: str
) -> dict[str, Any]:
    """Returns the map of the provinces of the year, and of those of today where they are others."""
    if one.level != Level.PROVINCE:
        return {"map": None}
    own = map_of(units, one.year)
    today = map_of_today(units) if own and own.is_of_63 and public.has_mergers else None
    chosen = today if shown else None
    return {"map": None if chosen else own, "map_today": chosen, "maps": bool(today)} | (
        {"then": len(units), "now": len(today.provinces)} if today else {}
    )


def _newest_of_levels(public: Publications) -> list[tuple[str, str]]:
    """Returns the way to each level's newest result, where there are several levels."""
    newest = [one for level in LEVELS if (one := public.newest(level))]
    return [(one.level, address_of_result(one)) for one in newest] if len(newest) > 1 else []
