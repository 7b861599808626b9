"""The coordinator's pages to see what a draft changes, publish it, take it back, or continue a run."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.pages.common import Visitor, act_once, acting, require_press, signed_in
from criteria.common.moments import typed_day, typed_moment
from criteria.common.text import FieldFault, Refused, Text
from rankings import acts
from rankings.models import Ranking
from rankings.publishing import changes, guards
from rankings.reads.table import unit_name
from rankings.views.common import ranking_or_refuse

MOST_NAMED = 20
"""The number of units without a result that the page of confirmation names."""


@require_safe
@signed_in
def preview_page(request: Visitor, ranking_id: int) -> HttpResponse:
    """Shows what a draft changes against the published ranking and against the draft before it."""
    ranking = ranking_or_refuse(request, ranking_id)
    if ranking.computed_at is None:
        raise Http404
    context = {
        "ranking": ranking,
        "round": ranking.round,
        "comparisons": [
            changes.compare_versions(ranking, before) for before in changes.before_it(ranking)
        ],
        "barriers": guards.publishing_barriers(ranking)
        if ranking.status == Ranking.Status.DRAFT
        else [],
        "again": Ranking.objects.filter(round=ranking.round_id, version__isnull=False).exists(),
    }
    return render(request, "rankings/preview.html", context)


@require_press
@signed_in
def publish(request: Visitor, ranking_id: int) -> HttpResponse:
    """Publishes a draft in two steps: first it shows what would be published and when, then it is done for good.

    Either step shows every reason against it, with the form as it was filled in.
    """
    ranking = ranking_or_refuse(request, ranking_id)
    values, causes = _values(request)
    if request.POST.get("confirm") and not causes:
        try:
            act_once(
                request,
                lambda: (
                    acts.publish_ranking(actor=acting(request), ranking_id=ranking_id, **values).pk
                ),
            )
        except Refused as refused:
            causes = list(refused.causes)
        else:
            return _published(request, ranking_or_refuse(request, ranking_id))
    elif "edit" not in request.POST:
        faults = acts.against_publishing(ranking, **values)
        # A date that cannot be read is not missing as well.
        causes += [fault for fault in faults if not causes or fault != acts.NO_DATE]
    version = acts.next_version(ranking)
    context = {
        "ranking": ranking,
        "round": ranking.round,
        "causes": causes,
        "edit": causes or "edit" in request.POST,
        "given": values,
        "typed": request.POST,
        "version": version,
        "again": version > 1,
        "absent": [
            unit_name(row)
            for row in ranking.rows.filter(points=None).select_related("unit")[:MOST_NAMED]
        ],
        "units": ranking.rows.aggregate(
            of_all=Count("pk"),
            assessed=Count("points"),
            ranked=Count("rank"),
            absent=Count("pk", filter=Q(points=None)),
        ),
    }
    return render(request, "rankings/publish.html", context, status=422 if causes else 200)


def _published(request: Visitor, ranking: Ranking) -> HttpResponse:
    if ranking.state == Ranking.State.SCHEDULED:
        messages.success(request, _("Bảng xếp hạng sẽ được công bố vào thời điểm đã chọn."))
    else:
        messages.success(request, _("Đã công bố bảng xếp hạng."))
    return redirect("ranking", ranking.pk)


@require_press
@signed_in
def take_back(request: Visitor, ranking_id: int) -> HttpResponse:
    """Takes back a ranking that is not public yet."""
    ranking_or_refuse(request, ranking_id)
    reason = request.POST.get("reason", "")
    round_id = act_once(
        request,
        lambda: (
            acts.take_back_ranking(
                actor=acting(request), ranking_id=ranking_id, reason=reason
            ).round_id
        ),
    )
    messages.success(request, _("Đã rút bảng xếp hạng về dự thảo."))
    return redirect("round_rankings", round_id)


@require_press
@signed_in
def resume(request: Visitor, ranking_id: int) -> HttpResponse:
    """Hands a run that has stopped to a worker again."""
    ranking_or_refuse(request, ranking_id)
    round_id = act_once(
        request,
        lambda: acts.resume_ranking(actor=acting(request), ranking_id=ranking_id).round_id,
    )
    return redirect("round_rankings", round_id)


def _values(request: HttpRequest) -> tuple[dict[str, Any], list[Text]]:
    """Returns what was typed about a publication, as the act takes it, and a fault for each unreadable date."""
    causes: list[Text] = []
    values: dict[str, Any] = {}
    for name, read, fault in (
        ("decision_date", typed_day, NOT_A_DATE),
        ("publish_at", typed_moment, NOT_A_MOMENT),
    ):
        typed = request.POST.get(name, "").strip()
        values[name] = read(typed)
        if typed and values[name] is None:
            causes.append(fault)
    for name in ("decision_number", "reason"):
        values[name] = request.POST.get(name, "").strip()
    return values, causes


NOT_A_DATE = FieldFault(
    "Ngày quyết định không hợp lệ; hãy ghi như 31/12/2026.",
    "The decision's date is not valid; write it like 31/12/2026.",
    field="decision_date",
)
NOT_A_MOMENT = FieldFault(
    "Thời điểm công bố không hợp lệ; hãy ghi như 17:00 31/12/2026.",
    "The time of publication is not valid; write it like 17:00 31/12/2026.",
    field="publish_at",
)
