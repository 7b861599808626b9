"""What forms carry beside what is typed into them, and what stands at a field that was refused."""

import uuid
from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from criteria.common.text import FieldFault, Text

register = template.Library()


@register.simple_tag
def once() -> str:
    """Returns the field with a new key, by which a form that is sent twice is one act (``pages.common.act_once``)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4())


@register.simple_tag
def faulty(causes: Iterable[Text] | None, field: str) -> str:
    """Returns the attributes of an input that one of the causes is about; ``fault_at`` says below it why."""
    if not _said_of(causes, field):
        return ""
    return format_html('aria-invalid="true" aria-describedby="fault-{}"', field)


@register.simple_tag
def fault_at(causes: Iterable[Text] | None, field: str) -> str:
    """Returns what is wrong with a field, for the place below its input."""
    said = _said_of(causes, field)
    return format_html('<span class="fault" id="fault-{}">{}</span>', field, said) if said else ""


def _said_of(causes: Iterable[Text] | None, field: str) -> str:
    language = get_language() or "vi"
    own = (one for one in causes or () if isinstance(one, FieldFault) and one.field == field)
    return " ".join(one.in_language(language) for one in own)
