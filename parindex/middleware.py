"""What every request passes: its method, its language, the length of its body, its text; what may be kept of it."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from rest_framework.exceptions import AuthenticationFailed

from assessments.journal.kinds import ADMIN_ACT, EXPORT
from assessments.journal.writing import journal, requester
from criteria.common.bodies import FROM_ANYBODY, length_of, most_bytes_of
from criteria.common.files.names import attached_name
from criteria.common.text import without_unseen
from parindex.limits import too_large, too_long
from rankings.api.tokens import TokenAuthentication


class MethodMiddleware:
    """Refuses the methods that no page has; the API refuses its own.

    Libraries take PUT for a form that is sent, and whatever they do not know for reading.
    """

    OF_PAGES = ("GET", "HEAD", "POST")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in self.OF_PAGES or request.path.startswith("/api/"):
            return self.get_response(request)
        return HttpResponseNotAllowed(self.OF_PAGES)


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
        is_known = request.user.is_authenticated or _has_token(request)
        most = most_bytes_of(view, is_known=is_known, form=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return None if length <= most else too_large(request, too_long(length, most))


def _has_token(request: HttpRequest) -> bool:
    """Returns whether a request bears a token that is somebody's; only the API takes any."""
    if not request.path.startswith("/api/"):
        return False
    try:
        return TokenAuthentication().authenticate(request) is not None
    except AuthenticationFailed:
        return False


class NoStoreMiddleware:
    """Has nothing that was made for a person signed in kept anywhere: Back after signing out asks the server again.

    A published file, which is the same for everybody and says how it may be kept, is left as it is; no page is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        is_open = is_page or "Cache-Control" not in response
        # Who was not asked for played no part in the answer.
        if is_open and request.session.accessed and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class AdminJournalMiddleware:
    """Writes a line into the security journal for each act in the admin site, and for each file that it sends.

    An act is a form that was taken, which the site answers by leading on; its place names the row.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.app_name == "admin" and match.url_name not in ("login", "logout"):
            name = attached_name(response)
            if name:
                journal(EXPORT, requester(), file=name)
            elif request.method == "POST" and response.status_code == HTTPStatus.FOUND:
                journal(ADMIN_ACT, requester())
        return response


class TextMiddleware:
    """Takes out of addresses and forms what nobody sees and no file can hold, before any view reads them.

    A NUL would be an error of the database, a mark without width a wrong password. Passwords themselves stay as
    they were chosen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A query of too many fields is refused by whoever reads it.
        with suppress(TooManyFieldsSent):
            request.GET = _cleaned(request.GET)  # type: ignore[assignment]  # Django sets it in tests like this
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_args: Any) -> None:
        """Reads a form where the check of its token has read it already."""
        if request.method == "POST" and not getattr(view, "csrf_exempt", False):
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(data: QueryDict) -> QueryDict:
    dirty = {
        name: values
        for name, values in data.lists()
        if "password" not in name and not all(value.isprintable() for value in values)
    }
    if not dirty:
        return data
    cleaned = data.copy()
    for name, values in dirty.items():
        cleaned.setlist(name, [without_unseen(value) for value in values])
    return cleaned
