"""What forms carry beside what is typed into them."""

import uuid

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def once() -> str:
    """Returns the field with a new key, by which a form that is sent twice is one act (``pages.common.act_once``)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())
