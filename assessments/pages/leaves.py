"""The page of one leaf of a sheet: its scale, the unit's side, the reviewer's side, the evidence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from assessments import acts, permissions
from assessments.acts import Conflict
from assessments.history.facts import side_points
from assessments.models import Score, User
from assessments.models.sheet_scales import scale_of
from assessments.models.surveys import last_result
from assessments.pages.answers import DRAFT, mark
from assessments.pages.common import (
    Visitor,
    acting,
    posted_whole_number,
    refusal_page,
    require_press,
    score_or_refuse,
    sheet_or_refuse,
    signed_in,
    status_of,
)
from assessments.review.cross_review.leaf_table import last_awards
from assessments.review.second_review import asked_at, award_differs, first_sides
from assessments.review.thread import against_award, thread_of
from assessments.sheets.evidence.leaf_evidence import evidence_context
from assessments.sheets.findings import NO_REASON
from assessments.sheets.panel import (
    NOT_APPLICABLE,
    ShownSide,
    entry_of,
    reason_of,
    saved_side,
    typed_side,
)
from assessments.sheets.sums import TOTAL, codes_above, sums
from assessments.sheets.todo import after_award, after_claim, waits_for
from criteria.common.text import Refused, Text
from criteria.scales import Scale, missing_figures
from criteria.templatetags.par import say


def panel(request: Visitor, score: Score, *, typed: str = "", **more: Any) -> dict[str, Any]:
    """Returns the context of a leaf's panel; ``typed`` names the form whose posted text it keeps."""
    user, criterion = request.user, score.criterion
    scale = scale_of(score)
    award = score.starting_award
    if criterion.is_survey:
        award = replace(award, note=say(score.awarded_reason))
    last_request = asked_at(score.assessment)
    reasons, council = against_award(user, score)
    first = first_sides(score.assessment).get(criterion.code)
    return {
        "score": score,
        "sheet": score.assessment,
        "round": score.assessment.round,
        "leaf": criterion,
        "scale": scale,
        **evidence_context(user, score, last_request),
        "thread": thread_of(
            user, score, last_request, typed=request.POST.get("text", "") if typed == "say" else ""
        ),
        "first_award": side_points(first) if first and award_differs(first, score) else None,
        "last": last_awards(score.assessment.round, criterion, [score.assessment.unit_id]).get(
            score.assessment.unit_id
        ),
        "award_reasons": reasons,
        "council": council,
        "may_review": permissions.may_review(user),
        "reads_internal": permissions.may_read_internal(user, score.assessment),
        "divides": permissions.may_claim(user, score)
        and permissions.may_divide_work(user, score.assessment),
        "compares": not (request.htmx or criterion.is_survey)
        and permissions.may_compare(user, score.assessment.round, criterion),
        "claim": typed_side(scale, request.POST, "note")
        if typed == "claim"
        else saved_side(scale, score.claimed),
        "award": typed_side(scale, request.POST, "reason")
        if typed == "award"
        else saved_side(scale, award),
        **reason_of(score, request.POST.get("reason") if typed == "award" else None),
        "survey": last_result(score) if criterion.is_survey else None,
        "changed": False,
        **more,
    }


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def leaf(request: Visitor, sheet_id: int, code: str) -> HttpResponse:
    """Shows the panel that opens in place, or without JavaScript the same as a page of its own."""
    assessment = sheet_or_refuse(request, sheet_id)
    scores = Score.objects.select_related("criterion", "reviewing_body", "changed_by")
    score = scores.filter(assessment=assessment, criterion__code=code).first()
    if score is None:
        raise Http404
    score.assessment = assessment
    if request.htmx:
        # The numbers of its row are sent too: a colleague may have saved since the page was made.
        shown = panel(request, score, **numbers(score))
        return with_state(render(request, "assessments/_leaf.html", shown), request, score)
    return render(request, "assessments/leaf.html", panel(request, score))


@require_press
@signed_in
def preview_points(request: Visitor, score_id: int) -> HttpResponse:
    """Shows the points that the typed figures would give, and why; nothing is saved."""
    score = score_or_refuse(request, score_id)
    scale = scale_of(score)
    return render(request, "assessments/_why.html", _preview(score, scale, request.POST))


def _preview(score: Score, scale: Scale, post: QueryDict) -> dict[str, Any]:
    """Returns what the typed figures would give, what is wrong with them, or what is still missing."""
    if scale.allow_na and "not_applicable" in post:
        # The unit's reason stands in its note; a reviewer's has its own rule.
        lacks_reason = not post.get("note", "-").strip()
        return {"why": NOT_APPLICABLE, "missing": [NO_REASON] if lacks_reason else []}
    try:
        entry = entry_of(scale, post)
        if all(value == "" for value in entry.values()):
            return {}
        if missing := missing_figures(scale, entry):
            return {"missing": missing}
        return {"why": acts.preview_claim(score, entry).why}
    except Refused as error:
        return {"causes": error.causes}


