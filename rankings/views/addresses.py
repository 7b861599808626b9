"""The addresses that stay, and what the pages at them are called."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from criteria.common.text import Text
from criteria.models import Level
from rankings.reads.slugs import LEVELS
from rankings.serving.publications import Publication
from rankings.story.words import nouns_of

INDEX = Text("Chỉ số cải cách hành chính", "Public Administration Reform Index")


def place_of(year: int, level: str) -> dict[str, Any]:
    """Returns what addresses and crumbs are made of."""
    label = _("%(level)s, năm %(year)s") % {"level": Level(level).label, "year": year}
    return {"year": year, "level_slug": LEVELS[level], "place": label}


def overline_of(year: int, level: str) -> Text:
    """Returns the name of what is shown: the index of a level in a year."""
    words = nouns_of(level).level
    return Text(f"{INDEX.vi} {words.vi}, năm {year}", f"{INDEX.en} {words.en}, {year}")


def address_of_result(one: Publication) -> str:
    """Returns where the version in force for its year and level stays."""
    return reverse("year_result", args=[one.year, LEVELS[one.level]])


def address_of_unit(one: Publication, slug: str) -> str:
    """Returns where a unit's result in the version in force stays."""
    return reverse("year_unit", args=[one.year, LEVELS[one.level], slug])
