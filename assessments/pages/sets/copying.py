"""The press that makes a draft for another year from a set."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.pages.common import Visitor, act_once, require_press, signed_in, status_of
from assessments.pages.sets.listing import set_or_refuse, shown_set
from criteria.actions import copy_set
from criteria.common.forms import whole_number_or
from criteria.common.text import Refused


@require_press
@signed_in
def copy_page(request: Visitor, set_id: int) -> HttpResponse:
    """Copies the set to the year that was typed, and leads to the draft; a refusal stands on the set's page."""
    criteria_set = set_or_refuse(request, set_id)
    year = whole_number_or(request.POST, "year", 0)
    try:
        pk = act_once(
            request, lambda: copy_set(by=request.user, criteria_set=criteria_set, year=year).pk
        )
    except Refused as error:
        return shown_set(request, criteria_set, error.causes, status_of(request, error))
    messages.success(request, _("Đã tạo bộ tiêu chí dự thảo năm %(year)s.") % {"year": year})
    return redirect("set", pk)
