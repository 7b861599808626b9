"""The errors of the API, all in one shape: a code for programs, sentences in both languages.

``{"code": "not_found", "messages": [{"vi": "…", "en": "…"}]}``
"""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.signals import got_request_exception
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from assessments.acts import Conflict
from criteria.common.database.patience import (
    AWAY,
    BUSY,
    BUSY_SECONDS,
    is_away,
    is_busy,
)
from criteria.common.text import NotAllowed, Refused, Text

logger = logging.getLogger("django.request")
access_log = logging.getLogger("parindex.access")


class TooLarge(exceptions.APIException):
    status_code = 413


class BadParameters(Refused):
    """The query of an address, or the shape of a body, is wrong."""


class PreconditionRequired(Refused):
    """A write does not say which version it changes (RFC 6585, 3)."""


REFUSALS: tuple[tuple[type[Refused], str, int], ...] = (
    (Conflict, "conflict", 409),
    (NotAllowed, "not_allowed", 403),
    (BadParameters, "bad_parameters", 400),
    (PreconditionRequired, "precondition_required", 428),
    (Refused, "refused", 422),
)
"""The code and the status of each refusal; the first class that fits counts."""

SENTENCES: tuple[tuple[type[Exception], str, Text], ...] = (
    (
        exceptions.NotAuthenticated,
        "not_authenticated",
        Text(
            vi="Cần mã truy cập (Authorization: Token …) hoặc phiên đăng nhập.",
            en="A token (Authorization: Token …) or a signed-in session is needed.",
        ),
    ),
    (
        exceptions.AuthenticationFailed,
        "authentication_failed",
        Text(
            vi="Mã truy cập không đúng, đã hết hạn hoặc tài khoản đã ngừng hoạt động.",
            en="The token is wrong or has expired, or its account is no longer active.",
        ),
    ),
    (
        exceptions.PermissionDenied,
        "not_allowed",
        Text(
            vi="Tài khoản này không được làm việc này. Ghi bằng phiên đăng nhập cần tiêu đề X-CSRFToken.",
            en="You may not do this. A write with a signed-in session needs the header X-CSRFToken.",
        ),
    ),
    (
        Http404,
        "not_found",
        Text(
            vi="Không có mục này, hoặc tài khoản không được xem.",
            en="There is no such thing here, or you may not see it.",
        ),
    ),
    (
        exceptions.NotFound,
        "not_found",
        Text(vi="Không có trang này.", en="There is no such page."),
    ),
    (
        exceptions.MethodNotAllowed,
        "method_not_allowed",
        Text(
            vi="Địa chỉ này không nhận phương thức đó: xem tiêu đề Allow.",
            en="This address does not take that method: see the Allow header.",
        ),
    ),
    (
        exceptions.NotAcceptable,
        "not_acceptable",
        Text(
            vi="API trả lời bằng JSON; các danh sách còn có CSV (text/csv).",
            en="The API answers in JSON; lists come as CSV (text/csv) too.",
        ),
    ),
    (
        exceptions.UnsupportedMediaType,
        "unsupported_media_type",
        Text(vi="API chỉ nhận JSON.", en="The API takes JSON only."),
    ),
    (
        exceptions.ParseError,
        "malformed",
        Text(
            vi="Nội dung gửi lên không phải là JSON hợp lệ.",
            en="What was sent is not valid JSON.",
        ),
    ),
    (
        TooLarge,
        "too_large",
        Text(
            vi="Yêu cầu quá lớn: quá nhiều tham số hoặc nội dung quá dài.",
            en="The request is too large: it has too many parameters, or too long a body.",
        ),
    ),
)


def answer_error(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Returns the answer to anything raised in a view of the API; it is never a page of HTML."""
    if isinstance(exc, RequestDataTooBig | TooManyFieldsSent):
        exc = TooLarge()
    _note(exc, context)
    for kind, code, status in REFUSALS:
        if isinstance(exc, kind):
            return Response(body(code, *exc.causes), status=status)
    if is_busy(exc):
        logger.warning("busy: %s", context["request"].path, exc_info=exc)
        set_rollback()
        return Response(body("busy", BUSY), status=503, headers={"Retry-After": str(BUSY_SECONDS)})
    if is_away(exc):
        logger.error("no database: %s", context["request"].path, exc_info=exc)
        return Response(body("away", AWAY), status=503, headers={"Retry-After": str(BUSY_SECONDS)})
    response = exception_handler(exc, context)
    if response is None:
        return None if settings.DEBUG else _fault(exc, context)
    response.data = _known(exc)
    return response


def _note(exc: Exception, context: dict[str, Any]) -> None:
    """Logs an attempt at what the person may not do, or may not see."""
    request = context["request"]
    user = getattr(request, "user", None)
    if isinstance(exc, NotAllowed | exceptions.PermissionDenied) or (
        # To the client a hidden thing is missing; the reader of the log learns of it.
        isinstance(exc, Http404) and user is not None and user.is_authenticated
    ):
        why = exc if str(exc) else "not found or hidden"
        access_log.warning(
            "refused %s %s to user %s: %s", request.method, request.path, user and user.pk, why
        )


def body(code: str, *messages: Text) -> dict[str, Any]:
    return {"code": code, "messages": [{"vi": text.vi, "en": text.en} for text in messages]}


def _known(exc: Exception) -> dict[str, Any]:
    if isinstance(exc, exceptions.Throttled):
        wait = int(getattr(exc, "wait", None) or 0)
        text = Text(
            vi=f"Quá nhiều yêu cầu. Hãy thử lại sau {wait} giây.",
            en=f"Too many requests. Try again in {wait} seconds.",
        )
        return body("throttled", text)
    for kind, code, text in SENTENCES:
        if isinstance(exc, kind):
            return body(code, text)
    return body("refused", Text(vi=f"Bị từ chối: {exc}", en=f"Refused: {exc}"))


def _fault(exc: Exception, context: dict[str, Any]) -> Response:
    request = context["request"]
    logger.error("Internal Server Error: %s", request.path, exc_info=exc)
    got_request_exception.send(sender=None, request=request)
    text = Text(
        vi="Hệ thống gặp lỗi. Lỗi đã được ghi lại; hãy thử lại sau.",
        en="Something went wrong here. It has been logged; try again later.",
    )
    return Response(body("fault", text), status=500)
