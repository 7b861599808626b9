"""Template filters that show sentences, numbers, moments and titles."""

import datetime
import functools
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from criteria.common.numbers import MINUS, show
from criteria.common.text import Text
from criteria.scales.notation import write_notation

register = template.Library()


def language() -> str:
    return get_language() or "vi"


@register.filter
def say(text: Text) -> str:
    """Returns the sentence in the reader's language."""
    return text.in_language(language())


_ACCENTED = re.compile("[À-ÖØ-öø-ỹ]")
_BETWEEN = re.compile(r"""([^\w\s'’-]+|\d+)""")
"""What parts the words of a decision from those of the program: signs, brackets, quotes and numbers."""


@register.filter
def say_marked(text: Text) -> str:
    """Returns the sentence in the reader's language; in English with the decision's Vietnamese words marked as such.

    Of a decision's labels, units and conditions many have no English of their own, and a reader's screen must read them
    in Vietnamese.
    """
    said = say(text)
    if not language().startswith("en") or not _ACCENTED.search(said):
        return said
    return format_html_join("", "{}", ((_marked(part),) for part in _BETWEEN.split(said)))


def _marked(part: str) -> str:
    if not _ACCENTED.search(part):
        return part
    words = part.strip()
    before, after = part.split(words, 1)
    return format_html('{}<span lang="vi">{}</span>{}', before, words, after)


@register.filter
def say_all(texts: Iterable[Text] | None) -> str:
    """Returns sentences in the reader's language, one after the other; nothing where there is none."""
    return " ".join(map(say, texts or ()))


@register.filter
def num(value: Decimal | int | None, places: int | None = None) -> str:
    """Returns a number as the reader writes it, with a minus that is no hyphen, a dash where there is none."""
    return (
        "–"
        if value is None
        else show(Decimal(value), language(), places=places).replace("-", MINUS)
    )


@register.filter
def shaded_percents(cells: Iterable[tuple[Decimal | None, int]]) -> str:
    """Returns a table's cells of indices (percent), each with the class of its fifth of all units; 0 is none.

    There are thousands of cells, but only 10,001 values.
    """
    in_language = language()
    return mark_safe("".join(_shaded(*cell, in_language) for cell in cells))  # noqa: S308  # our own digits


@functools.lru_cache(maxsize=60_000)
def _shaded(value: Decimal | None, fifth: int, in_language: str) -> str:
    shown = "–" if value is None else show(value, in_language, places=2)
    shade = f" q{fifth}" if fifth else ""
    return f'<td class="n h{shade}">{shown}</td>'


@register.filter
def title(thing: Any) -> str:
    """Returns the title or name of a thing in the reader's language, Vietnamese where English is missing.

    A criterion that its decision prints under another code says that one too.
    """
    stem = "title" if hasattr(thing, "title_vi") else "name"
    english = getattr(thing, f"{stem}_en", "") if language().startswith("en") else ""
    own = str(english or getattr(thing, f"{stem}_vi"))
    printed = getattr(thing, "printed_code", "")
    return f"{own} ({say(Text('mục', 'item'))} {printed})" if printed else own


@register.filter
def titles(things: Iterable[Any]) -> str:
    """The titles of things, one after the other."""
    return ", ".join(map(title, things))


@register.filter
def notation(scale: dict[str, object] | None) -> str:
    """Returns a stored scale in one line, as annexes write it."""
    return write_notation(scale, language()) if scale else ""


@register.filter
def bands_notation(scale: dict[str, Any] | None) -> str:
    """Returns a scale of bands in one line, empty for any other: its reason names the band reached, not the others."""
    parts = scale.get("parts", [scale]) if scale else []
    banded = any("bands" in (part.get("kind"), part.get("part")) for part in parts)
    return notation(scale) if banded else ""


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """Returns ``HH:MM – DD/MM/YYYY`` in Vietnam's time zone."""
    return timezone.localtime(value).strftime("%H:%M – %d/%m/%Y") if value else "–"


@register.filter
def deadline(value: datetime.datetime) -> str:
    """Returns a deadline as people say it: midnight is the end of the day before, not the start of the next."""
    local = timezone.localtime(value)
    if local.time() != datetime.time():
        return moment(value)
    day = (local - datetime.timedelta(days=1)).strftime("%d/%m/%Y")
    return say(Text(vi=f"hết ngày {day}", en=f"end of {day}"))


@register.filter
def time_left_in_words(until: datetime.datetime) -> str:
    """Returns the time left in words, by the server's clock; the page's script keeps it up to date."""
    minutes = (until - timezone.now()) // datetime.timedelta(minutes=1)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if minutes < 0:
        text = Text(vi="đã hết hạn", en="time is up")
    elif days:
        text = Text(vi=f"còn {days} ngày {hours} giờ", en=f"{days} days {hours} hours left")
    else:
        text = Text(
            vi=f"còn {hours} giờ {minutes % 60} phút",
            en=f"{hours} hours {minutes % 60} minutes left",
        )
    return say(text)


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """Returns ``mapping[key]``, or nothing."""
    return mapping.get(key)


@register.filter
def with_sign(value: Decimal | None, places: int | None = None) -> str:
    """A difference as the reader writes it, with a plus where it is a gain."""
    return f"{'+' if value is not None and value > 0 else ''}{num(value, places)}"


@register.filter
def clock_or_day(value: datetime.datetime) -> str:
    """Returns the time of day of what was today, and the day of anything older."""
    local = timezone.localtime(value)
    return local.strftime("%H:%M" if local.date() == timezone.localdate() else "%d/%m")
