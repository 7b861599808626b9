"""The addresses that stay, and what the pages at them are called."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from criteria.common.text import Text
from criteria.models import Level
from rankings.reads.slugs import LEVELS, slugs_of
from rankings.reads.table import TableLine
from rankings.serving.publications import Publication
from rankings.story.words import join, overline_of, sentence
from rankings.views.summary import summary_of


def place_of(year: int, level: str) -> dict[str, Any]:
    """Returns what addresses and crumbs are made of."""
    label = _("%(level)s, năm %(year)s") % {"level": Level(level).label, "year": year}
    return {"year": year, "level_slug": LEVELS[level], "place": label}


def address_of_result(one: Publication) -> str:
    """Returns where the version in force for its year and level stays."""
    return reverse("year_result", args=[one.year, LEVELS[one.level]])


def address_of_unit(one: Publication, slug: str) -> str:
    """Returns where a unit's result in the version in force stays."""
    return reverse("year_unit", args=[one.year, LEVELS[one.level], slug])


def hrefs_of(one: Publication, lines: Iterable[TableLine]) -> Callable[[TableLine], str]:
    """Returns what gives each line's address that stays; ``lines`` are all of the ranking's. No query."""
    slugs = slugs_of((line.pk, line.code, line.name_vi) for line in lines)

    def href_of(line: TableLine) -> str:
        return address_of_unit(one, slugs[line.pk])

    return href_of


def page_in_force(one: Publication, name: str, title: Text, *more: str) -> dict[str, Any]:
    """Returns what every page of a version in force is shown with: its place, its address, its name elsewhere."""
    overline = overline_of(one.year, one.level)
    version = Text(f"phiên bản {one.version}", f"version {one.version}")
    what = sentence(join([join([title, overline], ": "), version], ", "))
    return {
        **place_of(one.year, one.level),
        "stays": True,
        "canonical": reverse(name, args=[one.year, LEVELS[one.level], *more]),
        "overline": overline,
        "summary": summary_of([title, overline], [what], one),
        "card": reverse("round_card", args=[one.year, LEVELS[one.level]]),
    }


def page_of_site(name: str, title: Text, said: Text) -> dict[str, Any]:
    """Returns what a page of no result is shown with: its address, its name elsewhere, and what it says in a sentence."""
    return {"canonical": reverse(name), "summary": summary_of([title], [said])}
