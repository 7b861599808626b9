"""The pages of one leaf across all units: the list of leaves, the table, and a unit's line that opens in place."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Subquery, When
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import reswap, retarget, trigger_client_event

from assessments import acts, permissions
from assessments.acts import Conflict
from assessments.models import Assessment, EvidenceLink, Remark, Round, Score, Side, Status
from assessments.models.sheet_scales import scale_of
from assessments.pages.common import (
    Visitor,
    act_once,
    acting,
    posted_whole_number,
    refusal_page,
    require_press,
    signed_in,
)
from assessments.pages.leaves import with_state
from assessments.review.cross_review.distribution import distribution
from assessments.review.cross_review.leaf_table import (
    FILTERS,
    SORTS,
    UNEVEN,
    LeafTableQuery,
    leaf_counts,
    leaf_filter,
    leaves_left,
    left_beside,
    order,
    scores_on_leaf,
)
from assessments.review.cross_review.unit_lines import UnitLine, first_award, rows
from assessments.review.thread import against_award, open_to_reviewer
from assessments.review.workflow.guards import LoadedSheet, explanations_left
from assessments.sheets.evidence.asked import sorted_proofs
from assessments.sheets.evidence.noting import notes_on
from assessments.sheets.levels import levels_of
from assessments.sheets.panel import entry_of, reason_of, saved_side, typed_side
from criteria.common.forms import whole_number_or
from criteria.common.text import Refused
from criteria.models import Criterion
from criteria.scales import parse_scale

PAGE = 63
"""The units on a page: all provinces of 2022 fit on one."""
PAGE_OF_MANY = 42
"""The units on a page of a longer list: to count and order thousands takes as long as a third of a page."""
LABELS = {
    "": _("Tất cả"),
    "waiting": _("Chờ thẩm định"),
    "raised": _("Chờ giải trình"),
    "answered": _("Đã giải trình"),
    "disputed": _("Trình hội đồng"),
    "reviewed": _("Đã thẩm định"),
    "adjusted": _("Đã điều chỉnh"),
    UNEVEN: _("Cùng số liệu, khác điểm"),
}


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def leaves(request: Visitor, round_id: int) -> HttpResponse:
    """Shows the reader's leaves of a round with the work left on each; for htmx, a line with all but ``beside``."""
    round_ = get_object_or_404(Round.objects.select_related("criteria_set"), pk=round_id)
    permissions.demand(permissions.reasons_against_comparing(request.user, round_))
    own_leaves = leaves_left(
        request.user, round_, all_leaves=not request.user.bodies(round_.owner_id)
    )
    if request.htmx:
        others = left_beside(own_leaves, request.GET.get("beside", ""))
        due = sum(other.due for other in others)
        line = {"round": round_, "others": others, "due": due}
        return render(request, "assessments/by_leaf/_others.html", line)
    left = {name: sum(other.counts[name] for other in own_leaves) for name in FILTERS}
    over = permissions.reasons_review_has_ended(round_.review_by)
    context = {"round": round_, "leaves": own_leaves, "left": left, "over": over}
    return render(request, "assessments/by_leaf/leaves.html", context)


def _leaf_or_refuse(request: Visitor, round_id: int, code: str) -> tuple[Round, Criterion]:
    round_ = get_object_or_404(Round.objects.select_related("criteria_set"), pk=round_id)
    leaf = get_object_or_404(
        Criterion.objects.select_related("reviewing_body"),
        criteria_set=round_.criteria_set_id,
        code=code,
        source=Criterion.Source.REVIEWED,
    )
    permissions.demand(permissions.reasons_against_comparing(request.user, round_, leaf))
    return round_, leaf


