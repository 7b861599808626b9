"""A unit's page: where it stands, in what it is strong, and where its points were lost."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import User
from criteria.common.text import Text
from criteria.templatetags.par import title
from rankings import charts
from rankings.models import Ranking, RankingRow
from rankings.reads import over_years, table, unit, visible
from rankings.reads.over_years import Year
from rankings.reads.slugs import level_of, slugs_in
from rankings.serving.publications import Publications, publications
from rankings.story.facts import facts_of_unit
from rankings.story.of_unit import story_of_unit
from rankings.views.addresses import address_of_unit, overline_of, place_of
from rankings.views.common import serve_all_years, serve_over_years
from rankings.views.summary import summary_of


@require_safe
def result(request: HttpRequest, ranking_id: int, row_id: int) -> HttpResponse:
    """Shows the page; the number of queries depends only on how often the unit was merged."""
    make = partial(_page, request, ranking_id, row_id)
    return serve_over_years(request, ranking_id, {}, make)


@require_safe
def year_unit(request: HttpRequest, year: int, level: str, unit: str) -> HttpResponse:
    """Shows the same at the address that stays: the unit in the version in force for a year and level."""
    public = publications()
    one = public.of_year(level_of(level) or "", year)
    if one is None:
        raise Http404

    def make() -> HttpResponse:
        slugs = slugs_in(one.pk)
        row_id = next((pk for pk, slug in slugs.items() if slug == unit), None)
        if row_id is None:
            raise Http404
        return _page(request, one.pk, row_id, public, unit)

    return serve_all_years(request, public, one, {}, make)


def _page(
    request: HttpRequest, ranking_id: int, row_id: int, public: Publications, slug: str = ""
) -> HttpResponse:
    row = visible.row_visible_to(request.user, ranking_id, row_id)
    found = row.ranking
    public.tell(found)
    means = table.table_means(found).of_all
    result_ = unit.result_of(row, means)
    history = over_years.history_of(row.unit, public.in_force_of(found.round.criteria_set.level))
    name = table.unit_name(row)
    of = _ranked(found, history.years, row.block)
    then = public.before(found.round.criteria_set.level, found.round.year)
    facts = facts_of_unit(result_, of, history.years, then.year if then else None)
    story = story_of_unit(facts)
    context = {
        **_place(public, row, slug),
        "story": story,
        "summary": summary_of(
            [
                Text(name.name_vi, name.name_en or name.name_vi),
                overline_of(found.round.year, found.round.criteria_set.level),
            ],
            story,
        ),
        "ranking": found,
        "round": found.round,
        "here": request.path,
        "row": row,
        "name": name,
        "result": result_,
        "mean": means.get(None),
        "years": history.years,
        "became": history.became,
        "merged": any(not year.itself and not year.later for year in history.years),
        "chart": _domains(result_, title(name)),
        "history_chart": _history(history.years),
        "of": of,
        "foresees": isinstance(request.user, User)
        and permissions.may_see_outlook(request.user, row.assessment),
        "rules": list(found.frozen_rules.values()),
    }
    return render(request, "rankings/result.html", context)


def _place(public: Publications, row: RankingRow, slug: str) -> dict[str, Any]:
    """Returns the address that stays, where this version is in force; one query where ``slug`` is not known."""
    one = public.get(row.ranking_id)
    if one is None or one not in public.in_force:
        return {}
    slug = slug or slugs_in(one.pk)[row.pk]
    place = place_of(one.year, one.level)
    return {**place, "slug": slug, "canonical": address_of_unit(one, slug)}


def _ranked(found: Ranking, years: Sequence[Year], block: str) -> int:
    """Returns how many units are ranked with it: the history has counted them where this ranking is in force."""
    known = (year.units for year in years if year.row.ranking_id == found.pk)
    return next(known, None) or unit.ranked_in(found, block)


def _domains(result_: unit.UnitResult, name: str) -> charts.Bars:
    lines = result_.domains
    return charts.draw_bars(
        "domains",
        _("Chỉ số thành phần so với trung bình và đơn vị cao nhất (%)"),
        [f"{line.domain.code}. {title(line.domain)}" for line in lines],
        [charts.Series(name, [line.index for line in lines])],
        means=[line.mean for line in lines],
        best=[line.best for line in lines],
    )


def _history(years: Sequence[Year]) -> charts.Lines | None:
    """Returns the chart, the unit's own line first; a unit that went on under another id has one line."""
    tracks: dict[int, charts.Track] = {}
    for year in sorted(years, key=lambda other: (not other.itself, -other.year)):
        if year.row.index is not None:
            track = tracks.setdefault(year.track, charts.Track(_label(year), {}))
            track.values[year.year] = year.row.index
    if sum(len(track.values) for track in tracks.values()) < 2:
        return None
    return charts.draw_lines("years", _("Chỉ số qua các năm (%)"), list(tracks.values()))


def _label(year: Year) -> str:
    """Returns the name, with its last day where another line has the same."""
    if year.until is None:
        return title(year.name)
    return _("%(name)s (đến %(day)s)") % {
        "name": title(year.name),
        "day": f"{year.until:%d/%m/%Y}",
    }
