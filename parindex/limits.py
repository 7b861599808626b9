"""The answer to a request that sends too much or cannot be read: a page, for its script a fragment, in the API JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from assessments.pages.common import too_long_page, too_much_page
from criteria.common.bodies import too_long, why_unread
from rankings.api import errors


def refuse_length(request: HttpRequest, length: int, most: int) -> HttpResponse:
    """Returns the answer to a body of ``length`` bytes where at most ``most`` are taken."""
    if request.path.startswith("/api/"):
        return JsonResponse(errors.body("too_large", too_long(length, most)), status=413)
    return too_long_page(request, length, most)


def unreadable_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Returns the answer to what Django itself refuses to read, in the place of its bare English page."""
    if request.path.startswith("/api/"):
        status, cause = why_unread(request, exception)
        code = "too_large" if status == 413 else "malformed"
        return JsonResponse(errors.body(code, cause), status=status)
    return too_much_page(request, exception)
