"""What OpenAPI says of every operation beside its own answer: the errors, and how to ask again."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers


class TextSerializer(serializers.Serializer[Any]):
    """A sentence in Vietnamese and in English."""

    vi = serializers.CharField()
    en = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a request was not answered; all causes at once."""

    code = serializers.CharField()
    messages = TextSerializer(many=True)


RETRY_AFTER = OpenApiParameter(
    "Retry-After", int, "header", response=[429], description="Seconds to wait."
)
ERRORS = {
    400: "A parameter is unknown, empty, repeated or not valid.",
    401: "No token or session, or one that is not valid.",
    404: "Nothing there, or nothing that you may see.",
    406: "Only JSON can be had.",
    429: "Too many requests; see Retry-After.",
}


WRITING = {
    400: "The body is not JSON, or not of the shape described.",
    412: "Somebody saved a newer value first; it is in the answer.",
    415: "Only JSON is taken.",
    422: "The leaf's scale, or a rule, refuses what was sent.",
    428: "If-Match is missing.",
}


class Schema(AutoSchema):
    def get_override_parameters(self) -> Any:
        if self.method != "GET":
            return [RETRY_AFTER]
        return [
            OpenApiParameter(
                "If-None-Match", str, "header", description="The ETag of an earlier answer."
            ),
            OpenApiParameter(
                "ETag", str, "header", response=[200], description="For If-None-Match."
            ),
            RETRY_AFTER,
        ]

    def get_response_serializers(self) -> Any:
        """The answer itself, and each error that this operation can give."""
        listed = getattr(self.view, "action", "") == "list"
        writes = self.method != "GET"
        errors = {**ERRORS, **getattr(self.view, "more_errors", {}), **(WRITING if writes else {})}
        return {
            200: super().get_response_serializers(),
            **(
                {} if writes else {304: OpenApiResponse(description="As it was at the ETag given.")}
            ),
            **{
                status: OpenApiResponse(self._problem(status), description=text)
                for status, text in errors.items()
                if listed or writes or status != 400
            },
        }

    def _problem(self, status: int) -> Any:
        return getattr(self.view, "problems", {}).get(status, ProblemSerializer)
