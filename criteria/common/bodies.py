"""How much a request may send: little from strangers, a form from people, files where an address takes them."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from criteria.common.forms import read_whole

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


def length_of(request: HttpRequest) -> int:
    """Returns the length of a request's body in bytes, as it was announced: more is never read."""
    return read_whole(request.META.get("CONTENT_LENGTH") or "0") or 0


def most_bytes_of(view: Callable[..., Any], *, is_known: bool, form: int) -> int:
    """Returns the limit of a request's body in bytes; ``form`` is that of a view that takes no files."""
    if not is_known:
        return FROM_ANYBODY
    most: int = getattr(view, "most_bytes", form)
    return most
