"""What a person who has signed in passes at every page: a second factor that is owed is set up before anything else."""

import logging
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from assessments.pages.common import show_refusal
from criteria.common.addresses import client_address
from criteria.common.text import Text
from parindex.signing_in.factors import owes_factor
from parindex.signing_in.sessions import note_use
from rankings.api import errors

OPEN_TO_ALL = ("/accounts/", "/i18n/")
FACTOR_FIRST = Text(
    vi="Vai trò của tài khoản này cần bước xác thực thứ hai: hãy thiết lập ở trang Tài khoản trước.",
    en="A role of this account needs a second step of signing in: set it up on the page “Account” first.",
)


NOT_FROM_HERE = Text(
    vi="Các trang quản trị chỉ mở từ mạng được phép, và địa chỉ đang dùng không thuộc mạng đó.",
    en="Administration opens from allowed networks only, and this address is in none of them.",
)
access_log = logging.getLogger("parindex.access")


class SignInMiddleware:
    """Looks at the person after a page was made, so that what asks for nobody stays the same for everybody.

    What changes something is looked at before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_administration()) and not _is_from_allowed(request):
            access_log.warning("refused %s to an address outside ADMIN_NETWORKS", request.path)
            return show_refusal(request, [NOT_FROM_HERE], 403)
        is_read = request.method in ("GET", "HEAD", "OPTIONS")
        if not is_read and self._owes(request):
            return _lead_to_factors(request)
        response = self.get_response(request)
        # Not whom the request names: a token signs nobody in.
        if not request.session.accessed or SESSION_KEY not in request.session:
            return response
        note_use(request)
        if is_read and self._owes(request):
            response.close()
            return _lead_to_factors(request)
        return response

    def _owes(self, request: HttpRequest) -> bool:
        return not request.path.startswith(OPEN_TO_ALL) and owes_factor(request)


def _administration() -> tuple[str, str]:
    """Returns the beginnings of the addresses of Django's admin site, and of the house's own administration."""
    return reverse("admin:index"), reverse("people_list").removesuffix("people/")


def _is_from_allowed(request: HttpRequest) -> bool:
    """Returns whether the request's real address, behind our ``PROXIES``, lies in one of ``ADMIN_NETWORKS``."""
    if not settings.ADMIN_NETWORKS:
        return True
    try:
        address = ip_address(client_address(request))
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in settings.ADMIN_NETWORKS)


def _lead_to_factors(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(errors.body("second_factor", FACTOR_FIRST), status=403)
    address = reverse("mfa_index")
    if getattr(request, "htmx", False) or request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return redirect(address)
