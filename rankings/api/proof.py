"""GET rankings/<id>/proof/: all that it takes to compute a published ranking again elsewhere."""

from typing import Any

from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from rankings import reads
from rankings.api.schema import ERRORS, ProblemSerializer
from rankings.api.tokens import TokenAuthentication
from rankings.proof import proof

JSON_LINES = "application/x-ndjson"


class Anything(BaseContentNegotiation):
    """The lines are all there is, whatever the client says it accepts."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Proof(APIView):
    """One JSON object a line: what holds for all, then each unit with its leaves."""

    authentication_classes = (TokenAuthentication, SessionAuthentication)
    permission_classes = (AllowAny,)
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
            **{
                status: OpenApiResponse(ProblemSerializer, description=ERRORS[status])
                for status in (401, 404, 429)
            },
        },
    )
    def get(self, request: Request, ranking_id: int) -> StreamingHttpResponse:
        """The points of every leaf, with the digests over them."""
        visible = reads.rankings_visible_to(request.user).exclude(computed_at=None)
        ranking = get_object_or_404(visible, pk=ranking_id)
        code = request.query_params.get("unit", "")
        if code and not (code.isprintable() and ranking.rows.filter(code=code).exists()):
            raise NotFound
        return StreamingHttpResponse(
            proof(ranking, code), content_type=JSON_LINES, headers={"Cache-Control": "no-cache"}
        )
