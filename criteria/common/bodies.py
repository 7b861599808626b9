"""How much a request may send: little from strangers, a form from people, files where an address takes them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest

from criteria.common.forms import read_whole
from criteria.common.numbers import show
from criteria.common.text import Text

View = TypeVar("View", bound=Callable[..., Any])

FROM_ANYBODY = 100 * 1024
"""The limit in bytes before somebody has signed in: a sign-in form has one kilobyte."""
FORM_AROUND = 1024 * 1024
"""The bytes that the fields beside files may take."""


def takes_files(most_bytes: int) -> Callable[[View], View]:
    """Returns a decorator for a view that takes files, of ``most_bytes`` all together, from people who signed in."""

    def marked(view: View) -> View:
        view.most_bytes = most_bytes + FORM_AROUND  # type: ignore[attr-defined]  # a mark on a function
        return view

    return marked


def most_bytes_of(view: Callable[..., Any], *, is_known: bool) -> int:
    """Returns the limit in bytes of what a view takes, from somebody who has signed in or from a stranger."""
    if not is_known:
        return FROM_ANYBODY
    most: int = getattr(view, "most_bytes", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    return most


def length_of(request: HttpRequest) -> int:
    """Returns the length of a request's body in bytes, as it was announced; more is never read."""
    return read_whole(request.META.get("CONTENT_LENGTH") or "0") or 0


def too_long(length: int, most: int) -> Text:
    """Returns the sentence about a body of ``length`` bytes where at most ``most`` are taken."""
    vi = [show(Decimal(number)) for number in (length, most)]
    en = [show(Decimal(number), "en") for number in (length, most)]
    return Text(
        vi=f"Nội dung gửi lên có {vi[0]} byte, ở đây nhận tối đa {vi[1]} byte mỗi lần nên chưa có gì thay đổi. "
        "Hãy giảm dung lượng hoặc chia thành nhiều lần; nếu chưa đăng nhập, hãy đăng nhập trước.",
        en=f"What was sent has {en[0]} bytes, and at most {en[1]} are taken here at once, so nothing has changed. "
        "Make it smaller or send it in several turns; sign in first if you have not.",
    )


def why_unread(request: HttpRequest, exception: Exception) -> tuple[int, Text]:
    """Returns the status and the sentence for a request that Django refuses to read."""
    files, fields = settings.DATA_UPLOAD_MAX_NUMBER_FILES, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    match exception:
        case TooManyFilesSent():
            return 413, Text(
                vi=f"Mỗi lần gửi được nhiều nhất {files} tệp, nên chưa có tệp nào được nhận. Hãy chia thành nhiều lần.",
                en=f"At most {files} files can be sent at once, so none was taken. Send them in several turns.",
            )
        case TooManyFieldsSent():
            return 413, Text(
                vi=f"Mỗi lần gửi được nhiều nhất {fields} mục, nên chưa có gì thay đổi. Hãy chọn ít dòng hơn và làm nhiều lần.",
                en=f"At most {fields} fields can be sent at once, so nothing has changed. Choose fewer lines, in several turns.",
            )
        case RequestDataTooBig():
            return 413, too_long(length_of(request), settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        case _:
            return 400, _UNREADABLE


_UNREADABLE = Text(
    vi="Không đọc được nội dung trình duyệt gửi lên nên chưa có gì thay đổi. Hãy tải lại trang rồi gửi lại.",
    en="What the browser sent cannot be read, so nothing has changed. Reload the page and send it again.",
)
