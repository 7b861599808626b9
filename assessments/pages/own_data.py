"""The page on which a person reads what is kept of them, and takes it away as a file."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.journal.kinds import EXPORT
from assessments.pages.common import Visitor, signed_in
from assessments.pages.downloads import journal_file
from assessments.people.own_data import kept_data, own_data


@require_safe
@signed_in
def own_data_page(request: Visitor) -> HttpResponse:
    return render(request, "assessments/own_data.html", {"kept": kept_data()})


@require_safe
@journal_file(EXPORT)
@signed_in
def own_data_file(request: Visitor) -> HttpResponse:
    """Sends it as JSON, moments in UTC."""
    answer = JsonResponse(
        own_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = 'attachment; filename="parindex-du-lieu-cua-toi.json"'
    return answer