def _asked(data: QueryDict) -> LeafTableQuery:
    sort = data.get("sort", "")
    name = sort.removeprefix("-")
    return LeafTableQuery(
        q=data.get("q", "").strip(),
        show=data.get("show", ""),
        same=whole_number_or(data, "same", None),
        sort=name if name in SORTS else "unit",
        descending=sort.startswith("-"),
    )


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def by_leaf(request: Visitor, round_id: int, code: str) -> HttpResponse:
    """Shows every unit's claim and award on a leaf; for htmx, only the counts and the distribution."""
    round_, leaf = _leaf_or_refuse(request, round_id, code)
    query = _asked(request.GET)
    scores = scores_on_leaf(round_, leaf)
    shown = leaf_filter(query, scores)
    number = leaf_counts(request.user, scores, shown)
    context: dict[str, Any] = {
        "round": round_,
        "leaf": leaf,
        "asked": query,
        "counts": number,
        "distribution": distribution(scores, leaf.max_points),
        "filters": _links(request.GET, number),
    }
    if request.htmx:
        return render(request, "assessments/by_leaf/_figures.html", context)
    scale = parse_scale(leaf.scale, leaf.max_points)
    ordered = scores.filter(shown).order_by(*order(query, scale))
    size = PAGE if number["shown"] <= PAGE else PAGE_OF_MANY
    pages = Paginator(range(number["shown"]), size)
    page = pages.get_page(request.GET.get("page"))
    start = max(page.start_index() - 1, 0)
    context |= {
        "scale": scale,
        "page": page,
        "rows": rows(request.user, round_, leaf, ordered[start : start + size]),
        "sorts": [_sort(request.GET, query, name) for name in SORTS],
        "others": _with(request.GET, page=""),
        "kept": _with(request.GET, page="", same="") if request.GET else "",
        "over": permissions.reasons_review_has_ended(round_.review_by),
        **_beside(request, round_, leaf),
    }
    return render(request, "assessments/by_leaf/table.html", context)


def _beside(request: Visitor, round_: Round, leaf: Criterion) -> dict[str, Criterion | None]:
    """Returns the reader's leaves before and after this one, in the order of the tree.

    A body has a leaf on all sheets that are not final, so one of those sheets tells which leaves it has:
    asking all of thousands took most of the page's time.
    """
    final_last = Case(When(status=Status.FINAL, then=1), default=0)
    sheets = Assessment.objects.filter(round=round_).order_by(final_last, "pk")
    scores = Score.objects.self_scored().filter(assessment=Subquery(sheets.values("pk")[:1]))
    if bodies := request.user.bodies(round_.owner_id):
        scores = scores.filter(reviewing_body__in=bodies)
    around = list(
        Criterion.objects.filter(pk__in=scores.values("criterion"))
        .only("code", "printed_code", "title_vi", "title_en", "position")
        .order_by("position")
    )
    before = [other for other in around if other.position < leaf.position]
    after = [other for other in around if other.position > leaf.position]
    return {"previous": before[-1] if before else None, "next": after[0] if after else None}


def _with(data: QueryDict, **changes: str) -> str:
    """Returns the address's query with some keys changed; an empty value removes its key."""
    query = data.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value:
            query[key] = value
    return f"?{query.urlencode()}"


def _sort(data: QueryDict, query: LeafTableQuery, name: str) -> dict[str, str]:
    """Returns a column's link, which turns the order round where it is the present one."""
    reverses = query.sort == name and not query.descending
    state = ("descending" if query.descending else "ascending") if query.sort == name else "none"
    return {"link": _with(data, sort=f"-{name}" if reverses else name, page=""), "state": state}


def _links(data: QueryDict, number: dict[str, int]) -> list[dict[str, Any]]:
    """Returns each filter with its link and the number of its units; filters that compare figures have no number."""
    return [
        {
            "name": name,
            "label": label,
            "link": _with(data, show=name, same="", page=""),
            "number": number["total"] if not name else number.get(name),
        }
        for name, label in LABELS.items()
    ]


@require_press
@signed_in
def accept_all(request: Visitor, round_id: int, code: str) -> HttpResponse:
    """Accepts as claimed as many units as the reader was shown."""
    _round, leaf = _leaf_or_refuse(request, round_id, code)
    number = act_once(
        request,
        lambda: acts.accept_leaf(
            actor=acting(request),
            round_id=round_id,
            leaf=leaf,
            number_shown=posted_whole_number(request, "units"),
        ),
    )
    done = gettext("Đã chấp nhận như kê khai ở %(number)s đơn vị.") % {"number": number}
    messages.success(request, done)
    return redirect("by_leaf", round_id, code)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@signed_in
def unit(request: Visitor, round_id: int, code: str, sheet_id: int) -> HttpResponse:
    """Shows a unit's line: opened for review, or fresh and closed after a save. Without JavaScript, the leaf's page."""
    round_, leaf = _leaf_or_refuse(request, round_id, code)
    score_id = (
        scores_on_leaf(round_, leaf)
        .filter(assessment=sheet_id)
        .values_list("pk", flat=True)
        .first()
    )
    if score_id is None:
        raise Http404
    if request.method != "POST":
        if not request.htmx:
            return redirect("leaf", sheet_id, code)
        return _line(request, round_, leaf, score_id, opened="open" in request.GET)
    try:
        act_once(request, lambda: _act(request, score_id))
    except Conflict as conflict:
        if not request.htmx:
            return refusal_page(request, conflict)
        return _line(request, round_, leaf, score_id, opened=True, conflict=conflict)
    except Refused as error:
        return refusal_page(request, error)
    if not request.htmx:
        return redirect("by_leaf", round_id, code)
    return trigger_client_event(_line(request, round_, leaf, score_id, saved=True), "awarded")


