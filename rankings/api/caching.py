"""ETag and Last-Modified of what is public, from one query, before anything else is read.

What was published never changes, so a name made of which rankings an answer is made of says
whether it is still as it was. Never a lifetime: one that ended with an embargo would tell of it.
"""

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from rest_framework.request import Request

from rankings.kept import edition
from rankings.models import Ranking


@dataclass(frozen=True)
class Validators:
    """``modified`` is when the newest of the rankings became public; none where there is none."""

    etag: str
    modified: datetime.datetime | None

    def unchanged(self, request: Request) -> HttpResponse | None:
        """304 for a client that has this very answer already."""
        seconds = int(self.modified.timestamp()) if self.modified else None
        asked = cast(HttpRequest, request)  # it passes on what it does not know itself
        answer = get_conditional_response(asked, etag=self.etag, last_modified=seconds)
        return answer if answer is not None and answer.status_code == 304 else None

    def headers(self) -> dict[str, str]:
        modified = http_date(self.modified.timestamp()) if self.modified else None
        return {"ETag": self.etag, **({"Last-Modified": modified} if modified else {})}


def validators(request: Request, rankings: Iterable[Ranking]) -> Validators | None:
    """Of an answer made of these rankings; none where one of them is not public."""
    parts: list[str] = [
        edition(),
        request.build_absolute_uri(),
        str(request.accepted_renderer.format),
    ]
    moments = []
    superseded = False
    for ranking in rankings:
        if ranking.published_at is None or ranking.state not in PUBLIC:
            return None
        moments.append(ranking.published_at)
        superseded = superseded or ranking.state == Ranking.State.SUPERSEDED
        parts += map(str, _facts(ranking))
    etag = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    # When one was superseded is no moment of its own; alone it has an ETag only.
    alone = superseded and len(moments) == 1
    return Validators(f'"{etag}"', None if alone or not moments else max(moments))


PUBLIC = (Ranking.State.PUBLISHED, Ranking.State.SUPERSEDED)


def _facts(ranking: Ranking) -> tuple[object, ...]:
    """What tells a ranking from any other, and what is shown beside it and can be mended."""
    round_ = ranking.round
    return (
        ranking.pk,
        ranking.digest,
        ranking.state,
        round_.title_vi,
        round_.title_en,
        round_.is_demo,
        round_.criteria_set.is_official,
        # Added by a list whose answer hangs on the units' lineage; no field of the model.
        ranking.__dict__.get("kin"),
    )
