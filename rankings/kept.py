"""Published pages, kept packed for readers without an account.

A page is named by what it is made of: the ranking and its state, read by one query, the language,
the address, and the program itself. That name is its ETag, so who has it already is answered
without making it again; and it is the key under which its bytes are kept, so a new version, the end
of an embargo or another program never meet old bytes. Nothing here ends by a clock: a lifetime that
shrank towards a publication would tell of it.
"""

import functools
import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from rankings.models import Ranking

MOST_BYTES = 32 * 1024 * 1024
"""For all pages of one process; the one unread for longest goes first."""
LARGEST = MOST_BYTES // 8
HEADERS = ("Content-Type", "Link")
"""What an answer says of itself; all others are the reader's."""


@dataclass(frozen=True)
class Page:
    """An answer packed with gzip, and its own headers."""

    packed: bytes
    headers: dict[str, str]


_pages: "OrderedDict[str, Page]" = OrderedDict()
_lock = Lock()


@functools.cache
def edition() -> str:
    """Of everything that shapes a page: templates, words, our own code."""
    found = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for pattern in ("templates/**/*.html", "locale/**/*.mo", "*/**/*.py", "static/**/*.*"):
        for path in sorted(base.glob(pattern)):
            if path.is_file() and ".venv" not in path.parts and "tests" not in path.parts:
                found.update(f"{path.relative_to(base)}{path.stat().st_size}".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def is_public(request: HttpRequest) -> bool:
    """Whether the reader has no account here and nothing of their own to be shown."""
    own = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return (
        not any(name in request.COOKIES for name in own)
        and "Authorization" not in request.headers
        and request.method in ("GET", "HEAD")
    )


def here(request: HttpRequest, query: dict[str, str | None]) -> str:
    """The address with nothing in it but what the page reads: others will be shown it too."""
    text = urlencode(sorted((key, value) for key, value in query.items() if value))
    return f"{request.path}?{text}" if text else request.path


def named(ranking: Ranking, path: str, query: dict[str, str]) -> str:
    """The ETag of a page of a published ranking; ``query`` holds only what the page reads."""
    parts = (
        edition(),
        get_language() or "",
        path,
        urlencode(sorted((key, value) for key, value in query.items() if value)),
        str(ranking.pk),
        ranking.digest,
        ranking.state,
        # Which version has come since; its reason is shown with it.
        str(ranking.__dict__.get("newer")),
        # What stands beside the numbers and can be mended.
        ranking.round.title_vi,
        ranking.round.title_en,
        str(ranking.round.is_demo),
        str(ranking.round.criteria_set.is_official),
    )
    return f'"{hashlib.sha256(chr(10).join(parts).encode()).hexdigest()}"'


def serve(request: HttpRequest, etag: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page of that name: 304 for who has it, from memory, or made now."""
    answer = get_conditional_response(request, etag=etag)
    if answer is None or answer.status_code != 304:
        answer = find(request, etag) or keep(etag, make())
    mark(answer, etag)
    return asked_about(request, answer)


def mark(answer: HttpResponse, etag: str) -> None:
    """The name of what is in it; a weak one where it is packed, since the bytes are others then."""
    answer["ETag"] = f"W/{etag}" if "Content-Encoding" in answer else etag


def asked_about(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Whoever keeps a copy asks each time whether it still holds; a person's own is nobody else's."""
    reader = {"public": True} if is_public(request) else {"private": True}
    patch_cache_control(answer, **reader, no_cache=True)
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    return answer


def unpacks(request: HttpRequest) -> bool:
    """Whether the reader takes what is packed with gzip."""
    return bool(re.search(r"\bgzip\b", request.headers.get("Accept-Encoding", "")))


def find(request: HttpRequest, etag: str) -> HttpResponse | None:
    """What is kept under that name, as the reader takes it."""
    with _lock:
        found = _pages.get(etag)
        if found is None:
            return None
        _pages.move_to_end(etag)
    if unpacks(request):
        headers = found.headers | {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return HttpResponse(found.packed, headers=headers)
    return HttpResponse(gzip.decompress(found.packed), headers=found.headers)


def keep(etag: str, answer: HttpResponse) -> HttpResponse:
    """Keep an answer that was made well, and hand it on."""
    if answer.status_code == 200:
        headers = {name: answer[name] for name in HEADERS if name in answer}
        keep_packed(etag, gzip.compress(answer.content, mtime=0), headers)
    return answer


def keep_packed(etag: str, packed: bytes, headers: dict[str, str]) -> None:
    if len(packed) > LARGEST:
        return
    with _lock:
        _pages[etag] = Page(packed, headers)
        while sum(len(page.packed) for page in _pages.values()) > MOST_BYTES:
            _pages.popitem(last=False)
