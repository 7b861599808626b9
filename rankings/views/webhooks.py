"""The page of webhooks, the coordinator's or a unit's own: it registers and ends them, and shows how messages fared."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import permissions
from assessments.models import Unit
from assessments.pages.common import Visitor, act_once, acting, signed_in, status_of
from assessments.rounds.disclaimers import marks_over
from criteria.common.forms import whole_number
from criteria.common.text import Refused
from rankings import acts
from rankings.models.webhooks import Delivery, Webhook


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def webhooks(request: Visitor) -> HttpResponse:
    """Shows the addresses that are told of publications."""
    permissions.demand(permissions.reasons_against_coordinating(request.user, owner=None))
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def unit_webhooks(request: Visitor, unit_id: int) -> HttpResponse:
    """Shows the addresses that are told of the due figures of a unit's plan."""
    unit = get_object_or_404(Unit, pk=unit_id)
    permissions.demand(permissions.reasons_against_planning(request.user, unit_id))
    return _page(request, unit)


def _page(request: Visitor, unit: Unit | None) -> HttpResponse:
    """Returns the addresses in use and the last messages; a new one's secret is shown only this once."""
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and request.POST.get("end"):
        acts.end_webhook(actor=acting(request), webhook_id=whole_number(request.POST, "end"))
        messages.success(request, _("Đã ngừng gửi tới địa chỉ này."))
        return redirect(request.path)
    if request.method == "POST":
        typed = request.POST.get("url", "")
        try:
            new = act_once(
                request,
                lambda: (
                    acts.register_webhook(
                        actor=acting(request), url=typed, unit_id=unit.pk if unit else None
                    ).pk
                ),
            )
            context["new"] = Webhook.objects.get(pk=new)
        except Refused as error:
            context |= {"causes": error.causes, "typed": typed}
            status = status_of(request, error)
    last = Delivery.objects.filter(webhook__unit=unit).select_related(
        "webhook", "ranking__round__criteria_set", "plan__round__criteria_set"
    )
    deliveries = list(last[:30])
    told = [delivery.ranking or delivery.plan for delivery in deliveries]
    context |= {
        "unit": unit,
        "hooks": Webhook.objects.filter(ended_at=None, unit=unit).select_related("created_by"),
        "deliveries": deliveries,
        "marks": marks_over(one.round for one in told if one),
    }
    return render(request, "rankings/webhooks.html", context, status=status)
