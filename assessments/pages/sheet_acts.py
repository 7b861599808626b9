"""What the table of a sheet proposes: one act that names its object, and the way to the same leaves one by one."""

from collections.abc import Sequence

from django.urls import reverse

from assessments import permissions
from assessments.models import Assessment, Score, User
from assessments.pages.today.of_units import unit_act
from assessments.pages.today.saying import NextAct
from assessments.review.workflow.offers import Offer
from assessments.review.workflow.steps import Transition
from assessments.sheets.filters import ALL, PARAMETER, SheetFilter
from assessments.sheets.todo import leaves_with_scores, waiting_for
from assessments.sheets.tree import Branch
from criteria.common.text import Text
from criteria.models import Criterion


def sheet_act(
    user: User, sheet: Assessment, branches: list[Branch], chosen: SheetFilter
) -> NextAct | None:
    """Returns the act for the unit's people and for reviewers; coordinators have the sheet's steps."""
    if sheet.unit_id in user.unit_ids and (sheet.is_drafting or sheet.is_explaining):
        return unit_act(user, sheet, branches)
    if not permissions.may_review_sheet(user, sheet):
        return None
    waits = waiting_for(user, sheet)
    pairs = ((row.node, score) for row, score in leaves_with_scores(branches))
    left = (leaf for leaf, score in pairs if not leaf.is_survey and waits(leaf, score))
    leaf = next(left, None)
    if leaf is None:
        return None
    label = Text(vi=f"Thẩm định tiếp từ {leaf.code}", en=f"Go on with {leaf.code}")
    return NextAct(label, _address(sheet, leaf, chosen))


def leaf_by_leaf(
    sheet: Assessment, leaves: Sequence[tuple[Criterion, Score]], chosen: SheetFilter
) -> str:
    """Returns the address of the first leaf that the filter shows; of the first of all where it shows none."""
    own = [(leaf, score) for leaf, score in leaves if not leaf.is_survey]
    shown = [leaf for leaf, score in own if chosen.holds(leaf, score)]
    first = next(iter(shown or [leaf for leaf, _score in own]), None)
    return _address(sheet, first, chosen) if first else ""


def _address(sheet: Assessment, leaf: Criterion, chosen: SheetFilter) -> str:
    address = reverse("leaf", args=[sheet.pk, leaf.code])
    return address if chosen.name == ALL else f"{address}?{PARAMETER}={chosen.name}"


def document_totals(leaves: Sequence[tuple[Criterion, Score]]) -> dict[str, int]:
    """Returns the number of documents on all leaves, and below each domain (code)."""
    totals = {"": 0}
    for leaf, score in leaves:
        domain, number = leaf.code.partition(".")[0], score.documents  # type: ignore[attr-defined]  # annotated
        totals[""] += number
        totals[domain] = totals.get(domain, 0) + number
    return totals


def step_to_make(offers: Sequence[Offer]) -> Offer | None:
    """Returns the step that the page's one button leads to: the first that can be made and is no grave one."""
    steps = (one for one in offers if isinstance(one.step, Transition) and not one.reasons)
    possible = (one for one in steps if one.form and not one.form.is_grave)
    return next(possible, None)
