"""The page that asks once more before a set is published for good."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.pages.common import Visitor, act_once, signed_in, status_of
from assessments.pages.sets.listing import set_or_refuse
from criteria.actions import publish_set
from criteria.common.text import Refused
from criteria.models import Criterion
from criteria.set_rules import class_words, read_set_rules, tie_words
from criteria.templatetags.par import title
from criteria.workbench.tree import DraftTree, trees_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def publish_page(request: Visitor, set_id: int) -> HttpResponse:
    """Shows what would be published and what stands against it; publishes once that is confirmed."""
    criteria_set = set_or_refuse(request, set_id)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        try:
            act_once(request, lambda: publish_set(criteria_set=criteria_set, by=request.user).pk)
        except Refused as error:
            context, status = {"causes": error.causes}, status_of(request, error)
        else:
            messages.success(
                request, _("Đã ban hành “%(title)s”.") % {"title": title(criteria_set)}
            )
            return redirect("set", set_id)
    [tree] = trees_of([criteria_set])
    rules, _faults = read_set_rules(criteria_set.rules)
    context |= {
        "criteria_set": criteria_set,
        "owner": criteria_set.owner,
        "tree": tree,
        "rules": [text for text in (class_words(rules), tie_words(rules)) if text.vi],
        **_totals(tree),
    }
    return render(request, "assessments/sets/publish.html", context, status=status)


def _totals(tree: DraftTree) -> dict[str, Any]:
    """Returns what a set amounts to: its rows by kind, and its points by where they come from."""
    leaves = [row.criterion for row in tree.leaves]
    inside = [leaf for leaf in leaves if not leaf.is_outside and not leaf.is_information]
    reviewed = [leaf for leaf in leaves if leaf.source == Criterion.Source.REVIEWED]
    return {
        "domains": sum(row.depth == 0 for row in tree.rows),
        "leaves": len(leaves),
        "reviewed": _points(inside, Criterion.Source.REVIEWED),
        "survey": _points(inside, Criterion.Source.SURVEY),
        "outside": [
            row.criterion for row in tree.rows if row.depth == 0 and row.criterion.is_outside
        ],
        "gated": sum(bool(leaf.gate) for leaf in leaves),
        "without_body": [leaf for leaf in reviewed if leaf.reviewing_body_id is None],
    }


def _points(leaves: list[Criterion], source: str) -> Decimal:
    return sum((leaf.max_points for leaf in leaves if leaf.source == source), Decimal(0))
