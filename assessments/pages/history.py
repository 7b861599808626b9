"""The pages of the record: of a score, of a sheet, of a person; and a sheet's stages compared."""

from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from assessments import permissions
from assessments.history.lines import history_lines, with_all
from assessments.history.readable import of_person, readable_on_sheet
from assessments.models import Change, Membership, User
from assessments.pages.common import Visitor, score_or_refuse, sheet_or_refuse, signed_in
from assessments.review.stage_comparison import stage_differences, stages_of, survey_apart
from assessments.rounds.disclaimers import marks_for
from assessments.writing.acts import act_label

PAGE = 50


def _paged(request: Visitor, changes: QuerySet[Change]) -> dict[str, Any]:
    # Only ids are counted and cut into pages; the rows behind them are read for one page.
    page = Paginator(changes.values_list("pk", flat=True), PAGE).get_page(request.GET.get("page"))
    shown = with_all(Change.objects.filter(pk__in=list(page.object_list)))
    query = request.GET.copy()
    query.pop("page", None)
    return {"lines": history_lines(shown), "page": page, "query": query.urlencode()}


@require_safe
@vary_on_headers("HX-Request")
@signed_in
def score_history(request: Visitor, score_id: int) -> HttpResponse:
    """Shows the record of a leaf, newest first; for htmx a fragment in its panel."""
    score = score_or_refuse(request, score_id)
    context = {
        "score": score,
        "leaf": score.criterion,
        "sheet": score.assessment,
        "round": score.assessment.round,
        "lines": history_lines(
            with_all(readable_on_sheet(request.user, score.assessment).filter(score=score))
        ),
        "watches": permissions.may_watch(request.user, owner=None),
    }
    template = "_lines.html" if request.htmx else "score.html"
    return render(request, f"assessments/history/{template}", context)


@require_safe
@signed_in
def sheet_history(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the record of a sheet, filtered by person, leaf and act."""
    sheet = sheet_or_refuse(request, sheet_id)
    changes = readable_on_sheet(request.user, sheet)
    keys = changes.order_by().values_list(
        "by", "by__full_name", "by__email", "score__criterion__code", "act"
    )
    people: dict[str, str] = {}
    codes: set[str] = set()
    acts: set[str] = set()
    for by, name, email, code, act in keys.distinct():
        people[str(by)] = name or email
        acts.add(act)
        codes |= {code} if code else set()
    # A value that does not occur on the sheet is neither asked of the database nor linked to.
    asked = {
        name: value if (value := request.GET.get(name, "")) in known else ""
        for name, known in (("by", people), ("leaf", codes), ("act", acts))
    }
    if asked["by"]:
        changes = changes.filter(by=int(asked["by"]))
    if asked["leaf"]:
        changes = changes.filter(score__criterion__code=asked["leaf"])
    if asked["act"]:
        changes = changes.filter(act=asked["act"])
    context = {
        "sheet": sheet,
        "round": sheet.round,
        "people": sorted(people.items(), key=lambda entry: entry[1]),
        "codes": sorted(codes, key=_place),
        "acts": sorted(((act, act_label(act)) for act in acts), key=lambda entry: entry[1].vi),
        "asked": asked,
        "watches": permissions.may_watch(request.user, owner=None),
        **_paged(request, changes),
    }
    return render(request, "assessments/history/sheet.html", context)


def _place(code: str) -> list[int]:
    """Returns a key for sorting, by which "1.10" comes after "1.9"."""
    return [int(part) if part.isdecimal() else 0 for part in code.split(".")]


@require_safe
@signed_in
def person_acts(request: Visitor, user_id: int) -> HttpResponse:
    """Shows the acts of a person, to those who watch over the exercise and to the person."""
    if user_id != request.user.pk:
        permissions.demand(permissions.reasons_against_watching(request.user))
    person = get_object_or_404(_people_shown_to(request.user), pk=user_id)
    context = {"person": person, **_paged(request, of_person(request.user, person))}
    context["marks"] = marks_for(request.user)
    return render(request, "assessments/history/person.html", context)


def _people_shown_to(user: User) -> QuerySet[User]:
    """Returns the people whose acts a watcher may list; not those with roles in units' own rounds alone.

    Administrators, who keep the accounts, and the person see them all.
    """
    if permissions.may_administer(user):
        return User.objects.all()
    held = Membership.objects.filter(user=OuterRef("pk"))
    of_the_nation = Exists(held.filter(permissions.is_of_the_nation()))
    return User.objects.filter(Q(pk=user.pk) | of_the_nation | ~Exists(held))


@require_safe
@signed_in
def stages(request: Visitor, sheet_id: int) -> HttpResponse:
    """Shows the sheet at its stages, and the leaves that differ between two of them."""
    sheet = sheet_or_refuse(request, sheet_id)
    sheet_stages = stages_of(sheet)
    context: dict[str, Any] = {"sheet": sheet, "round": sheet.round, "stages": sheet_stages}
    if len(sheet_stages) > 1:
        by_id = {str(stage.snapshot.pk): stage.snapshot for stage in sheet_stages}
        before = by_id.get(request.GET.get("from", ""), sheet_stages[0].snapshot)
        after = by_id.get(request.GET.get("to", ""), sheet_stages[-1].snapshot)
        rows, survey = survey_apart(stage_differences(sheet, before, after), before, after)
        context |= {"before": before, "after": after, "rows": rows, "survey": survey}
        context["survey_points"] = sum((row.change for row in survey), Decimal(0))
    return render(request, "assessments/history/stages.html", context)
