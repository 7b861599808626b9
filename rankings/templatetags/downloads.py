"""The template tags of a ranking's files: a link to each format, and what the formats are called."""

from django import template
from django.urls import reverse

from rankings.exports.formats import FORMAT_NAMES, FORMATS
from rankings.models import Ranking

register = template.Library()
register.simple_tag(lambda: FORMAT_NAMES, name="export_formats")


@register.inclusion_tag("rankings/_export_links.html")
def export_links(ranking: Ranking) -> dict[str, object]:
    """Returns the name and the address of each file of a ranking."""
    return {
        "files": [
            (one.name, reverse("export_ranking", args=[ranking.pk, ending]))
            for ending, one in FORMATS.items()
        ]
    }
