"""A unit's page: where it stands, in what it is strong, and where its points were lost."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from assessments import permissions
from assessments.models import User
from criteria.common.text import Text
from rankings.models import RankingRow
from rankings.plans.offering import newest_plan
from rankings.reads import visible
from rankings.reads.slugs import LEVELS, level_of, slugs_in, slugs_in_each
from rankings.reads.table import tones
from rankings.reads.unit import is_as_before
from rankings.serving.publications import Publication, Publications, publications
from rankings.story.facts import facts_of_unit
from rankings.story.of_unit import story_of_unit
from rankings.story.words import nouns_of, overline_of
from rankings.views.addresses import address_of_unit, place_of
from rankings.views.common import serve_all_years, serve_over_years
from rankings.views.summary import summary_of
from rankings.views.unit_charts import (
    domain_strips,
    index_chart,
    index_sentence,
    rank_chart,
    rank_sentence,
    review_rows,
    review_sentence,
)
from rankings.views.unit_reading import read_unit

Slugs = Mapping[int, Mapping[int, str]]
"""What addresses call each row (id) of each ranking (id)."""


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
        slugs = slugs_in_each(public.in_force_of(one.level))
        row_id = next((pk for pk, slug in slugs[one.pk].items() if slug == unit), None)
        if row_id is None:
            return _by_code(one, unit, slugs[one.pk])
        return _page(request, one.pk, row_id, public, slugs)

    return serve_all_years(request, public, one, {}, make)


def _by_code(one: Publication, code: str, slugs: Mapping[int, str]) -> HttpResponse:
    """Leads from a unit's code, by which lists know it, to its address; ``Http404`` where there is none."""
    row = RankingRow.objects.filter(ranking=one.pk, code=code).order_by("pk").first()
    if row is None:
        raise Http404
    return redirect(address_of_unit(one, slugs[row.pk]), permanent=True)


def _page(
    request: HttpRequest,
    ranking_id: int,
    row_id: int,
    public: Publications,
    slugs: Slugs | None = None,
) -> HttpResponse:
    row = visible.row_visible_to(request.user, ranking_id, row_id)
    reading = read_unit(public, row)
    found, history, name, of = reading.ranking, reading.history, reading.name, reading.ranked[0]
    level = found.round.criteria_set.level
    then = None if found.round.owner_id else public.before(level, found.round.year)
    facts = facts_of_unit(
        reading.result, reading.ranked, history.years, then.year if then else None
    )
    story = story_of_unit(facts)
    context = {
        **_place(public, row, slugs),
        "story": story,
        "summary": summary_of(
            [
                Text(name.name_vi, name.name_en or name.name_vi),
                overline_of(found.round.year, level),
            ],
            story,
            public.get(found.pk),
        ),
        "ranking": found,
        "round": found.round,
        "here": request.path,
        "row": row,
        "tone": tones(found.class_names).get(row.group, ""),
        "name": name,
        "result": reading.result,
        "mean": reading.mean,
        "years": [(year, _href(public, year.row, slugs)) for year in history.years],
        "is_as_before": is_as_before(row),
        "became": [
            (after, _href(public, after.row, slugs) if after.row else "")
            for after in history.became
        ],
        "merged": any(not year.itself and not year.later for year in history.years),
        "strips": domain_strips(reading.result),
        "review": review_rows(reading.result),
        "review_sentence": review_sentence(reading.result),
        "rank_chart": rank_chart(history.years),
        "rank_sentence": rank_sentence(history.years),
        "history_chart": index_chart(history.years),
        "history_said": index_sentence(history.years),
        "assessed": reading.assessed,
        "alike": len({year.units for year in history.years if year.row.rank}) < 2,
        "nouns": nouns_of(level),
        "of": of,
        "foresees": isinstance(request.user, User)
        and permissions.may_see_outlook(request.user, row.assessment),
        "rules": list(found.frozen_rules.values()),
        **_planning(request, row),
    }
    return render(request, "rankings/result.html", context)


def _planning(request: HttpRequest, row: RankingRow) -> dict[str, Any]:
    """Returns the plan that the unit's own people have made from its result, or that they can make one."""
    user = request.user
    if not isinstance(user, User) or not permissions.may_plan(user, row.unit_id):
        return {}
    plan = newest_plan(row.unit_id, row.ranking.round_id)
    can_make = plan is None and row.assessed and row.ranking.is_in_force
    return {"own_plan": plan, "can_plan": can_make}


def _place(public: Publications, row: RankingRow, slugs: Slugs | None) -> dict[str, Any]:
    """Returns where the page is and where its links lead: from an address that stays to others that stay.

    A version's own page that is in force asks how that address calls it: one query.
    """
    one = public.get(row.ranking_id)
    links = {
        "compare": reverse("compare", args=[row.ranking_id]),
        "table": reverse("ranking", args=[row.ranking_id]),
    }
    if one is None or one not in public.in_force:
        return {"links": links}
    if slugs is not None:
        own = [one.year, LEVELS[one.level]]
        links = {
            "compare": reverse("year_compare", args=own),
            "table": reverse("year_table", args=own),
        }
    slug = (slugs[one.pk] if slugs else slugs_in(one.pk))[row.pk]
    return {
        **place_of(one.year, one.level),
        "slug": slug,
        "canonical": address_of_unit(one, slug),
        "card": reverse("unit_card", args=[one.year, LEVELS[one.level], slug]),
        "stays": slugs is not None,
        "links": links,
    }


def _href(public: Publications, row: RankingRow, slugs: Slugs | None) -> str:
    """Returns where a unit's result in another year is."""
    one = public.get(row.ranking_id)
    if one is None or slugs is None:
        return reverse("result", args=[row.ranking_id, row.pk])
    return address_of_unit(one, slugs[one.pk][row.pk])
