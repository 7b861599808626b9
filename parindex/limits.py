"""What a request is told that sends too much, or what nobody can read: the limit, in its reader's language."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import bad_request

from assessments.pages.common import show_refusal
from criteria.common.bodies import length_of
from criteria.common.numbers import show
from criteria.common.text import Text
from rankings.api import errors

UNREADABLE = Text(
    vi="Không đọc được nội dung trình duyệt gửi lên nên chưa có gì được lưu. Hãy tải lại trang rồi gửi lại.",
    en="What the browser sent cannot be read, so nothing was saved. Reload the page and send it again.",
)


def too_long(length: int, most: int) -> Text:
    """Returns the sentence about a body of ``length`` bytes where at most ``most`` are taken."""
    vi, en = (
        [show(Decimal(number), language) for number in (length, most)] for language in ["vi", "en"]
    )
    return Text(
        vi=f"Nội dung gửi lên có {vi[0]} byte, địa chỉ này nhận tối đa {vi[1]} byte mỗi lần nên chưa có gì được "
        "lưu. Hãy giảm dung lượng, hoặc chia thành nhiều lần gửi; nếu chưa đăng nhập, hãy đăng nhập trước.",
        en=f"What was sent has {en[0]} bytes, and this address takes at most {en[1]} at once, so nothing was "
        "saved. Make it smaller, or send it in several parts; sign in first if you have not.",
    )


def _too_many_files() -> Text:
    most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    return Text(
        vi=f"Mỗi lần gửi được tối đa {most} tệp; lần này có nhiều hơn nên chưa tệp nào được lưu. "
        "Hãy chia thành nhiều lần gửi.",
        en=f"At most {most} files can be sent at once; these are more, so none was saved. "
        "Send them in several parts.",
    )


def _too_many_fields() -> Text:
    most = Decimal(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS)
    return Text(
        vi=f"Mỗi lần gửi được tối đa {show(most)} ô; lần này có nhiều hơn nên chưa có gì được lưu. "
        "Hãy chọn ít dòng hơn và làm nhiều lần.",
        en=f"At most {show(most, 'en')} fields can be sent at once; these are more, so nothing was saved. "
        "Tick fewer rows, and do it in several parts.",
    )


def too_large(request: HttpRequest, cause: Text) -> HttpResponse:
    """Returns the answer to a request that sends too much: a page, for htmx its fragment, in the API JSON."""
    return _answer(request, cause, 413, "too_large")


def unreadable_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Returns the answer to what Django itself refuses to read, in the place of its bare English page."""
    if isinstance(exception, DisallowedHost):
        # Our pages name the host, which is what is wrong here.
        return bad_request(request, exception)
    if isinstance(exception, TooManyFilesSent):
        return too_large(request, _too_many_files())
    if isinstance(exception, TooManyFieldsSent):
        return too_large(request, _too_many_fields())
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return too_large(request, too_long(length_of(request), most))
    return _answer(request, UNREADABLE, 400, "malformed")


def _answer(request: HttpRequest, cause: Text, status: int, code: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(errors.body(code, cause), status=status)
    return show_refusal(request, [cause], status)
