"""The template tag of the line below a chart: its files, and the way to embed it."""

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("rankings/_chart_links.html")
def chart_links(name: str, *place: object, query: str = "") -> dict[str, object]:
    """Returns the addresses of a chart at a place such as a year, a level and a unit; ``query`` says what is drawn."""
    return {
        "files": [
            (kind.upper(), reverse(name, args=[*place, kind]) + query)
            for kind in ("svg", "png", "csv")
        ],
        "embed": reverse(f"embed_{name}", args=list(place)) + query,
    }
