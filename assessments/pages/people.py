"""The page of a unit's people: the leaves of each, the form to assign them, and giving one back to an officer."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments import acts, permissions
from assessments.models import Membership
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    require_press,
    score_or_refuse,
    sheet_or_refuse,
    signed_in,
)
from assessments.sheets.assignments import Person, division
from criteria.common.forms import whole_numbers
from criteria.common.text import Refused, Text
from criteria.models import Criterion


@require_safe
@signed_in
def people(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows progress by person and by domain; ``?person=`` opens the tree for one officer."""
    sheet = sheet_or_refuse(request, sheet_id)
    permissions.demand(permissions.reasons_against_seeing_division(request.user, sheet))
    work = division(sheet)
    divides = permissions.may_divide_work(request.user, sheet)
    asked = request.GET.get("person", "")
    chosen = next((p for p in work.people if p.is_officer and str(p.membership.pk) == asked), None)
    nodes: list[tuple[Criterion, int]] = []
    if divides:
        tree = Criterion.objects.filter(criteria_set=sheet.round.criteria_set_id)
        tree = tree.defer("scale", "search", "evidence_vi").order_by("position")
        nodes = [(node, node.code.count(".")) for node in tree]
    rows = _self_scored(nodes)
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "division": work,
        "divides": divides,
        "chosen": chosen if divides else None,
        "ticked": {part.pk for part in chosen.parts} if chosen else set(),
        "nodes": nodes,
        "own_nodes": rows,
        "columns": _columns(work.people, rows),
    }
    return render(request, "assessments/people.html", context)


@dataclass(frozen=True)
class MatrixColumn:
    """An officer as a column of the matrix, with the nodes (ids) that they hold in this set."""

    person: Person
    ticked: set[int]
    unseen: list[str]
    """The codes of those that no row shows; they stay as they are."""


def _self_scored(nodes: list[tuple[Criterion, int]]) -> list[tuple[Criterion, int]]:
    """Returns the nodes with something that the unit scores itself: nobody holds what comes from the survey alone."""
    above = {node.parent_id for node, _depth in nodes}
    own = [node for node, _depth in nodes if node.pk not in above and not node.is_survey]
    return [
        (node, depth)
        for node, depth in nodes
        if any(permissions.lies_within(leaf, node) for leaf in own)
    ]


def _columns(people: Sequence[Person], rows: list[tuple[Criterion, int]]) -> list[MatrixColumn]:
    shown = {node.pk for node, _depth in rows}
    return [
        MatrixColumn(
            person,
            {part.pk for part in person.parts},
            [part.code for part in person.parts if part.pk not in shown],
        )
        for person in people
        if person.is_officer
    ]


@require_press
@signed_in
def assign_all(request: Visitor, sheet_id: int) -> HttpResponse:
    """Assigns the parts of every officer at once, as the matrix was ticked."""
    sheet_or_refuse(request, sheet_id)
    shown = whole_numbers(request.POST, "people")
    whole = set(whole_numbers(request.POST, "whole"))
    ticked = {pk: request.POST.getlist(f"parts-{pk}") for pk in shown}
    if both := [pk for pk in shown if pk in whole and ticked[pk]]:
        raise Refused(
            Text(
                vi=f"{len(both)} người vừa được giao toàn bộ phiếu vừa có phần được đánh dấu: hãy bỏ một trong hai.",
                en=f"People who have both the whole sheet and parts ticked: {len(both)}. Untick one of the two.",
            )
        )
    parts = {pk: None if pk in whole else ticked[pk] for pk in shown}
    number = act_once(
        request,
        lambda: acts.assign_matrix(actor=acting(request), assessment_id=sheet_id, parts=parts),
    )
    done = Text(vi=f"Đã đổi phân công của {number} người.", en=f"Assignments changed: {number}.")
    messages.success(request, done.in_language(request.LANGUAGE_CODE))
    return redirect("people", sheet_id)


@require_press
@signed_in
def assign(request: Visitor, sheet_id: int, membership_id: int) -> HttpResponse:
    """Assigns parts to an officer, or the whole sheet."""
    sheet_or_refuse(request, sheet_id)
    whole, parts = request.POST.get("extent") == "whole", request.POST.getlist("parts")
    if whole and parts:
        raise Refused(
            Text(
                vi=f"Đã chọn “Toàn bộ phiếu” mà vẫn đánh dấu {len(parts)} phần: hãy bỏ dấu, hoặc chọn “Các phần được đánh dấu”.",
                en=f"“The whole sheet” is chosen and {len(parts)} parts are ticked: untick them, or choose “The parts ticked”.",
            )
        )
    try:
        membership = acts.assign_parts(
            actor=acting(request),
            assessment_id=sheet_id,
            membership_id=membership_id,
            codes=None if whole else parts,
        )
    except Membership.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Đã phân công cho %(name)s.") % {"name": membership.user})
    return redirect("people", sheet_id)


@require_press
@signed_in
def return_leaf_page(request: Visitor, score_id: int) -> HttpResponse:
    """Gives a leaf back to its officer, with a remark."""
    score = score_or_refuse(request, score_id)
    note = request.POST.get("returned_note", "")

    def give_back() -> None:
        acts.return_leaf(actor=acting(request), score_id=score_id, note=note)

    act_once(request, give_back)
    messages.success(
        request, _("Đã trả lại tiêu chí %(code)s cho cán bộ.") % {"code": score.criterion.code}
    )
    return redirect(
        f"{reverse('sheet', args=[score.assessment_id])}?show=all#r{score.criterion.code}"
    )