@require_press
@signed_in
def claim(request: Visitor, score_id: int) -> HttpResponse:
    """Saves the unit's side as typed. A refusal leaves the typed text where it is."""

    def act() -> Score:
        return acts.save_claim(
            actor=acting(request),
            score_id=score_id,
            version=posted_whole_number(request, "version"),
            entry=lambda scale: entry_of(scale, request.POST),
            not_applicable="not_applicable" in request.POST,
            note=request.POST.get("note", ""),
            is_draft="auto" in request.POST,
        )

    return _save(request, score_id, act, "claim")


@require_press
@signed_in
def award(request: Visitor, score_id: int) -> HttpResponse:
    """Accepts the claim, or awards the points that the reviewer's own figures give."""

    def act() -> Score:
        return acts.award_points(
            actor=acting(request),
            score_id=score_id,
            version=posted_whole_number(request, "version"),
            accept="accept" in request.POST,
            entry=lambda scale: entry_of(scale, request.POST),
            not_applicable="not_applicable" in request.POST,
            reason=request.POST.get("reason", ""),
        )

    return _save(request, score_id, act, "award")


def _save(request: Visitor, score_id: int, act: Callable[[], Score], form: str) -> HttpResponse:
    """Calls the act for either side; shows it saved, refused, or in conflict, as a fragment or as a page."""
    try:
        score = act()
    except Score.DoesNotExist as error:
        raise Http404 from error
    except Conflict as error:
        context: dict[str, Any] = {
            "causes": error.causes,
            "form": form,
            "theirs": _side_of(error.current, form),
        }
        if request.htmx:
            context |= {"score": error.current} | numbers(error.current)
            return render(request, "assessments/_conflict.html", context, status=409)
        shown = panel(request, score_or_refuse(request, score_id), typed=form, **context)
        return render(request, "assessments/leaf.html", shown, status=409)
    except Refused as error:
        if request.htmx:
            return refusal_page(request, error)
        shown = panel(
            request, score_or_refuse(request, score_id), typed=form, causes=error.causes, form=form
        )
        return render(request, "assessments/leaf.html", shown, status=status_of(request, error))
    if not request.htmx:
        messages.success(request, _("Đã lưu"))
        return redirect("leaf", score.assessment_id, score.criterion.code)
    context = saved_context(score, form, request.user) | versions(request, score)
    if form == "award" and "accept" in request.POST:
        # The form may hold other figures: those accepted take their place.
        context |= _accepted(score)
    missing = _missing(request.POST, score) if form == "claim" else ()
    answer = render(request, "assessments/_saved.html", context | {"missing": missing})
    if missing:
        mark(answer, DRAFT)
    return with_state(answer, request, score)


def _missing(post: QueryDict, score: Score) -> Sequence[Text]:
    """Returns what is missing of figures that a save by itself left unrecorded."""
    if "not_applicable" in post or "auto" not in post:
        return ()
    scale = scale_of(score)
    return missing_figures(scale, entry_of(scale, post))


def with_state(answer: HttpResponse, request: Visitor, score: Score) -> HttpResponse:
    """Returns the answer, which tells its page whether the leaf still waits for the reader, and its new version."""
    state = {"score": score.pk, "waits": waits_for(request.user, score), "version": score.version}
    return trigger_client_event(answer, "leafstate", state | versions(request, score))


def versions(request: Visitor, score: Score) -> dict[str, Any]:
    """Returns which forms of the leaf may take its new version: those that show all but the change just made."""
    posted = posted_whole_number(request, "version")
    return {"was": posted if score.version == posted + 1 else None}


def _accepted(score: Score) -> dict[str, Any]:
    scale = scale_of(score)
    return {"scale": scale, "accepted": _side_of(score, "award")}


def _side_of(current: Score, form: str) -> ShownSide:
    scale = scale_of(current)
    return saved_side(scale, current.claimed if form == "claim" else current.awarded)


def saved_context(score: Score, form: str = "", reader: User | None = None) -> dict[str, Any]:
    """Returns everything that a save changes: the numbers of its row and those above, and the thread of an award."""
    new_numbers = numbers(score)
    thread, accept, mine = None, None, None
    if reader and form == "award":
        # An awarded leaf can be asked about, and a reply may have closed the unit's explanation.
        thread = thread_of(reader, score, asked_at(score.assessment))
        domain = new_numbers["nodes"][0][0] if new_numbers["nodes"] else score.criterion.code
        mine = after_award(reader, score)
        accept = {"code": domain, "n": mine["acceptable"]}
    waiting = mine["todo"] if mine else None
    if reader and form == "claim":
        waiting = after_claim(reader, score)
    return {
        "thread": thread,
        "waiting": waiting,
        "score": score,
        "sheet": score.assessment,
        "form": form,
        "accept": accept,
        "mine": mine,
        **new_numbers,
    }


def numbers(score: Score) -> dict[str, Any]:
    """Returns the sums of the nodes above a leaf, from its domain down, and of the whole sheet."""
    sums_by_code = sums(score.assessment_id, score.criterion.code)
    return {
        "nodes": [
            (code, sums_by_code[code])
            for code in codes_above(score.criterion.code)
            if code != TOTAL
        ],
        "total": sums_by_code[TOTAL],
    }
