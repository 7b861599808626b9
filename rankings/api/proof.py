"""GET rankings/<id>/proof/: all that it takes to compute a published ranking again elsewhere."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from rankings.api.base import Address
from rankings.api.schema import ERRORS, ProblemSerializer, Schema
from rankings.computing.proof import proof
from rankings.models import Ranking
from rankings.reads import visible
from rankings.serving import answers, files
from rankings.serving.fingerprint import Fingerprint, fingerprint_of
from rankings.serving.publications import publication_of

JSON_LINES = "application/x-ndjson"
WITH_GZIP = zlib.MAX_WBITS + 16
"""Says that the stream has the head of a gzip file."""
Answer = HttpResponse | StreamingHttpResponse


class Anything(DefaultContentNegotiation):
    """Answers in JSON lines whatever the client says it accepts: they are the only form."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Proof(Address):
    """One JSON object a line: what holds for all, then each unit with its leaves."""

    public = True
    permission_classes = (AllowAny,)
    schema = Schema()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = Anything

    @extend_schema(
        tags=["rankings"],
        operation_id="rankings_proof",
        summary="Everything that it takes to compute a ranking again (JSON lines)",
        parameters=[
            OpenApiParameter("unit", str, description="The code of one unit, to verify it alone.")
        ],
        responses={
            (200, JSON_LINES): OpenApiResponse(OpenApiTypes.STR, description="docs/digest.md"),
            304: OpenApiResponse(description="As it was at the ETag given."),
            **{
                status: OpenApiResponse(ProblemSerializer, description=ERRORS[status])
                for status in (401, 404, 429)
            },
        },
    )
    def get(self, request: Request, ranking_id: int) -> Answer:
        """The points of every leaf, with the digests over them."""
        ranking = visible.ranking_visible_to(request.user, ranking_id)
        code = request.query_params.get("unit", "")
        if code and not ranking.rows.filter(code=code).exists():
            raise NotFound
        one = publication_of(ranking)
        if one is None:
            return StreamingHttpResponse(proof(ranking, code), content_type=JSON_LINES)
        asked = cast(HttpRequest, request)
        fingerprint = fingerprint_of(request.get_full_path(), [one], dated=True)
        answer: Any = answers.not_modified(asked, fingerprint)
        if answer is None and request.method == "HEAD":
            answer = HttpResponse(content_type=JSON_LINES)
        if answer is None and request.query_params:
            answer = StreamingHttpResponse(proof(ranking, code), content_type=JSON_LINES)
        if answer is None:
            answer = _whole(asked, ranking, fingerprint)
        answers.label(answer, fingerprint)
        # The same tag, packed or not: a weak one.
        answer["ETag"] = f"W/{fingerprint.etag}"
        return cast(Answer, answer)


def _whole(request: HttpRequest, ranking: Ranking, fingerprint: Fingerprint) -> Answer:
    """Packed from the file that is kept, or made now: seconds and megabytes for thousands of units."""
    family = f"{ranking.pk}.{get_language()}.proof.gz"
    pieces: Iterator[bytes] = files.pieces_of(family, fingerprint, lambda: _packed(ranking))
    packed = answers.unpacks(request)
    answer = StreamingHttpResponse(pieces if packed else _unpacked(pieces))
    answer["Content-Type"] = JSON_LINES
    if packed:
        answer["Content-Encoding"] = "gzip"
    patch_vary_headers(answer, ("Accept-Encoding",))
    return answer


def _packed(ranking: Ranking) -> Iterator[bytes]:
    """The lines as gzip."""
    packer = zlib.compressobj(wbits=WITH_GZIP)
    for line in proof(ranking):
        if piece := packer.compress(line.encode()):
            yield piece
    yield packer.flush()


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=WITH_GZIP)
    for piece in pieces:
        yield unpacker.decompress(piece)
