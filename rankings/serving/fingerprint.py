"""The one fingerprint of what is published: of which versions an answer is made, and for whom.

What was published never changes, so a name made of that says whether an answer is still as it was.
It is the answer's ETag, its key in the cache and the name of its file: a new version, the end of
an embargo or another program never meets what was kept before.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from rankings.serving.edition import edition
from rankings.serving.publications import Publication


@dataclass(frozen=True)
class Fingerprint:
    """Tells an answer from any other."""

    key: str
    modified: int | None = None
    """When the newest of its rankings became public, in seconds since 1970; none where no date tells
    of every change."""

    @property
    def etag(self) -> str:
        return f'"{self.key}"'


def fingerprint_of(
    address: str, made_of: Sequence[Publication], *beside: object, dated: bool = False
) -> Fingerprint:
    """Names the answer at ``address``, which holds nothing but what is read of it; ``beside`` is what
    else it hangs on. One that is ``dated`` may be asked about by its date too."""
    parts = [edition(), get_language(), address, *beside, *made_of]
    key = hashlib.sha256("\n".join(map(repr, parts)).encode()).hexdigest()
    return Fingerprint(key, _newest(made_of) if dated else None)


def _newest(made_of: Sequence[Publication]) -> int | None:
    # When one was superseded is no moment of its own: only the version that did it tells.
    if not {one.newer for one in made_of} <= {None, *(one.pk for one in made_of)}:
        return None
    return max((int(one.published_at.timestamp()) for one in made_of), default=None)