def _act(request: Visitor, score_id: int) -> None:
    """Calls the act of the button that was pressed; without one it awards."""
    actor, version = acting(request), posted_whole_number(request, "version")
    reason, question = request.POST.get("reason", ""), request.POST.get("question", "")
    match request.POST.get("act"):
        case "undo":
            acts.undo_award(actor=actor, score_id=score_id, version=version)
        case "raise":
            acts.raise_flag(actor=actor, score_id=score_id, version=version, question=question)
        case "withdraw":
            acts.withdraw_flag(actor=actor, score_id=score_id, version=version, reason=question)
        case "keep":
            acts.settle_flag(actor=actor, score_id=score_id, version=version, reply=reason)
        case "dispute":
            acts.dispute_flag(actor=actor, score_id=score_id, version=version, reply=reason)
        case _:
            acts.award_points(
                actor=actor,
                score_id=score_id,
                version=version,
                accept="accept" in request.POST,
                entry=lambda scale: entry_of(scale, request.POST),
                not_applicable="not_applicable" in request.POST,
                reason=reason,
            )


def _line(
    request: Visitor,
    round_: Round,
    leaf: Criterion,
    score_id: int,
    *,
    opened: bool = False,
    saved: bool = False,
    conflict: Conflict | None = None,
) -> HttpResponse:
    """Returns the unit's line alone, in the place of the one on the page."""
    [row] = rows(request.user, round_, leaf, Score.objects.filter(pk=score_id))
    context: dict[str, Any] = {"round": round_, "leaf": leaf, "row": row, "saved": saved}
    context["undone"] = saved and request.POST.get("act") == "undo"
    context["undoes"] = saved and row.mine and request.POST.get("act") is None
    if opened:
        context |= _panel(request, row, conflict)
    response = render(
        request, "assessments/by_leaf/_unit.html", context, status=409 if conflict else 200
    )
    if saved:
        with_state(response, request, row.score)
    return reswap(retarget(response, f"#u{score_id}"), "outerHTML")


def _asks(score: Score) -> dict[str, Any]:
    """Returns the acts by which the reviewer may ask the unit or reply to it now, or why there are none."""
    acts, prompt, hint = open_to_reviewer(score)
    no_flag = [] if acts or hint else explanations_left(LoadedSheet(score.assessment))
    return {"acts": dict(acts), "prompt": prompt, "hint": hint, "no_flag": no_flag}


def _panel(request: Visitor, row: UnitLine, conflict: Conflict | None) -> dict[str, Any]:
    """Returns the context of the panel below a line; in a conflict with the values of both reviewers."""
    score, scale = row.score, scale_of(row.score)
    theirs, claim = saved_side(scale, score.awarded), saved_side(scale, score.claimed)
    award = saved_side(scale, score.starting_award)
    if conflict:
        award = claim if "accept" in request.POST else typed_side(scale, request.POST, "reason")
    reasons, council = against_award(request.user, score)
    remarks = list(Remark.objects.filter(score=score).select_related("by"))
    links = EvidenceLink.objects.filter(score=score, withdrawn_at=None)
    asked, others = sorted_proofs(
        row.score.criterion, links.select_related("evidence__uploaded_by")
    )
    documents = [link.evidence for link in (*(one for of in asked for one in of.links), *others)]
    question_times = [remark.at for remark in remarks if remark.kind == Remark.Kind.QUESTION]
    return {
        "opened": True,
        "scale": scale,
        "levels": levels_of(scale, claim, score.claimed, score.awarded, Side()),
        "claim": claim,
        "award": award,
        "award_reasons": reasons,
        "council": council,
        **({} if reasons else _asks(score)),
        "conflict": conflict,
        "theirs": theirs,
        **reason_of(score, request.POST.get("reason") if conflict else None),
        "links": [(one.text, link) for one in asked for link in one.links]
        + [("", link) for link in others],
        "notes": notes_on(request.user, score.assessment, documents),
        "missing_documents": [one.text for one in asked if not one.links],
        "remarks": remarks,
        # A second review looks at everything that came after the last question.
        "asked_at": question_times[-1] if question_times else None,
        "first": first_award(score) if question_times else None,
        "typed_question": request.POST.get("question", "") if conflict else "",
    }
