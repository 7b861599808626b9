"""Template tags of the frame and of the design system's drawings (``{% load frame %}``)."""

import json
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from parindex.frame.crumbs import way_to
from parindex.frame.making import Frame, make_frame
from parindex.signing_in.factors import must_have_factor, owes_factor
from parindex.signing_in.sessions import browser_words

register = template.Library()

SPRITE = "parindex/design/icons.svg"


@register.simple_tag
def icon(name: str, classes: str = "") -> SafeString:
    """Returns an icon of the sprite, in the colour of the text around it; words beside it say what it means."""
    use = f"{static(SPRITE)}#i-{name}"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', f"i {classes}".strip(), use
    )


@register.simple_tag
def sign(name: str, label: str, classes: str = "") -> SafeString:
    """Returns a sign that says something by itself (``st-1``, ``m-claim``), with that in words."""
    return format_html(
        '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
        f"st {classes or name}",
        label,
        f"{static(SPRITE)}#{name}",
    )


@register.simple_tag
def progress_bar(done: int, of: int, label: str, part: int = 0) -> SafeString:
    """Returns a bar of which ``done`` is full and ``part`` begun; ``label`` says the same in words."""
    begun = format_html('<rect class="part" x="{}" width="{}" height="1"/>', done, part)
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 1" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect width="{}" height="1"/>{}</svg>',
        max(of, 1),
        label,
        done,
        begun if part else "",
    )


@register.simple_tag
def share_bar(part: Decimal, whole: Decimal) -> SafeString:
    """Returns a bar of which ``part`` is full; the number beside it says the same."""
    return format_html(
        '<svg class="bar" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="1"/></svg>',
        str(whole),
        str(part),
    )


_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def json_ld(thing: dict[str, Any]) -> SafeString:
    """Returns what machines read of a page: data, which no browser runs."""
    text = json.dumps(thing, ensure_ascii=False).translate(_UNSAFE)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  # escaped


@register.simple_tag(takes_context=True)
def frame_of(context: template.Context) -> Frame:
    """Returns the frame of the page that is being made: its crumbs, and for people signed in their rail and bell."""
    shown: dict[str, Any] = {str(name): value for name, value in context.flatten().items()}
    return make_frame(context["request"], shown)


@register.simple_tag(takes_context=True)
def frame_crumbs(context: template.Context) -> Frame:
    """Returns the frame with nothing but the way to the page, for an answer that changes only a part of it."""
    match = context["request"].resolver_match
    shown: dict[str, Any] = {str(name): value for name, value in context.flatten().items()}
    return Frame(match.view_name, way_to(match.view_name, shown), None)


@register.filter
def absolute(path: str) -> str:
    """Returns the address with the site's own, as other sites must be given it."""
    return f"{settings.SITE_URL}{path}"


BANNERS = {"error": "bad", "warning": "warn", "success": "good"}


@register.filter
def banner(kind: str) -> str:
    """Returns the class of the banner that tells a message of that kind."""
    return BANNERS.get(kind, "")


@register.simple_tag(takes_context=True)
def owes_second_factor(context: dict[str, Any]) -> bool:
    """Returns whether the page's reader has to set a second factor up before anything else."""
    return owes_factor(context["request"])


@register.simple_tag(takes_context=True)
def needs_second_factor(context: dict[str, Any]) -> bool:
    """Returns whether a role of the page's reader asks for a second factor."""
    return must_have_factor(context["request"].user)


@register.filter
def browser(user_agent: str) -> str:
    """Returns the browser and the system that a browser says it is, in two words."""
    return browser_words(user_agent)


@register.simple_tag
def idle_minutes() -> int:
    """Returns after how many minutes without a request a session ends; 0: never for that reason."""
    return int(settings.SESSION_IDLE_MINUTES)
