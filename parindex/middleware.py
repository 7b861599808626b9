"""What is asked of every request: its language, Vietnamese first, and the length of its body."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from criteria.common.bodies import FROM_ANYBODY, length_of, most_bytes_of
from parindex.limits import refuse_length


class LanguageMiddleware(LocaleMiddleware):
    """Follows Accept-Language in the API, and on pages the reader's own choice (a cookie), otherwise Vietnamese.

    Office machines often ask for English without their user ever having chosen it.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path.startswith("/api/"):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE


class BodyLimitMiddleware:
    """Refuses a body that is too long for its address and its sender before anything of it is read.

    It stands before the one that looks for a form's token: that one reads everything, files to disk.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        length = length_of(request)
        # A short one asks nobody's name: that would cost two queries.
        if length <= FROM_ANYBODY:
            return None
        is_known = "Authorization" in request.headers or request.user.is_authenticated
        most = most_bytes_of(view, is_known=is_known)
        return None if length <= most else refuse_length(request, length, most)
