"""How pages show a story: its headline, and its sentences with their figures in bold and the group as a badge."""

from decimal import Decimal

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from criteria.common.text import Text
from criteria.templatetags.par import say
from rankings.story.words import percent

register = template.Library()


@register.filter
def headline(text: Text) -> str:
    """Returns a headline whose verb stays on one line: "đứng đầu"."""
    return say(text).replace("đứng đầu", "đứng\N{NO-BREAK SPACE}đầu")


@register.simple_tag
def with_figures(
    sentence: Text,
    index: Decimal | None,
    rank: int | None = None,
    group: str = "",
    tone: str = "",
) -> SafeString:
    """Returns the sentence with the first places of an index (percent), of a rank and of a group set off."""
    said = escape(say(sentence))
    if index is not None:
        words = say(percent(index))
        said = _set_off(said, words, format_html("<b>{}</b>", words))
    if rank is not None:
        label = say(Text("hạng", "rank"))
        said = _set_off(said, f"{label} {rank} ", format_html("{} <b>{}</b> ", label, rank))
    if group and tone:
        label = say(Text("nhóm", "group"))
        badge = format_html('{} <span class="grp {}">{}</span>', label, tone, group)
        said = _set_off(said, escape(f"{label} {group}"), badge)
    return said


def _set_off(said: SafeString, words: str, shown: SafeString) -> SafeString:
    """Returns what is said with the first place of ``words``, escaped as it is, shown in another way."""
    before, found, after = said.partition(words)
    return SafeString(f"{before}{shown}{after}") if found else said
