"""Published answers, kept packed in Django's cache for readers without an account.

Their key is their fingerprint, so nothing here ends by a clock: a lifetime that shrank towards a
publication would tell of it.
"""

import gzip
import re
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date

from rankings.serving.fingerprint import Fingerprint

T = TypeVar("T")

CACHE = "published"
"""In each process, and so bounded by the number of entries alone (``settings.CACHES``)."""
LARGEST = 64 * 1024
"""Bytes, packed; the largest pages have 40 KB."""
HEADERS = ("Content-Type", "Link")
"""What an answer says of itself; all others are the reader's."""


def is_stranger(request: HttpRequest) -> bool:
    """Whether the reader has no account here and nothing of their own to be shown."""
    own = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return (
        not any(name in request.COOKIES for name in own)
        and "Authorization" not in request.headers
        and request.method in ("GET", "HEAD")
    )


def address_of(request: HttpRequest, query: dict[str, str]) -> str:
    """Returns the address with nothing in it but what the page reads: others will be shown it too."""
    text = urlencode(sorted((key, value) for key, value in query.items() if value))
    return f"{request.path}?{text}" if text else request.path


def serve(
    request: HttpRequest,
    fingerprint: Fingerprint,
    make: Callable[[], HttpResponse],
    check: Callable[[], None] | None = None,
) -> HttpResponse:
    """Answers with 304 for who has it, from the cache, or with what is made now.

    ``check`` refuses a wrong address, before a 304 could hide it; what is kept was asked for by a
    right one.
    """
    shared = is_stranger(request)
    if check and not (shared and fingerprint.key in caches[CACHE]):
        check()
    answer = not_modified(request, fingerprint)
    if answer is None and shared:
        answer = kept_answer(request, fingerprint)
    if answer is None:
        answer = make()
        if shared:
            keep_answer(fingerprint, answer)
    return label(answer, fingerprint)


def not_modified(request: HttpRequest, fingerprint: Fingerprint) -> HttpResponse | None:
    """Returns a 304 for who has this very answer already."""
    answer = get_conditional_response(
        request, etag=fingerprint.etag, last_modified=fingerprint.modified
    )
    return answer if answer is not None and answer.status_code == 304 else None


def label(answer: HttpResponse, fingerprint: Fingerprint) -> HttpResponse:
    """Says what to ask by next time; weakly where it is packed, since the bytes are others then."""
    answer["ETag"] = f"W/{fingerprint.etag}" if "Content-Encoding" in answer else fingerprint.etag
    if fingerprint.modified is not None:
        answer["Last-Modified"] = http_date(fingerprint.modified)
    return answer


def ask_each_time(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Has whoever keeps a copy ask each time whether it still holds; a person's own is nobody else's."""
    reader = {"public": True} if is_stranger(request) else {"private": True}
    patch_cache_control(answer, **reader, no_cache=True)
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    return answer


def unpacks(request: HttpRequest) -> bool:
    """Whether the reader takes what is packed with gzip."""
    return bool(re.search(r"\bgzip\b", request.headers.get("Accept-Encoding", "")))


def kept_answer(request: HttpRequest, fingerprint: Fingerprint) -> HttpResponse | None:
    """Returns what is kept under that fingerprint, as the reader takes it."""
    entry = caches[CACHE].get(fingerprint.key)
    if entry is None:
        return None
    packed, headers = entry
    if unpacks(request):
        headers = headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return HttpResponse(packed, headers=headers)
    return HttpResponse(gzip.decompress(packed), headers=headers)


def keep_answer(fingerprint: Fingerprint, answer: HttpResponse) -> None:
    """Keeps an answer that was made well."""
    if answer.status_code != 200:
        return
    packed = gzip.compress(answer.content, mtime=0)
    if len(packed) <= LARGEST:
        headers = {name: answer[name] for name in HEADERS if name in answer}
        caches[CACHE].set(fingerprint.key, (packed, headers))


def cached_value(key: str, make: Callable[[], T]) -> T:
    """Returns what is kept under the key, or what is made now, for reading only."""
    found: T | None = caches[CACHE].get(key)
    if found is None:
        found = make()
        caches[CACHE].set(key, found)
    return found
