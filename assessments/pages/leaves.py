"""The page of one leaf of a sheet: its scale, the unit's side, the reviewer's side, the evidence."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import trigger_client_event

from assessments import acts
from assessments.acts import Conflict
from assessments.models import Score, Side
from assessments.models.sheet_scales import scale_of
from assessments.pages.answers import DRAFT, REFUSAL, mark
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
from assessments.pages.workspace import (
    after_a_save,
    leaf_address,
    panel,
    workspace_page,
)
from assessments.review.second_review import asked_at
from assessments.review.thread import thread_of
from assessments.sheets.filters import PARAMETER, chosen_filter
from assessments.sheets.findings import NO_REASON
from assessments.sheets.last_year import last_award
from assessments.sheets.leaf_tree import leaves_around, listed_leaves
from assessments.sheets.levels import last_side, levels_of
from assessments.sheets.panel import (
    NOT_APPLICABLE,
    ShownSide,
    entry_of,
    saved_side,
    typed_entry,
)
from assessments.sheets.todo import waits_for
from criteria.common.text import NotAllowed, Refused, Text
from criteria.scales import Scale, missing_figures
from criteria.scales.by_field import faults_by_field
from criteria.scales.next_level import next_level


@require_safe
@vary_on_headers("HX-Request", "HX-Target")
@signed_in
def leaf(request: Visitor, sheet_id: int, code: str) -> HttpResponse:
    """Shows a leaf with the tree and the pane beside it; to a script, of a move only what changes."""
    assessment = sheet_or_refuse(request, sheet_id)
    scores = Score.objects.select_related("criterion", "reviewing_body", "changed_by")
    score = scores.filter(assessment=assessment, criterion__code=code).first()
    if score is None:
        raise Http404
    score.assessment = assessment
    context = panel(request, score)
    if not request.htmx:
        return workspace_page(request, context)
    part = "_panel" if request.htmx.target == "panel" else "_move"
    answer = render(request, f"assessments/leaf/{part}.html", context)
    answer["HX-Push-Url"] = leaf_address(
        sheet_id, code, context["show"], request.GET.get("tab", "")
    )
    return with_state(answer, request, score)


@require_press
@signed_in
def preview_points(request: Visitor, score_id: int) -> HttpResponse:
    """Shows the points that the typed figures would give, and why; nothing is saved."""
    score = score_or_refuse(request, score_id)
    scale = scale_of(score)
    shown = _preview(score, scale, request.POST)
    if request.POST.get("of") != "claim":
        return render(request, "assessments/_why.html", shown)
    return render(
        request, "assessments/leaf/_previewed.html", shown | _at_fields(score, scale, request)
    )


def _at_fields(score: Score, scale: Scale, request: Visitor) -> dict[str, Any]:
    """Returns what the workspace shows of figures while they are typed: their faults, and the level that they reach."""
    entry = typed_entry(scale, request.POST)
    blank = {name for name, value in entry.items() if value in ("", None)}
    is_out = scale.allow_na and "not_applicable" in request.POST
    faults = {} if is_out else faults_by_field(scale, entry)
    fields = [
        (field, () if field.name in blank else faults.get(field.name, ())) for field in scale.fields
    ]
    side, to_next = Side(), None
    if not faults and not is_out:
        outcome = scale.score(entry)
        side, to_next = Side.from_outcome(outcome, ""), next_level(scale, outcome.entry)
    said = any(causes for _field, causes in fields)
    last = Side() if scale.is_picked else last_side(last_award(score), scale)
    return {
        "score": score,
        "leaf": score.criterion,
        "scale": scale,
        "fields": fields,
        "is_wrong": said,
        "wrong": () if said or blank else faults.get("", ()),
        "points": side.points,
        "to_next": to_next,
        "levels": levels_of(scale, saved_side(scale, side), side, score.awarded, last),
    }


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
            # A sheet that was returned meanwhile has come back with other claims.
            "claimed": None if form == "claim" else _side_of(error.current, "claim"),
        }
        if request.htmx:
            context |= {"score": error.current} | after_a_save(request, error.current)
            return render(request, "assessments/_conflict.html", context, status=409)
        shown = panel(request, score_or_refuse(request, score_id), typed=form, **context)
        return workspace_page(request, shown, status=409)
    except Refused as error:
        score = score_or_refuse(request, score_id)
        faults = (
            _faults(request, score) if form == "claim" and type(error) is not NotAllowed else {}
        )
        if request.htmx:
            if not faults:
                return refusal_page(request, error)
            return _said_at_fields(request, score, faults)
        shown = panel(request, score, typed=form, causes=error.causes, form=form, faults=faults)
        return workspace_page(request, shown, status=status_of(request, error))
    if not request.htmx:
        messages.success(request, _("Đã lưu"))
        return redirect(next_address(request, score))
    context = saved_context(request, score, form) | versions(request, score)
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


def _faults(request: Visitor, score: Score) -> dict[str, tuple[Text, ...]]:
    """Returns what is wrong with each field of the claim as it was posted."""
    if "not_applicable" in request.POST:
        return {}
    scale = scale_of(score)
    return faults_by_field(scale, typed_entry(scale, request.POST))


def _said_at_fields(
    request: Visitor, score: Score, faults: dict[str, tuple[Text, ...]]
) -> HttpResponse:
    """Returns a refusal whose causes stand each at its field; all that is wrong with none of them stands together."""
    scale = scale_of(score)
    shown = {
        "score": score,
        "fields": [(field, faults.get(field.name, ())) for field in scale.fields],
        "causes": faults.get("", ()),
    }
    return mark(render(request, "assessments/leaf/_faults.html", shown, status=422), REFUSAL)


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


def saved_context(request: Visitor, score: Score, form: str) -> dict[str, Any]:
    """Returns everything that a save changes: the leaf's sums, the tree beside it, and the thread of an award."""
    # An awarded leaf can be asked about, and a reply may have closed the unit's explanation.
    thread = thread_of(request.user, score, asked_at(score.assessment)) if form == "award" else None
    scale = scale_of(score)
    around = after_a_save(request, score)
    return {"thread": thread, "score": score, "form": form, "scale": scale, **around}


def next_address(request: Visitor, score: Score) -> str:
    """Returns where a save without a script leads: back to the leaf, or on to the next one."""
    show = request.GET.get(PARAMETER, "")
    here = leaf_address(score.assessment_id, score.criterion.code, show)
    if "then" not in request.POST:
        return here
    leaves = listed_leaves(score.assessment)
    shown = chosen_filter(request.user, score.assessment, leaves, show)
    _before, following = leaves_around(leaves, shown, score.criterion.code)
    if following is None:
        return reverse("check", args=[score.assessment_id])
    return leaf_address(score.assessment_id, following.code, show)
