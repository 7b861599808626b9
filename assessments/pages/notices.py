"""The page of a person's notices."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.messages.notices import mark_read
from assessments.models import Notice
from assessments.pages.common import Visitor, require_press, signed_in
from assessments.rounds.disclaimers import marks_for
from criteria.common.forms import whole_numbers


@require_safe
@signed_in
def notices(request: Visitor) -> HttpResponse:
    """Shows the notices, the newest first, 50 on a page."""
    own = Notice.objects.filter(user=request.user)
    page = Paginator(own, 50).get_page(request.GET.get("page"))
    return render(
        request, "assessments/notices.html", {"page": page, "marks": marks_for(request.user)}
    )


@require_press
@signed_in
def mark_notices_read(request: Visitor) -> HttpResponse:
    """Marks one notice as read, or all."""
    marks_all = "all" in request.POST
    mark_read(user=request.user, ids=None if marks_all else whole_numbers(request.POST, "notice"))
    return redirect("notices")
