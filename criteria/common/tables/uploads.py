"""A file between its preview and its import: kept in the cache, under a name that only a token holds.

A person confirms exactly the file that this person saw, on the page that showed it.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.cache import cache
from import_export.tmp_storages import CacheStorage

from criteria.common.tables.preview import STALE
from criteria.common.text import Refused

_SALT = "criteria.common.tables.import_page"
_AGE = 24 * 60 * 60
_IMPORTED = "imported-"


class AlreadyImported(Refused):
    """The file has been imported already: its button was pressed twice."""


@dataclass(frozen=True)
class HeldUpload:
    """The file, and the digest of the preview that was shown of it."""

    content: bytes
    name: str
    digest: str
    storage: Any

    def forget(self) -> None:
        """Removes the file once it is imported."""
        cache.set(_IMPORTED + self.storage.name, True, _AGE)
        self.storage.remove()

    @property
    def is_imported(self) -> bool:
        """Returns whether another press of the button was faster."""
        return bool(cache.get(_IMPORTED + self.storage.name))


def hold_upload(content: bytes, *, name: str, by: int, where: str, digest: str) -> str:
    """Keeps a file for a day; returns the token that ``take_upload`` wants, for the form that confirms."""
    storage = CacheStorage()
    storage.save(content)
    claims = {"file": storage.name, "name": name, "by": by, "where": where, "digest": digest}
    return signing.dumps(claims, salt=_SALT)


def take_upload(token: str, *, by: int, where: str) -> HeldUpload:
    """Returns the file of a token.

    Raises ``Refused`` for a token of another person or page, and for a forged or old one; ``AlreadyImported`` for
    a file that has been imported already.
    """
    try:
        claims = signing.loads(token, salt=_SALT, max_age=_AGE)
    except signing.BadSignature as error:
        raise Refused(STALE) from error
    storage = CacheStorage(name=claims["file"])
    if claims["by"] != by or claims["where"] != where:
        raise Refused(STALE)
    content = storage.read()
    if content is None:
        raise (AlreadyImported if cache.get(_IMPORTED + claims["file"]) else Refused)(STALE)
    return HeldUpload(content, claims["name"], claims["digest"], storage)
