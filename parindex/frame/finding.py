"""Finds criteria, units and pages by what is typed into the bar; accents are ignored, and so is what may not be seen."""

import re
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import permissions
from assessments.models import Assessment, Score, Unit, User
from assessments.models.conditions import is_self_scored
from assessments.pages.common import Visitor, signed_in
from criteria.common.forms import whole_number_or
from criteria.common.search import holds_words, search_words
from criteria.common.text import fold
from criteria.models import Criterion
from criteria.templatetags.par import title
from parindex.frame.desk import DeskRound, desk_of
from parindex.frame.rail import RailItem, rail_of

MOST = 8
"""Of each kind: who finds more types another word."""


@dataclass(frozen=True)
class Finding:
    """Something that was found: its code where it has one, its title, and where it is."""

    label: str
    href: str
    code: str = ""


@dataclass(frozen=True)
class Findings:
    """What was found, by kind."""

    criteria: list[Finding] = field(default_factory=list)
    units: list[Finding] = field(default_factory=list)
    pages: list[Finding] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.criteria or self.units or self.pages)


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def find(request: Visitor) -> HttpResponse:
    """Shows what is found in the round ``round``, or else the newest; for htmx as a list below the field."""
    asked = " ".join(request.GET.get("q", "").split())[:100]
    here = desk_of(request.user).in_round(whole_number_or(request.GET, "round", 0))
    context = {"q": asked, "findings": findings_of(request.user, here, asked)}
    template = "frame/_found.html" if request.htmx else "frame/find.html"
    return render(request, template, context)


def findings_of(user: User, here: DeskRound | None, asked: str) -> Findings:
    """Returns what holds every word of ``asked``, of what the person may open; three queries at most."""
    if not search_words(asked):
        return Findings()
    pages = [_page(item) for item in rail_of(user, here) if _holds(str(item.label), asked)]
    if here is None:
        return Findings(pages=pages)
    return Findings(_criteria(user, here, asked), _units(user, here, asked), pages)


def _page(item: RailItem) -> Finding:
    return Finding(str(item.label), item.href)


def _holds(label: str, asked: str) -> bool:
    text = fold(label)
    return all(word in text for word in search_words(asked))


def _units(user: User, here: DeskRound, asked: str) -> list[Finding]:
    """Returns units by code and name, and by those of the units that they were formed from; beginnings of words first.

    The column that is searched holds the region too, which nobody sees here: names are compared once more.
    """
    columns = holds_words(asked, "unit__search", "unit__formed_from__search")
    sheets = Assessment.objects.filter(
        permissions.sheets_readable_by(user), columns, round=here.round
    )
    names = [f"{path}{name}" for path in _NAMES for name in ("code", "name_vi", "name_en")]
    found: dict[int, tuple[int, str, Unit]] = {}
    for pk, *texts in sheets.values_list("pk", *names).order_by("unit__name_vi"):
        own, former = texts[:3], texts[3:]
        ranks = [_rank(" ".join(filter(None, some)), asked) for some in (own, former)]
        rank = min((one for one in ranks if one is not None), default=None)
        if rank is not None and (pk not in found or rank < found[pk][0]):
            found[pk] = (rank, own[1], Unit(code=own[0], name_vi=own[1], name_en=own[2]))
    ranked = sorted(found.items(), key=lambda item: item[1][:2])
    return [Finding(title(unit), reverse("sheet", args=[pk])) for pk, (*_, unit) in ranked[:MOST]]


_NAMES = ("unit__", "unit__formed_from__")


def _rank(name: str, asked: str) -> int | None:
    """Returns 0 where every word that was typed begins one of the name, 1 where each stands in it; else ``None``."""
    text, words = fold(name), search_words(asked)
    if not all(word in text for word in words):
        return None
    parts = re.split(r"[^\w.]+", text)
    return int(not all(any(part.startswith(word) for part in parts) for word in words))


def _criteria(user: User, here: DeskRound, asked: str) -> list[Finding]:
    leaves = Criterion.objects.filter(
        holds_words(asked, "search"), criteria_set=here.round.criteria_set_id
    ).order_by("position")
    if here.sheet_id:
        own = Score.objects.filter(criterion=OuterRef("pk"), assessment=here.sheet_id)
        found = leaves.filter(Exists(own))[:MOST]
        return [_leaf(leaf, reverse("leaf", args=[here.sheet_id, leaf.code])) for leaf in found]
    owner = here.round.owner_id
    if not permissions.is_on_review_side(user, owner):
        return []
    scores = Score.objects.filter(
        is_self_scored(), criterion=OuterRef("pk"), assessment__round=here.round
    )
    if not permissions.may_watch(user, owner):
        scores = scores.filter(reviewing_body__in=user.bodies(owner))
    found = leaves.filter(Exists(scores))[:MOST]
    return [_leaf(leaf, reverse("by_leaf", args=[here.round.pk, leaf.code])) for leaf in found]


def _leaf(leaf: Criterion, href: str) -> Finding:
    return Finding(title(leaf), href, leaf.code)
