"""The template filter that shows regions."""

from django import template

from criteria.templatetags.par import say
from rankings.reads.regions import region_name

register = template.Library()


@register.filter
def region(name: str) -> str:
    """Returns the region in the reader's language."""
    return say(region_name(name))
