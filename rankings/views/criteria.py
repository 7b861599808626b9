"""The set of a published year as a page, and each of its criteria across all units."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from criteria.common.text import Refused, Text, fold
from criteria.models import Criterion
from criteria.scales import Scale, parse_scale
from criteria.templatetags.par import num
from rankings import charts
from rankings.models import Ranking
from rankings.reads import by_criterion
from rankings.reads.by_criterion import MOST_SUMMED, PointsShare, SetNode
from rankings.reads.slugs import LEVELS
from rankings.reads.table import TableLine
from rankings.reads.unit import LostLeaf
from rankings.serving.publications import Publication, Publications
from rankings.story.of_criterion import CriterionFacts, story_of_criterion
from rankings.story.words import nouns_of, overline_of, sentence
from rankings.views.addresses import hrefs_of, page_in_force
from rankings.views.common import in_force, lines_kept, serve_in_force
from rankings.views.sorting import PAGE_UNITS, page_links
from rankings.views.summary import summary_of

SET = Text("Bộ tiêu chí", "Criteria set")


@dataclass(frozen=True)
class UnitShare:
    """A unit's row: what it reached, and at a leaf the reason."""

    line: TableLine
    href: str
    reached: PointsShare
    reason: LostLeaf | None


@require_safe
def year_set(request: HttpRequest, year: int, level: str) -> HttpResponse:
    """Shows the set in its order, each node with what the units reached; four queries."""

    def make(public: Publications, one: Publication) -> HttpResponse:
        found = in_force(public, one)
        nodes = by_criterion.nodes_of(found.round.criteria_set_id)
        few = len(lines_kept(found)) <= MOST_SUMMED
        shares = by_criterion.shares_of(found, nodes) if few else {}
        context = {
            **_common(one, found, "year_set"),
            "nodes": [
                (node, _address(one, node.criterion), shares.get(node.criterion.pk))
                for node in nodes
            ],
            "counts": [
                sum(node.depth == 0 for node in nodes),
                sum(node.is_leaf and not node.criterion.is_information for node in nodes),
            ],
            "with_shares": few,
            "criteria_set": found.round.criteria_set,
        }
        return render(request, "rankings/set.html", context)

    return serve_in_force(request, year, level, {}, make)


@require_safe
def year_criterion(request: HttpRequest, year: int, level: str, code: str) -> HttpResponse:
    """Shows one criterion: its text, its scale, and every unit's points and reason; six queries."""
    asked = {"page": request.GET.get("page", "")}

    def make(public: Publications, one: Publication) -> HttpResponse:
        found = in_force(public, one)
        nodes = by_criterion.nodes_of(found.round.criteria_set_id)
        place = next((n for n, node in enumerate(nodes) if node.criterion.code == code), None)
        if place is None:
            raise Http404
        return _criterion(request, one, found, nodes, place, asked["page"])

    return serve_in_force(request, year, level, asked, make)


def _criterion(
    request: HttpRequest,
    one: Publication,
    found: Ranking,
    nodes: Sequence[SetNode],
    place: int,
    page_number: str,
) -> HttpResponse:
    node = nodes[place]
    criterion = node.criterion
    lines = {line.pk: line for line in lines_kept(found)}
    few = node.is_leaf or len(lines) <= MOST_SUMMED
    reached = by_criterion.by_unit(found, node.leaves) if few else {}
    ordered = sorted(reached, key=lambda pk: _order(lines[pk], reached[pk]))
    page = Paginator(ordered, PAGE_UNITS).get_page(page_number)
    reasons = by_criterion.reasons_of(criterion, found, list(page)) if node.is_leaf else {}
    href = hrefs_of(one, lines.values())
    counts = by_criterion.counts_of(reached)
    whole = PointsShare(
        sum((own.points for own in reached.values()), Decimal(0)),
        sum((own.max_points for own in reached.values()), Decimal(0)),
    )
    absent = sum(not own.max_points for own in reached.values())
    facts = CriterionFacts(one.level, criterion.max_points, whole.percent, counts, absent)
    # Of a line for information alone nothing is counted, and so nothing is said.
    story = story_of_criterion(facts) if reached else ()
    name = Text(
        f"{criterion.code} {criterion.title_vi}",
        f"{criterion.code} {criterion.title_en or criterion.title_vi}",
    )
    context = {
        **_common(one, found, "year_criterion", criterion.code),
        "criterion": criterion,
        "node": node,
        "above": [(other, _address(one, other)) for other in _above(nodes, criterion)],
        "children": [(child, _address(one, child.criterion)) for child in node.children],
        "before": _beside(one, nodes, place - 1),
        "after": _beside(one, nodes, place + 1),
        "scale": _scale(criterion),
        "documents": [text for text in criterion.evidence_vi.splitlines() if text.strip()],
        "story": story,
        "summary": summary_of(
            [name, overline_of(one.year, one.level)], story or [sentence(name)], one
        ),
        "chart": count_bars(counts, criterion.max_points),
        "same_maximum": all(
            own.max_points in (0, criterion.max_points) for own in reached.values()
        ),
        "rows": [
            UnitShare(lines[pk], href(lines[pk]), reached[pk], reasons.get(pk)) for pk in page
        ],
        "page": page,
        "pages": page_links(dict.fromkeys(["page"], page_number), page),
        "unassessed": sum(line.index is None for line in lines.values()),
        "few": few,
    }
    return render(request, "rankings/criterion.html", context)


def _common(one: Publication, found: Ranking, name: str, *more: str) -> dict[str, Any]:
    return {
        **page_in_force(one, name, SET, *more),
        "ranking": found,
        "round": found.round,
        "nouns": nouns_of(one.level),
    }


def _address(one: Publication, criterion: Criterion) -> str:
    return reverse("year_criterion", args=[one.year, LEVELS[one.level], criterion.code])


def _beside(one: Publication, nodes: Sequence[SetNode], place: int) -> tuple[Criterion, str] | None:
    if not 0 <= place < len(nodes):
        return None
    return nodes[place].criterion, _address(one, nodes[place].criterion)


def _above(nodes: Sequence[SetNode], criterion: Criterion) -> list[Criterion]:
    by_key = {node.criterion.pk: node.criterion for node in nodes}
    above: list[Criterion] = []
    parent = criterion.parent_id
    while parent is not None:
        above.insert(0, by_key[parent])
        parent = by_key[parent].parent_id
    return above


def _order(line: TableLine, reached: PointsShare) -> tuple[bool, Decimal, str]:
    """Puts the most points first, then by name; to whom it does not apply last."""
    return not reached.max_points, -reached.points, fold(line.name_vi)


def _scale(criterion: Criterion) -> Scale | None:
    if criterion.scale is None:
        return None
    try:
        return parse_scale(criterion.scale, criterion.max_points)
    except Refused:
        return None


def count_bars(
    counts: Sequence[tuple[Decimal, int]], max_points: Decimal
) -> charts.CountBars | None:
    """Returns a bar for each number of points, or for each tenth of the maximum where they are many."""
    if not counts:
        return None
    label = _("Số đơn vị theo điểm đạt được, tối đa %(most)s điểm") % {"most": num(max_points)}
    return charts.draw_counts(label, counts, max_points)
