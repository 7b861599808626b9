"""GET rankings/<id>/proof/: all that it takes to compute a published ranking again elsewhere."""

import zlib
from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from rankings import kept
from rankings.api.base import Address
from rankings.api.caching import validators
from rankings.api.schema import ERRORS, ProblemSerializer, Schema
from rankings.computing.proof import proof
from rankings.models import Ranking
from rankings.reads import visible

JSON_LINES = "application/x-ndjson"
Answer = HttpResponse | StreamingHttpResponse


class Anything(BaseContentNegotiation):
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
        if code and not (code.isprintable() and ranking.rows.filter(code=code).exists()):
            raise NotFound
        found = validators(request, (ranking,))
        if found is None:
            return StreamingHttpResponse(proof(ranking, code), content_type=JSON_LINES)
        answer: Answer | None = found.unchanged(request)
        if answer is None and request.method == "HEAD":
            answer = HttpResponse(content_type=JSON_LINES)
        if answer is None and request.query_params:
            answer = StreamingHttpResponse(proof(ranking, code), content_type=JSON_LINES)
        if answer is None:
            answer = _whole(cast(HttpRequest, request), ranking, found.etag)
        for name, value in found.headers().items():
            answer[name] = value
        # The same tag, packed or not: a weak one.
        answer["ETag"] = f"W/{found.etag}"
        return answer


def _whole(request: HttpRequest, ranking: Ranking, etag: str) -> Answer:
    """Packed from memory, or made now: seconds and megabytes for thousands of units."""
    answer: Answer | None = kept.find(request, etag)
    if answer is None:
        answer = StreamingHttpResponse(proof(ranking), content_type=JSON_LINES)
        if kept.unpacks(request):
            answer.streaming_content = _packing(ranking, etag)
            answer["Content-Encoding"] = "gzip"
        patch_vary_headers(answer, ("Accept-Encoding",))
    return answer


def _packing(ranking: Ranking, etag: str) -> Iterator[bytes]:
    """The lines as gzip, kept for the next reader once the last has gone out."""
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS + 16)
    whole = b""
    for line in proof(ranking):
        if piece := packer.compress(line.encode()):
            whole += piece
            yield piece
    piece = packer.flush()
    kept.keep_packed(etag, whole + piece, {"Content-Type": JSON_LINES})
    yield piece
