"""The coordinator's page of webhooks: it registers and ends them, and shows how the messages fared."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import permissions
from assessments.pages.common import Visitor, act_once, acting, signed_in, status_of
from assessments.rounds.disclaimers import marks_over
from criteria.common.forms import whole_number
from criteria.common.text import Refused
from rankings import acts
from rankings.models.webhooks import Delivery, Webhook


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def webhooks(request: Visitor) -> HttpResponse:
    """Shows the addresses in use and the last messages; a new one's secret is shown only this once."""
    permissions.demand(permissions.reasons_against_coordinating(request.user))
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST" and request.POST.get("end"):
        acts.end_webhook(actor=acting(request), webhook_id=whole_number(request.POST, "end"))
        messages.success(request, _("Đã ngừng gửi tới địa chỉ này."))
        return redirect("webhooks")
    if request.method == "POST":
        typed = request.POST.get("url", "")
        try:
            new = act_once(
                request, lambda: acts.register_webhook(actor=acting(request), url=typed).pk
            )
            context["new"] = Webhook.objects.get(pk=new)
        except Refused as error:
            context |= {"causes": error.causes, "typed": typed}
            status = status_of(request, error)
    last = Delivery.objects.select_related("webhook", "ranking__round__criteria_set")
    context |= {
        "hooks": Webhook.objects.filter(ended_at=None).select_related("created_by"),
        "deliveries": (deliveries := list(last[:30])),
        "marks": marks_over(delivery.ranking.round for delivery in deliveries),
    }
    return render(request, "rankings/webhooks.html", context, status=status)
